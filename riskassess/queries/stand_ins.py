"""Whose act an act counts as: the account's own, and of whom it stood in for at that moment."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Deputy, DeputyRole
from riskassess.domain.vocabulary import Role

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Act(NamedTuple):
    """What somebody did: the account, the role it takes, and when."""

    account_id: int
    role: Role
    at: datetime


def entry_of(row: Any) -> Act:
    """Return who entered the values of a draw's source: as its thrower, else as a case officer."""
    return Act(row.entered_by_id, Role(row.role or Role.CASE_OFFICER), row.entered_at)


def persons_behind(session: Session, acts: Collection[Act]) -> dict[Act, frozenset[int]]:
    """Return who counts as having done each act: the account, and whom it stood in for then.

    One query for all, none for none. Where two persons are asked for, an absent officer does not
    judge what a deputy did in his or her place.
    """
    if not acts:
        return {}
    periods = session.execute(
        sa.select(
            col(Deputy.deputy_id),
            col(Deputy.absent_id),
            col(Deputy.first_on),
            col(Deputy.last_on),
            col(Deputy.ended_at),
            col(DeputyRole.role),
        )
        .join(DeputyRole, col(DeputyRole.deputy_id) == col(Deputy.id))
        .where(
            col(Deputy.deputy_id).in_({each.account_id for each in acts}),
            col(DeputyRole.role).in_({each.role for each in acts}),
        )
    ).all()
    return {
        act: frozenset({act.account_id, *(row.absent_id for row in periods if _lent(row, act))})
        for act in acts
    }


def _lent(row: Any, act: Act) -> bool:
    """Return whether a period lent the role of an act to its account at that moment."""
    on = act.at.astimezone(SHANGHAI).date()
    return bool(
        row.deputy_id == act.account_id
        and row.role == act.role
        and row.first_on <= on <= row.last_on
        and (row.ended_at is None or row.ended_at > act.at)
    )
