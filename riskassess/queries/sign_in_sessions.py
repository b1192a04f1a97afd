"""Sessions as their owner sees them."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import Account, SignInSession
from riskassess.domain.actor import Actor
from riskassess.domain.sign_in import is_idle


def list_own_sessions(
    session: Session, actor: Actor, *, idle_minutes: int, now: datetime
) -> Sequence[SignInSession]:
    """Return the actor's sessions that have not ended, the last seen first."""
    rows = session.exec(
        select(SignInSession)
        .join(Account, col(Account.id) == col(SignInSession.account_id))
        .where(
            SignInSession.account_id == actor.account_id,
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.epoch) == col(Account.session_epoch),
        )
        .order_by(col(SignInSession.seen_at).desc(), col(SignInSession.id).desc())
    )
    return [row for row in rows if not is_idle(row.seen_at, minutes=idle_minutes, now=now)]
