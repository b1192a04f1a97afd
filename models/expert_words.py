"""What the pool's list finds experts by: pairs of characters of name and employer.

A search inside a text reads every row; with the pairs in an index it reads the rows that have the
rarest one. Whoever writes an expert writes the pairs too: see the listeners below.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field

from models.base import Record
from models.expert import Expert

FIRST = "^"
"""Stands before the first character of a name: who looks for one character means the surname."""


class ExpertGram(Record, table=True):
    """One pair of characters that stands in an expert's name or employer."""

    __tablename__ = "expert_gram"
    __table_args__ = (
        sa.Index("ix_expert_gram_found", "office_id", "gram", "expert_id"),
        {"sqlite_with_rowid": False},
    )

    expert_id: int = Field(foreign_key="expert.id", primary_key=True)
    gram: str = Field(max_length=2, primary_key=True)
    office_id: int = Field(foreign_key="office.id")


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text.

    >>> sorted(pairs("水利院")), pairs("水")
    (['利院', '水利'], set())
    """
    small = text.lower()
    return {small[at : at + 2] for at in range(len(small) - 1)}


def grams_of(name: str, employer: str) -> set[str]:
    """Return what an expert is found by.

    >>> sorted(grams_of("张三", "水院"))
    ['^张', '张三', '水院']
    """
    return pairs(name) | pairs(employer) | {FIRST + name[:1].lower()}


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
