"""Questions about accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import (
    Account,
    AccountRole,
    Deputy,
    DeputyRole,
    Office,
    SecondFactor,
    SignInSession,
    Unit,
    row_id,
)
from riskassess.domain.actor import Actor, LentRole
from riskassess.domain.deputies import refuse_beside
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import Role
from riskassess.queries.offices import lock_office


def find_account(session: Session, account_id: int) -> Account | None:
    """Return the account, or None."""
    return session.get(Account, account_id)


def can_come_in(*, demonstration: bool) -> sa.ColumnElement[bool]:
    """Return whether a row's account is let in: active, with a password, and no demonstration's.

    `demonstration` tells whether demonstration accounts are let in: nowhere in production.
    """
    usable = sa.and_(col(Account.is_active).is_(True), col(Account.password_hash) != "")
    return usable if demonstration else sa.and_(usable, col(Account.is_demonstration).is_(False))


@dataclass(frozen=True)
class SessionOwner:
    """Who a session belongs to, when it was last seen, whether a second factor is set up."""

    actor: Actor
    office_name: str
    seen_at: datetime
    has_second_factor: bool


@cache
def _held() -> sa.Subquery:
    """Return the roles of one account on one day: those lent to it first, then its own."""
    absent, held = aliased(Account), aliased(AccountRole)
    account_id: sa.BindParameter[int] = sa.bindparam("account_id")
    on: sa.BindParameter[date] = sa.bindparam("on", type_=sa.Date())
    lent: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(DeputyRole.role),
            col(Deputy.id).label("deputy_id"),
            col(Deputy.absent_id),
            col(absent.display_name).label("absent_name"),
            col(Deputy.last_on),
        )
        .join(Deputy, col(Deputy.id) == col(DeputyRole.deputy_id))
        .join(
            absent,
            sa.and_(col(absent.id) == col(Deputy.absent_id), col(absent.is_active).is_(True)),
        )
        # nobody lends what is not his or hers any more
        .join(
            held,
            sa.and_(col(held.account_id) == col(absent.id), col(held.role) == col(DeputyRole.role)),
        )
        .where(
            col(Deputy.deputy_id) == account_id,
            col(Deputy.ended_at).is_(None),
            col(Deputy.first_on) <= on,
            col(Deputy.last_on) >= on,
        )
    )
    none = (sa.null() for _column in range(4))
    own = sa.select(col(AccountRole.role), *none).where(col(AccountRole.account_id) == account_id)
    return lent.union_all(own).subquery("held")


@cache
def _signed_in() -> sa.Select[*tuple[Any, ...]]:
    held = _held()
    return (
        sa.select(
            col(Account.id),
            col(Account.office_id),
            col(Account.display_name),
            col(Account.unit_id),
            col(Account.expert_id),
            col(Account.is_demonstration),
            col(Office.name).label("office_name"),
            col(SignInSession.seen_at),
            col(SecondFactor.confirmed_at),
            *held.c,
        )
        .join(Office, col(Office.id) == col(Account.office_id))
        .join(SignInSession, _of_account())
        .outerjoin(SecondFactor, col(SecondFactor.account_id) == col(Account.id))
        .outerjoin(held, sa.true())
        .where(
            col(SignInSession.id) == sa.bindparam("session_id"),
            col(Account.id) == sa.bindparam("account_id"),
            col(Account.is_active).is_(True),
        )
    )


def _of_account() -> sa.ColumnElement[bool]:
    """Return whether a session is the account's and has not ended."""
    return sa.and_(
        col(SignInSession.account_id) == col(Account.id),
        col(SignInSession.epoch) == col(Account.session_epoch),
        col(SignInSession.ended_at).is_(None),
    )


def find_signed_in(
    session: Session,
    account_id: int,
    session_id: int,
    *,
    demonstration: bool,
    request_id: str,
    on: date,
) -> SessionOwner | None:
    """Return what every request asks about a session and its active account, in one query.

    None when the session has ended or is somebody else's. A demonstration account is found only
    where `demonstration` is true. `on` is the day in Shanghai, for roles that are lent on it.
    """
    given = {"account_id": account_id, "session_id": session_id, "on": on}
    rows = session.connection().execute(_signed_in(), given).all()
    if not rows or (rows[0].is_demonstration and not demonstration):
        return None
    first, own = rows[0], _own(rows)
    lent = _lent(rows, own)
    actor = Actor(
        account_id=first.id,
        office_id=first.office_id,
        name=first.display_name,
        roles=own | {each.role for each in lent},
        unit_id=first.unit_id,
        expert_id=first.expert_id,
        request_id=request_id,
        lent=lent,
    )
    return SessionOwner(
        actor, first.office_name, first.seen_at, has_second_factor=first.confirmed_at is not None
    )


def _own(rows: Sequence[Any]) -> frozenset[Role]:
    return frozenset(row.role for row in rows if row.deputy_id is None and row.role is not None)


def _lent(rows: Sequence[Any], own: frozenset[Role]) -> tuple[LentRole, ...]:
    """Return the roles among the rows that the account has as a deputy alone, if they count."""
    return tuple(
        LentRole(row.role, row.deputy_id, row.absent_id, row.absent_name, row.last_on)
        for row in rows
        if row.deputy_id is not None
        and row.role not in own
        and refuse_beside(frozenset({row.role}), own) is None
    )


def find_by_login(session: Session, login: str) -> Account | None:
    """Return the account that signs in under this name, or None."""
    return session.exec(select(Account).where(Account.login == login)).one_or_none()


def lock_account(session: Session, account_id: int) -> Account:
    """Return the account, locked for a change; raises NotFound."""
    found = session.exec(
        select(Account)
        .where(Account.id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound("not_found", where=f"account:{account_id}")
    return found


def lock_rights(session: Session, actor: Actor, *, on: date) -> Actor:
    """Let one change of rights in the actor's office be made at a time; return the actor as of now.

    Without roles when the account was locked out meanwhile. Other work of the office goes on.
    """
    lock_office(session, actor.office_id)
    account = session.exec(
        select(Account)
        .where(Account.id == actor.account_id, col(Account.is_active).is_(True))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if account is None:
        return replace(actor, roles=frozenset(), lent=())
    return actor_for(session, account, on=on)


def has_second_factor(session: Session, account_id: int) -> bool:
    """Return whether the account comes in with a code beside the password."""
    found = session.exec(
        select(SecondFactor.id).where(
            SecondFactor.account_id == account_id, col(SecondFactor.confirmed_at).is_not(None)
        )
    )
    return found.first() is not None


def roles_of(session: Session, account_id: int) -> frozenset[Role]:
    """Return the roles that an account holds."""
    rows = session.exec(select(AccountRole).where(AccountRole.account_id == account_id))
    return frozenset(row.role for row in rows)


def actor_for(
    session: Session, account: Account, *, request_id: str = "", on: date | None = None
) -> Actor:
    """Return the facts about an account that rules ask for; with a day, lent roles among them."""
    own = roles_of(session, row_id(account))
    lent: tuple[LentRole, ...] = ()
    if on is not None:
        given = {"account_id": row_id(account), "on": on}
        lent = _lent(session.connection().execute(sa.select(_held()), given).all(), own)
    return Actor(
        account_id=row_id(account),
        office_id=account.office_id,
        name=account.display_name,
        roles=own | {each.role for each in lent},
        unit_id=account.unit_id,
        expert_id=account.expert_id,
        request_id=request_id,
        lent=lent,
    )


def get_unit_name(session: Session, unit_id: int) -> str:
    """Return the unit's name; raises NotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("not_found", where=f"unit:{unit_id}")
    return unit.name


def list_addresses(
    session: Session, *, office_id: int, role: Role, on: date | None = None
) -> list[Account]:
    """Return the active accounts of an office that hold a role, by id; on a day, deputies too."""
    holds = sa.select(col(AccountRole.account_id)).where(col(AccountRole.role) == role)
    may: sa.ColumnElement[bool] = col(Account.id).in_(holds)
    if on is not None:
        lent = (
            sa.select(col(Deputy.deputy_id))
            .join(DeputyRole, col(DeputyRole.deputy_id) == col(Deputy.id))
            .where(
                col(DeputyRole.role) == role,
                col(Deputy.absent_id).in_(holds),
                col(Deputy.ended_at).is_(None),
                col(Deputy.first_on) <= on,
                col(Deputy.last_on) >= on,
            )
        )
        may = sa.or_(may, col(Account.id).in_(lent))
    query = select(Account).where(
        Account.office_id == office_id, col(Account.is_active).is_(True), may
    )
    return list(session.exec(query.order_by(col(Account.id))))
