"""Handing over open work to another account, with a record that both can print."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Account, Handover, HandoverItem, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.open_work import refuse_taking
from riskassess.domain.reasons import required_reason
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.filters import local
from riskassess.queries.accounts import lock_account, roles_of
from riskassess.queries.open_work import OpenWork, list_open_work
from riskassess.queries.proposers import DECIDED_BY_ANOTHER, free_approvers
from riskassess.services.audit import record
from riskassess.services.letters import Outbox
from riskassess.services.people_letters import Notices


@dataclass(frozen=True)
class Passing:
    """Whose work goes to whom, which of it (`OpenWork.key`), and why."""

    from_id: int
    to_id: int
    keys: Collection[str]
    reason: str


def hand_over(
    session: Session,
    *,
    passing: Passing,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> Handover:
    """Hand open work of one account over to another, who is told; from now on it is in charge.

    Everybody hands over the own work, the system administrator that of others.

    Raises
    ------
    NotFound
        For accounts of another office.
    Refused
        `not_your_role` for the work of others.
    InvalidInput
        `reason_missing`, `text_too_long`, `handover_nothing`, `handover_self`,
        `handover_inactive`, `handover_gone`, `handover_role`, `handover_personal` or
        `handover_no_approver`.
    """
    with transaction(session):
        if passing.from_id != actor.account_id and not actor.has(Role.SYSTEM_ADMIN):
            raise Refused(RefusalReason.NOT_YOUR_ROLE, where="handover")
        why = required_reason(passing.reason)
        giver, taker = _persons(session, passing, actor)
        items = _chosen(session, giver, passing.keys, now)
        _refuse_taker(session, taker, items)
        _refuse_last_approver(session, taker, items)
        row = Handover(
            office_id=actor.office_id,
            from_id=row_id(giver),
            to_id=row_id(taker),
            reason=why,
            made_by_id=actor.account_id,  # type: ignore[arg-type]  # who hands over has an account
            made_at=now,
        )
        session.add(row)
        session.flush()  # its items need the id
        parts = [
            HandoverItem(
                office_id=row.office_id, handover_id=row_id(row), kind=each.kind,
                subject_id=each.subject_id, assessment_id=each.assessment_id,
            )
            for each in items
        ]  # fmt: skip
        session.add_all(parts)
        _tell_cases(session, row, parts, actor=actor, now=now)
        record(session, actor=actor, action="handover:make", subject=row,
               after={"from": row.from_id, "to": row.to_id, "work": [each.key for each in items]},
               now=now)  # fmt: skip
        Notices(session, outbox, actor, now).work_taken_over(row, len(parts))
        return row


def _tell_cases(
    session: Session, row: Handover, parts: list[HandoverItem], *, actor: Actor, now: datetime
) -> None:
    """Tell the chain of each case that is concerned, always in the order of their ids."""
    session.flush()  # entries name the ids of the items
    for part in sorted(parts, key=lambda each: (each.assessment_id or 0, row_id(each))):
        if part.assessment_id is not None:
            record(session, actor=actor, action="handover:pass", subject=part, now=now,
                   after={"kind": part.kind, "from": row.from_id, "to": row.to_id})  # fmt: skip


def _persons(session: Session, passing: Passing, actor: Actor) -> tuple[Account, Account]:
    """Return giver and taker, both locked in the order of their ids."""
    accounts = {
        number: lock_account(session, number) for number in sorted({passing.from_id, passing.to_id})
    }
    for number, account in accounts.items():
        if account.office_id != actor.office_id:
            raise NotFound("not_found", where=f"account:{number}")
    giver, taker = accounts[passing.from_id], accounts[passing.to_id]
    if giver.id == taker.id:
        raise InvalidInput("handover_self", where="to_id")
    if not taker.is_active:
        raise InvalidInput("handover_inactive", where="to_id")
    return giver, taker


def _chosen(
    session: Session, giver: Account, keys: Collection[str], now: datetime
) -> list[OpenWork]:
    """Return the chosen work; the giver is locked, so nobody else hands it over meanwhile."""
    if not keys:
        raise InvalidInput("handover_nothing", where="keys")
    work = list_open_work(session, giver, today=local(now).date())
    chosen = [each for each in work if each.key in set(keys)]
    if len(chosen) != len(set(keys)):
        raise InvalidInput("handover_gone", where="keys")
    return chosen


def _refuse_taker(session: Session, taker: Account, items: list[OpenWork]) -> None:
    held = roles_of(session, row_id(taker))
    for each in items:
        if code := refuse_taking(each.kind, held):
            raise InvalidInput(code, where="keys" if code == "handover_personal" else "to_id")


def _refuse_last_approver(session: Session, taker: Account, items: list[OpenWork]) -> None:
    """Refuse what waits for another person's decision for the only one who could decide on it."""
    for each in items:
        if model := DECIDED_BY_ANOTHER.get(each.kind):
            row = session.get_one(model, each.subject_id)
            if free_approvers(session, row) == [taker.id]:
                raise InvalidInput("handover_no_approver", where="to_id")
