"""Numbers of applications: in one row through a year, none given twice."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import ExpertAction
from models import Expert, ExpertAct
from riskassess.queries.pool.periods import SHANGHAI, day_of
from riskassess.services.pool.appointment import last_number


def next_applications(
    session: Session, office_id: int, *, now: datetime, count: int = 1
) -> list[str]:
    """Return the next numbers of applications; the caller has locked the office's numbers.

    Who is appointed gets a number of the pool, so the codes of today do not tell which numbers were
    given. But each was given with one first act, which stays for ever: the last number is never
    greater than the greatest of today or the count of those acts.
    """
    year = day_of(now).year
    series = f"SQ{year}-"
    codes = session.exec(
        select(Expert.code).where(
            Expert.office_id == office_id, col(Expert.code).startswith(series, autoescape=True)
        )
    )
    starts = datetime(year, 1, 1, tzinfo=SHANGHAI).astimezone(UTC)
    begun = session.execute(
        sa.select(sa.func.count(col(ExpertAct.id))).where(
            col(ExpertAct.office_id) == office_id,
            col(ExpertAct.before).is_(None),
            col(ExpertAct.action).in_([ExpertAction.APPLY, ExpertAction.RECOMMEND]),
            col(ExpertAct.at) >= starts,
        )
    ).scalar_one()
    first = max(last_number(codes, series=series), begun) + 1
    return [f"{series}{number:04}" for number in range(first, first + count)]
