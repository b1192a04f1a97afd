"""One page of a long list: columns only, a look-ahead row instead of a full count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

Query = sa.Select[*tuple[Any, ...]]
PAGE_SIZE = 50
LAST_ROW = 2**31 - 1  # a database raises for rows beyond what it counts; none has as many
COUNTED = 1_000  # counting on costs more than the page itself and tells nobody anything


@dataclass(frozen=True)
class ListPage:
    """Rows of one page; `total` is exact up to `COUNTED` and then says "more than"."""

    rows: Sequence[Any]
    number: int
    has_next: bool
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are where `total` is exact; an empty list has one.

        >>> [ListPage([], 1, False, total).pages for total in (0, 50, 51)]
        [1, 1, 2]
        """
        return max(-(-self.total // self.size), 1)

    @property
    def is_counted(self) -> bool:
        """Whether `total` is exact."""
        return self.total <= COUNTED


def page_within(number: int, total: int) -> int:
    """Return a page's number, no farther than the last page that is counted.

    >>> page_within(0, 51), page_within(99, 51), page_within(99, 0), page_within(99, 1001)
    (1, 2, 1, 20)
    """
    return max(min(number, -(-min(total, COUNTED) // PAGE_SIZE)), 1)


def read_page(
    session: Session,
    query: Query,
    values: Mapping[str, Any] | None = None,
    *,
    page: int,
    size: int = PAGE_SIZE,
    counted: Query | None = None,
) -> ListPage:
    """Return one page of an ordered query.

    Numbers below 1 are page 1, those beyond the end the last page, of those that are counted.
    `values` fill the query's parameters. `counted` gives the same number of rows with fewer
    joins; without it the query itself is counted. A query that is kept between requests
    is put together and compiled once.
    """
    number, given = min(max(page, 1), LAST_ROW // size), {**(values or {})}
    first = (number - 1) * size
    connection = session.connection()
    rows = connection.execute(_cut(query), {**given, "most": size + 1, "first": first}).all()
    is_last = 0 < len(rows) <= size
    total = first + len(rows)
    if not is_last:
        total = connection.execute(
            _count(query if counted is None else counted), given
        ).scalar_one()
    last = -(-total // size)  # of those counted
    if not rows and 0 < last < number:
        return read_page(session, query, values, page=last, size=size, counted=counted)
    return ListPage(rows[:size], number, len(rows) > size, total, size)


@lru_cache(maxsize=64)
def _cut(query: Query) -> Query:
    return query.limit(sa.bindparam("most", type_=sa.Integer)).offset(
        sa.bindparam("first", type_=sa.Integer)
    )


@lru_cache(maxsize=64)
def _count(query: Query) -> sa.Select[int]:
    some = query.with_only_columns(sa.literal(1)).order_by(None).limit(COUNTED + 1).subquery()
    return sa.select(sa.func.count()).select_from(some)
