"""What the pool's list finds experts by: pairs of characters of name and employer.

A search inside a text reads every row; with the pairs in an index it reads the rows that have the
rarest one. Whoever writes an expert writes the pairs too: see the listeners below.
"""

from string import ascii_lowercase, ascii_uppercase
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field

from models.base import Record
from models.expert import Expert

FIRST = "^"
"""Stands before the first character of a name: who looks for one character means the surname."""


class ExpertGram(Record, table=True):
    """One pair of characters that stands in an expert's name or employer.

    Derived from the expert's row in the same transaction, and many: no foreign key checks each.
    """

    __tablename__ = "expert_gram"
    __table_args__ = (
        sa.Index("ix_expert_gram_found", "office_id", "gram", "expert_id"),
        {"sqlite_with_rowid": False},
    )

    expert_id: int = Field(primary_key=True)
    gram: str = Field(max_length=2, primary_key=True)
    office_id: int


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


_grams = ExpertGram.__table__  # type: ignore[attr-defined]  # SQLModel hides it


@event.listens_for(Expert, "after_insert")
def _write(_mapper: Any, connection: sa.Connection, expert: Expert) -> None:
    connection.execute(sa.insert(_grams), gram_rows(expert))


@event.listens_for(Expert, "after_update")
def _write_again(_mapper: Any, connection: sa.Connection, expert: Expert) -> None:
    changes = sa.inspect(expert).attrs
    if changes.name.history.has_changes() or changes.employer.history.has_changes():
        connection.execute(sa.delete(_grams).where(_grams.c.expert_id == expert.id))
        connection.execute(sa.insert(_grams), gram_rows(expert))


def write_grams(connection: sa.Connection, *, office_id: int, beyond: int, longest: int) -> None:
    """Write the pairs of an office's experts with ids beyond one that have none yet, in one go.

    `longest` is the length of the longest name or employer among them.
    """
    expert = Expert.__table__  # type: ignore[attr-defined]  # SQLModel hides it
    is_postgres = connection.dialect.name == "postgresql"
    one = sa.select(sa.literal(1).label("at")).cte("place", recursive=True)
    place = one.union_all(sa.select(one.c.at + 1).where(one.c.at < longest))
    new = (
        expert.c.office_id == office_id,
        expert.c.id > beyond,
        ~sa.exists().where(_grams.c.expert_id == expert.c.id),
    )

    def letters(column: Any) -> Any:
        return sa.func.lower(sa.collate(column, "C") if is_postgres else column)

    def of(gram: Any) -> Any:
        return sa.select(expert.c.id, gram.label("gram"), expert.c.office_id).where(*new)

    def pairs_of(column: Any) -> Any:
        gram = sa.func.substr(letters(column), place.c.at, 2)
        return of(gram).join(place, place.c.at < sa.func.length(column))

    first = sa.literal(FIRST) + sa.func.substr(letters(expert.c.name), 1, 1)
    found = sa.union(pairs_of(expert.c.name), pairs_of(expert.c.employer), of(first))
    names = ("expert_id", "gram", "office_id")
    connection.execute(sa.insert(_grams).from_select(names, found))
