"""Questions about accounts."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Account, AccountRole, Office, Unit, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import Role


def find_account(session: Session, account_id: int) -> Account | None:
    """Return the account, or None."""
    return session.get(Account, account_id)


@dataclass(frozen=True)
class SessionOwner:
    """Who a session belongs to: the actor, the count of ended sessions, the name of the office."""

    actor: Actor
    epoch: int
    office_name: str


@cache
def _signed_in() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            col(Account.id),
            col(Account.office_id),
            col(Account.display_name),
            col(Account.unit_id),
            col(Account.expert_id),
            col(Account.session_epoch),
            col(Account.is_demonstration),
            col(AccountRole.role),
            col(Office.name).label("office_name"),
        )
        .join(Office, col(Office.id) == col(Account.office_id))
        .outerjoin(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(col(Account.id) == sa.bindparam("account_id"), col(Account.is_active).is_(True))
    )


def find_signed_in(
    session: Session, account_id: int, *, demonstration: bool, request_id: str
) -> SessionOwner | None:
    """Return what every request asks about an active account, in one query; None without one.

    A demonstration account is found only where `demonstration` is true.
    """
    rows = session.connection().execute(_signed_in(), {"account_id": account_id}).all()
    if not rows or (rows[0].is_demonstration and not demonstration):
        return None
    first = rows[0]
    actor = Actor(
        account_id=first.id,
        office_id=first.office_id,
        name=first.display_name,
        roles=frozenset(row.role for row in rows if row.role is not None),
        unit_id=first.unit_id,
        expert_id=first.expert_id,
        request_id=request_id,
    )
    return SessionOwner(actor, first.session_epoch, first.office_name)


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


def roles_of(session: Session, account_id: int) -> frozenset[Role]:
    """Return the roles that an account holds."""
    rows = session.exec(select(AccountRole).where(AccountRole.account_id == account_id))
    return frozenset(row.role for row in rows)


def actor_for(session: Session, account: Account, *, request_id: str = "") -> Actor:
    """Return the facts about an account that rules ask for."""
    return Actor(
        account_id=row_id(account),
        office_id=account.office_id,
        name=account.display_name,
        roles=roles_of(session, row_id(account)),
        unit_id=account.unit_id,
        expert_id=account.expert_id,
        request_id=request_id,
    )


def get_office(session: Session, office_id: int) -> Office:
    """Return the office; raises NotFound."""
    office = session.get(Office, office_id)
    if office is None:
        raise NotFound("not_found", where=f"office:{office_id}")
    return office


def get_unit_name(session: Session, unit_id: int) -> str:
    """Return the unit's name; raises NotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("not_found", where=f"unit:{unit_id}")
    return unit.name


def list_addresses(session: Session, *, office_id: int, role: Role) -> list[Account]:
    """Return the active accounts of an office that hold a role, by id."""
    return list(
        session.exec(
            select(Account)
            .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
            .where(
                Account.office_id == office_id,
                AccountRole.role == role,
                col(Account.is_active).is_(True),
            )
            .order_by(col(Account.id))
        )
    )
