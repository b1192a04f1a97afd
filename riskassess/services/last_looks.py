"""Noting up to where somebody has looked at a case; a mark of convenience, no act of the case."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from models import LastLook
from models.engine import transaction


def note_look(
    session: Session,
    *,
    office_id: int,
    account_id: int,
    assessment_id: int,
    sequence: int,
    now: datetime,
) -> None:
    """Move the account's mark forward to an entry of the case's chain; never back."""
    with transaction(session):
        own = (
            col(LastLook.account_id) == account_id,
            col(LastLook.assessment_id) == assessment_id,
        )
        moved = session.execute(
            sa.update(LastLook)
            .where(*own, col(LastLook.sequence) < sequence)
            .values(sequence=sequence, looked_at=now)
            .execution_options(synchronize_session=False)
        )
        if moved.rowcount:  # type: ignore[attr-defined]  # an update has a rowcount
            return
        if session.execute(sa.select(col(LastLook.id)).where(*own)).first() is None:
            session.add(
                LastLook(
                    office_id=office_id,
                    account_id=account_id,
                    assessment_id=assessment_id,
                    sequence=sequence,
                    looked_at=now,
                )  # fmt: skip
            )
