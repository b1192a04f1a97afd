"""What the pool's list finds experts by: pairs of characters of name and employer.

A search inside a text reads every row; with the pairs in an index it reads the rows that have the
rarest one. Whoever writes an expert writes the pairs too: see the listeners below.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field

from models.base import Record
from models.bulk import insert_rows
from models.expert import Expert

FIRST = "^"
"""Stands before the first character of a name: who looks for one character means the surname."""


class ExpertGram(Record, table=True):
    """One pair of characters that stands in an expert's name or employer.

    Derived from the expert's row in the same transaction, and many: no foreign key checks each,
    and the key by which they are found is their only index. To take away those of one expert the
    office's are read once, which a change of name or employer can wait for.
    """

    __tablename__ = "expert_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    office_id: int = Field(primary_key=True)
    gram: str = Field(max_length=2, primary_key=True)
    expert_id: int = Field(primary_key=True)


_CAPITALS = str.maketrans(ascii_uppercase, ascii_lowercase)


def small(text: str) -> str:
    """Return a text with small Latin letters, as both databases make them alike."""
    return text.translate(_CAPITALS)


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text.

    >>> sorted(pairs("水利院")), pairs("水")
    (['利院', '水利'], set())
    """
    found = small(text)
    return {found[at : at + 2] for at in range(len(found) - 1)}


def grams_of(name: str, employer: str) -> set[str]:
    """Return what an expert is found by.

    >>> sorted(grams_of("张三", "水院"))
    ['^张', '张三', '水院']
    """
    return pairs(name) | pairs(employer) | {FIRST + small(name[:1])}


def gram_rows(expert: Any) -> list[dict[str, Any]]:
    """Return the rows of a stored expert; whatever has id, office, name and employer will do."""
    own = {"expert_id": expert.id, "office_id": expert.office_id}
    return [{**own, "gram": gram} for gram in sorted(grams_of(expert.name, expert.employer))]


_grams: sa.Table = ExpertGram.__table__  # type: ignore[attr-defined]  # SQLModel hides it
NAMES = ("office_id", "gram", "expert_id")


@event.listens_for(Expert, "after_insert")
def _write(_mapper: Any, connection: sa.Connection, expert: Expert) -> None:
    connection.execute(sa.insert(_grams), gram_rows(expert))


@event.listens_for(Expert, "after_update")
def _write_again(_mapper: Any, connection: sa.Connection, expert: Expert) -> None:
    changes = sa.inspect(expert).attrs
    if changes.name.history.has_changes() or changes.employer.history.has_changes():
        drop_grams(connection, expert.office_id, [expert.id or 0])
        connection.execute(sa.insert(_grams), gram_rows(expert))


def drop_grams(connection: sa.Connection, office_id: int, expert_ids: Sequence[int]) -> None:
    """Take away the pairs of some experts of an office."""
    own = (_grams.c.office_id == office_id, _grams.c.expert_id.in_(expert_ids))
    connection.execute(sa.delete(_grams).where(*own))


def write_grams(
    connection: sa.Connection, office_id: int, experts: Iterable[tuple[int, str, str]]
) -> None:
    """Write the pairs of many experts of an office: id, name and employer of each.

    In the order of the key, which is the order in which the databases write quickest.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    for key, name, employer in experts:
        for gram in grams_of(name, employer):
            found[gram].append(key)
    rows = ((office_id, gram, key) for gram in sorted(found) for key in found[gram])
    insert_rows(connection, _grams, NAMES, rows)
