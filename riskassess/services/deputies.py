"""Deputies for a period: named with roles, days and reason; ended by themselves or early."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import Account, Deputy, DeputyRole, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.deputies import Person, refuse_days, refuse_deputy, refuse_naming
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.reasons import required_reason
from riskassess.domain.vocabulary import Role
from riskassess.filters import local
from riskassess.queries.accounts import lock_account, roles_of
from riskassess.queries.deputies import list_overlapping, lock_deputy
from riskassess.queries.round_openings import hold_together
from riskassess.services.account_links import NO_PASSWORD
from riskassess.services.audit import record
from riskassess.services.letters import Outbox
from riskassess.services.people_letters import Notices


@dataclass(frozen=True)
class Naming:
    """Whose roles are lent to whom, from the first to the last day, and why."""

    absent_id: int
    deputy_id: int
    roles: frozenset[Role]
    first_on: date
    last_on: date
    reason: str


def name_deputy(
    session: Session,
    *,
    naming: Naming,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> Deputy:
    """Let one account act with roles of another for a period; the deputy is told.

    So is the absent one where somebody else names the deputy.

    Raises
    ------
    NotFound
        For accounts of another office.
    Refused
        What `refuse_naming` says.
    InvalidInput
        `reason_missing`, `text_too_long`, what `refuse_days` and `refuse_deputy` say,
        `deputy_holds_round` for two holders of a round that is not open, and `deputy_overlaps`: on
        one of the days the role has a deputy already, or the deputy has it
        for somebody else.
    """
    with transaction(session):
        if reason := refuse_naming(
            actor, naming.absent_id, deputy_id=naming.deputy_id, roles=naming.roles
        ):
            raise Refused(reason, where="deputy")
        why = required_reason(naming.reason)
        if wrong := refuse_days(naming.first_on, naming.last_on, today=local(now).date()):
            raise InvalidInput(wrong[0], where=wrong[1])
        _refuse_persons(session, naming, actor)
        row = Deputy(
            office_id=actor.office_id,
            absent_id=naming.absent_id,
            deputy_id=naming.deputy_id,
            first_on=naming.first_on,
            last_on=naming.last_on,
            reason=why,
            named_by_id=actor.account_id,  # type: ignore[arg-type]  # who may name has an account
            named_at=now,
        )
        session.add(row)
        session.flush()  # the roles need its id
        session.add_all(
            DeputyRole(office_id=row.office_id, deputy_id=row_id(row), role=role)
            for role in sorted(naming.roles)
        )
        record(session, actor=actor, action="deputy:name", subject=row, after=_told(naming),
               now=now)  # fmt: skip
        Notices(session, outbox, actor, now).deputy_named(row, naming.roles)
        return row


def _told(naming: Naming) -> dict[str, object]:
    return {
        "absent": naming.absent_id,
        "deputy_account": naming.deputy_id,
        "roles": sorted(naming.roles),
        "first": naming.first_on.isoformat(),
        "last": naming.last_on.isoformat(),
        "reason": naming.reason.strip(),
    }


def _refuse_persons(session: Session, naming: Naming, actor: Actor) -> None:
    # both rows locked in the order of their ids: of two namings at once the second sees the first
    accounts = {
        number: _own(session, number, actor)
        for number in sorted({naming.absent_id, naming.deputy_id})
    }
    met = list_overlapping(
        session, actor.office_id, first_on=naming.first_on, last_on=naming.last_on
    )
    absent, deputy = (
        _person(session, accounts[number], met) for number in (naming.absent_id, naming.deputy_id)
    )
    if wrong := refuse_deputy(absent, deputy, naming.roles):
        raise InvalidInput(wrong[0], where=wrong[1])
    if hold_together(session, actor.office_id, frozenset(accounts)):
        raise InvalidInput("deputy_holds_round", where="deputy_id")
    for row, role in met:
        is_met = row.absent_id == naming.absent_id or row.deputy_id == naming.deputy_id
        if role in naming.roles and is_met:
            raise InvalidInput("deputy_overlaps", where="first_on", first=row.first_on.isoformat(),
                               last=row.last_on.isoformat())  # fmt: skip


def _own(session: Session, account_id: int, actor: Actor) -> Account:
    account = lock_account(session, account_id)
    if account.office_id != actor.office_id:
        raise NotFound("not_found", where=f"account:{account_id}")
    return account


def _person(session: Session, account: Account, met: list[tuple[Deputy, Role]]) -> Person:
    account_id = row_id(account)
    lent = frozenset(role for row, role in met if row.deputy_id == account_id)
    can_sign_in = account.is_active and account.password_hash != NO_PASSWORD
    return Person(account_id, roles_of(session, account_id), lent, can_sign_in)


def end_deputy(session: Session, *, deputy_id: int, actor: Actor, now: datetime) -> Deputy:
    """End a period early, or call off one that has not begun; it lends nothing from now on.

    Raises
    ------
    NotFound
        For a row of another office, or one that is none of the actor's business.
    Refused
        `deputy_over` for one that has ended.
    """
    with transaction(session):
        row = lock_deputy(session, deputy_id, actor=actor)
        is_part = actor.account_id in {row.absent_id, row.deputy_id}
        if not is_part and not actor.has(Role.SECURITY_ADMIN):
            raise NotFound("not_found", where=f"deputy:{deputy_id}")
        if row.ended_at is not None or row.last_on < local(now).date():
            raise Refused("deputy_over", where=f"deputy:{deputy_id}")
        row.ended_at, row.ended_by_id = now, actor.account_id
        record(session, actor=actor, action="deputy:end", subject=row, now=now)
        return row
