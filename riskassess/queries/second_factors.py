"""Second factors as their owner and the security administrator see them; never a secret."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import RecoveryCode, SecondFactor
from riskassess.domain.actor import Actor


@dataclass(frozen=True)
class OwnFactor:
    """Whether a second factor counts or was begun, since when, and how many codes are left."""

    is_on: bool
    is_begun: bool
    since: datetime | None
    codes_left: int


def find_own_factor(session: Session, actor: Actor) -> OwnFactor:
    """Return what the actor may know of the own second factor."""
    factor = session.exec(
        select(SecondFactor).where(SecondFactor.account_id == actor.account_id)
    ).one_or_none()
    left = session.scalar(
        sa.select(sa.func.count())
        .select_from(RecoveryCode)
        .where(
            col(RecoveryCode.account_id) == actor.account_id, col(RecoveryCode.used_at).is_(None)
        )
    )
    since = factor.confirmed_at if factor else None
    return OwnFactor(since is not None, factor is not None, since, left or 0)
