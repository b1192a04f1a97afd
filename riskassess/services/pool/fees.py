"""Fees by the pool manual's table: settled for a seat after its round, then noted as paid.

An amount is a whole number of fen. Bank accounts have no field, and texts that hold their numbers
are refused: paying out stays with whoever keeps the accounts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Expert, Fee, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.expert_work import (
    Reckoned,
    reckon_fee,
    refuse_paying,
    refuse_payment,
    yuan_text,
)
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.filters import local
from riskassess.i18n import _
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.audit import record
from riskassess.services.letters import Outbox
from riskassess.services.pool.judged_seats import JudgedSeat, checked_text, lock_seat
from riskassess.services.pool.notices import Notice, tell_of

MOST_AT_ONCE = 500
LONGEST_VOUCHER = 60


@dataclass(frozen=True)
class Attended:
    """How an expert took part; the title level is asked only where the pool has none."""

    duration: str
    attendance: str
    title_level: str = ""


@dataclass(frozen=True)
class Payment:
    """When fees were paid, under which voucher."""

    paid_on: date
    voucher: str


def settle_fee(
    session: Session,
    *,
    member_id: int,
    attended: Attended,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> Fee:
    """Settle what is due for a seat; before it is paid, settling it again replaces the amount.

    Raises
    ------
    Refused
        By `refuse_paying`; `fee_is_paid` once it is paid.
    InvalidInput
        `fee_title_missing`: the pool has no title level and none was given; `fee_unknown`.
    """
    with transaction(session):
        seat = lock_seat(session, member_id, actor=actor)
        row = session.exec(select(Fee).where(Fee.member_id == member_id)).one_or_none()
        _refuse(seat, row, actor)
        manual = pool_manual_of(session, actor.office_id)
        known = seat.expert.title_level if seat.expert else ""
        reckoned = reckon_fee(
            manual,
            title_level=known or attended.title_level,
            duration=attended.duration,
            attendance=attended.attendance,
        )
        before = {"amount": row.amount} if row else None
        row = _filled(row, seat, reckoned, manual, actor=actor, now=now)
        session.add(row)
        after = {"member": member_id, "amount": row.amount}
        record(session, actor=actor, action="fee:settle", subject=row,
               before=before, after=after, now=now)  # fmt: skip
        tell_of(session, seat.expert, Notice.FEE, row_id(row),
                outbox=outbox, actor=actor, now=now)  # fmt: skip
        return row


def _refuse(seat: JudgedSeat, row: Fee | None, actor: Actor) -> None:
    reason = refuse_paying(
        actor,
        round_state=seat.round_state,
        member_state=seat.member.state,
        in_pool=seat.expert is not None,
    )
    if reason is None and row is not None and row.paid_on is not None:
        reason = "fee_is_paid"
    if reason:
        raise Refused(reason, where=f"member:{seat.member.id}")


def _filled(
    row: Fee | None,
    seat: JudgedSeat,
    reckoned: Reckoned,
    manual: PoolManual,
    *,
    actor: Actor,
    now: datetime,
) -> Fee:
    values: dict[str, Any] = {
        "title_level": reckoned.title_level,
        "duration": reckoned.duration,
        "attendance": reckoned.attendance,
        "amount": reckoned.amount,
        "reckoning": reckoning_text(manual, reckoned),
        "manual_digest": manual.digest,
        "settled_by_id": actor.account_id or 0,
        "settled_at": now,
    }
    if row is None:
        member = seat.member
        return Fee(
            office_id=member.office_id,
            expert_id=member.expert_id or 0,
            member_id=row_id(member),
            **values,
        )
    for name, value in values.items():
        setattr(row, name, value)
    return row


def reckoning_text(manual: PoolManual, reckoned: Reckoned) -> str:
    """Return how an amount was reckoned, in words."""
    level = find_code(manual.conditions.title_levels, reckoned.title_level)
    duration = find_code(manual.fees.durations, reckoned.duration)
    way = find_code(manual.fees.attendances, reckoned.attendance)
    return _(
        "%(level)s，%(duration)s %(yuan)s 元 × %(way)s %(percent)s%% = %(amount)s 元",
        level=level.name if level else reckoned.title_level,
        duration=duration.name if duration else reckoned.duration,
        yuan=reckoned.yuan,
        way=way.name if way else reckoned.attendance,
        percent=reckoned.percent,
        amount=yuan_text(reckoned.amount),
    )


def note_payment(
    session: Session,
    *,
    fee_ids: Collection[int],
    payment: Payment,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> int:
    """Note fees of the actor's office as paid, all or none; return how many.

    Raises
    ------
    NotFound
        When a fee is not the office's.
    Refused
        `not_your_role`, or `fee_paid` when one of them is paid already.
    InvalidInput
        `fees_not_chosen`, `voucher_missing`, `paid_in_future`, or a card's number in the voucher.
    """
    with transaction(session):
        voucher, rows = _payable(session, fee_ids, payment, actor=actor, now=now)
        for row in rows:
            row.paid_on, row.voucher = payment.paid_on, voucher
            after = {"paid_on": payment.paid_on.isoformat(), "voucher": voucher}
            record(session, actor=actor, action="fee:pay", subject=row, after=after, now=now)
            expert = session.get(Expert, row.expert_id)
            tell_of(session, expert, Notice.PAYMENT, row_id(row),
                    outbox=outbox, actor=actor, now=now)  # fmt: skip
        return len(rows)


def check_payment(
    session: Session,
    *,
    fee_ids: Collection[int],
    payment: Payment,
    actor: Actor,
    now: datetime,
) -> None:
    """Refuse what `note_payment` would refuse, and change nothing."""
    with transaction(session):
        _payable(session, fee_ids, payment, actor=actor, now=now)


def _payable(
    session: Session, fee_ids: Collection[int], payment: Payment, *, actor: Actor, now: datetime
) -> tuple[str, list[Fee]]:
    if reason := refuse_payment(actor):
        raise Refused(reason, where="fees")
    voucher = _checked(payment, fee_ids, now=now)
    return voucher, _lock(session, fee_ids, office_id=actor.office_id)


def _checked(payment: Payment, fee_ids: Collection[int], *, now: datetime) -> str:
    if not fee_ids or len(fee_ids) > MOST_AT_ONCE:
        raise InvalidInput("fees_not_chosen", where="fees", most=MOST_AT_ONCE)
    voucher = checked_text(payment.voucher, where="voucher", name=_("凭证号"))
    if not voucher:
        raise InvalidInput("voucher_missing", where="voucher")
    if len(voucher) > LONGEST_VOUCHER:
        raise InvalidInput("text_too_long", where="voucher", most=LONGEST_VOUCHER)
    if payment.paid_on > local(now).date():
        raise InvalidInput("paid_in_future", where="paid_on")
    return voucher


def _lock(session: Session, fee_ids: Collection[int], *, office_id: int) -> list[Fee]:
    rows = list(
        session.exec(
            select(Fee)
            .where(col(Fee.id).in_(set(fee_ids)), Fee.office_id == office_id)
            .order_by(col(Fee.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    if len(rows) != len(set(fee_ids)):
        raise NotFound("not_found", where="fee")
    if any(row.paid_on is not None for row in rows):
        raise Refused("fee_paid", where="fees")
    return rows
