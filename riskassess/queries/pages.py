"""One page of a long list: columns only, a look-ahead row instead of a full count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

Query = sa.Select[*tuple[Any, ...]]
PAGE_SIZE = 50
COUNTED = 1_000  # counting on costs more than the page itself and tells nobody anything


@dataclass(frozen=True)
class ListPage:
    """Rows of one page; `total` is exact up to `COUNTED` and then says "more than"."""

    rows: Sequence[Any]
    number: int
    has_next: bool
    total: int

    @property
    def is_counted(self) -> bool:
        """Whether `total` is exact."""
        return self.total <= COUNTED


def read_page(session: Session, query: Query, *, page: int, size: int = PAGE_SIZE) -> ListPage:
    """Return one page of an ordered query; page numbers below 1 are page 1."""
    number = max(page, 1)
    first = (number - 1) * size
    rows = session.execute(query.limit(size + 1).offset(first)).all()
    is_last = 0 < len(rows) <= size
    total = first + len(rows) if is_last else _count(session, query)
    return ListPage(rows[:size], number, len(rows) > size, total)


def _count(session: Session, query: Query) -> int:
    some = query.with_only_columns(sa.literal(1)).order_by(None).limit(COUNTED + 1).subquery()
    found: int = session.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()
    return found
