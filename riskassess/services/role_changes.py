"""Roles of accounts: given and taken by the security administrator alone, with reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Account, AccountRole, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.deputies import LONGEST, refuse_beside
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.posts import refuse_post
from riskassess.domain.reasons import required_reason
from riskassess.domain.separation import OFFICERS
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.filters import local
from riskassess.labels import label
from riskassess.queries.accounts import can_come_in, lock_account, lock_rights, roles_of
from riskassess.queries.deputies import list_overlapping
from riskassess.services.audit import record
from riskassess.services.sign_in_sessions import end_sessions


def change_roles(
    session: Session,
    *,
    account_id: int,
    roles: Iterable[Role],
    reason: str,
    actor: Actor,
    now: datetime,
    demonstration: bool = False,
) -> Account:
    """Give and take roles, with reason; the account's sessions end and what was asked is decided.

    `demonstration` tells whether demonstration accounts can come in.

    Raises
    ------
    Refused
        `not_your_role`; `roles_own` for the own account.
    InvalidInput
        `reason_missing`, `text_too_long`, what `refuse_post` says, `lent_roles_clash` with what the
        account has as a deputy now or later, `last_holder` for the last account of one of the
        three officers that can come in, `roles_unchanged`.
    """
    with transaction(session):
        account = own_account_alone(session, account_id, actor, Role.SECURITY_ADMIN, now=now)
        if account.id == actor.account_id:
            raise Refused("roles_own", where=f"account:{account_id}")
        reason = required_reason(reason)
        wanted, before = frozenset(roles), roles_of(session, account_id)
        _refuse_wanted(session, account, wanted, now)
        refuse_last(session, account, before - wanted, demonstration=demonstration)
        if wanted == before and not account.roles_asked:
            raise InvalidInput("roles_unchanged", where="roles")
        _store_roles(session, account, wanted, before)
        asked, account.roles_asked = sorted(asked_roles(account)), ""
        end_sessions(session, account, now=now)
        record(session, actor=actor, action="account:change_roles", subject=account,
               before={"roles": sorted(before), "asked": asked},
               after={"roles": sorted(wanted), "reason": reason}, now=now)  # fmt: skip
        return account


def _refuse_wanted(
    session: Session, account: Account, wanted: frozenset[Role], now: datetime
) -> None:
    wrong = refuse_post(
        wanted, has_unit=account.unit_id is not None, has_expert=account.expert_id is not None
    )
    if wrong:
        raise InvalidInput(wrong[0], where="roles")
    today = local(now).date()
    met = list_overlapping(
        session, account.office_id, first_on=today, last_on=today + LONGEST + timedelta(days=366)
    )
    lent = frozenset(role for row, role in met if row.deputy_id == account.id)
    if lent and refuse_beside(lent, wanted):
        raise InvalidInput("lent_roles_clash", where="roles")


def refuse_last(
    session: Session, account: Account, taken: frozenset[Role], *, demonstration: bool
) -> None:
    """Raise InvalidInput `last_holder` if nobody else can come in as one of the three officers.

    Whoever cannot come in takes nothing away: an invited account that never set a password.
    """
    for role in sorted(taken & OFFICERS):
        holders = session.execute(
            sa.select(col(Account.id))
            .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
            .where(
                col(Account.office_id) == account.office_id,
                col(AccountRole.role) == role,
                can_come_in(demonstration=demonstration),
            )
        )
        if list(holders.scalars()) == [account.id]:
            raise InvalidInput("last_holder", where="roles", role=label(role))


def _store_roles(
    session: Session, account: Account, wanted: frozenset[Role], before: frozenset[Role]
) -> None:
    session.execute(
        sa.delete(AccountRole).where(
            col(AccountRole.account_id) == account.id, col(AccountRole.role).in_(before - wanted)
        )
    )
    session.add_all(
        AccountRole(account_id=row_id(account), role=role) for role in sorted(wanted - before)
    )


def asked_roles(account: Account) -> frozenset[Role]:
    """Return the roles that were asked for and not decided on."""
    return frozenset(Role(each) for each in account.roles_asked.split(",") if each)


def own_account(session: Session, account_id: int, actor: Actor, role: Role) -> Account:
    """Return an account of the actor's office, locked, for who holds the role.

    Raises Refused `not_your_role`, and NotFound for an account of another office.
    """
    if not actor.has(role):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"account:{account_id}")
    account = lock_account(session, account_id)
    if account.office_id != actor.office_id:
        raise NotFound("not_found", where=f"account:{account_id}")
    return account


def own_account_alone(
    session: Session, account_id: int, actor: Actor, role: Role, *, now: datetime
) -> Account:
    """Return what `own_account` does, while nobody else changes rights in the office.

    The role is asked for again under the lock: of two who take each other's the second has none.
    """
    if not lock_rights(session, actor, on=local(now).date()).has(role):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"account:{account_id}")
    return own_account(session, account_id, actor, role)
