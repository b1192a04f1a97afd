"""Who is ready at the called factor of a live round: said once, taken back by what empties it."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import LiveReady, LiveStep, row_id


def add_ready(session: Session, step: LiveStep, *, member_id: int, now: datetime) -> bool:
    """Note that a member is ready, and return whether it was not known; never commits."""
    known = select(LiveReady.id).where(
        LiveReady.step_id == step.id, LiveReady.member_id == member_id
    )
    if session.exec(known).first() is not None:
        return False
    session.add(
        LiveReady(office_id=step.office_id, step_id=row_id(step), member_id=member_id, ready_at=now)
    )
    session.flush()
    return True


def take_back_ready(
    session: Session, *, round_id: int, member_id: int, factors: Collection[int]
) -> None:
    """Forget that a member is ready at factors of which a figure was emptied; never commits.

    What was shown is not touched. The member's row is locked by the caller, as it is by who shows.
    """
    waiting = sa.select(col(LiveStep.id)).where(
        col(LiveStep.round_id) == round_id,
        col(LiveStep.shown_at).is_(None),
        col(LiveStep.factor_id).in_(factors),
    )
    session.execute(
        sa.delete(LiveReady)
        .where(col(LiveReady.member_id) == member_id, col(LiveReady.step_id).in_(waiting))
        .execution_options(synchronize_session=False)
    )
