"""Who acts for whom on which days."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import Account, AccountRole, Deputy, DeputyRole
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import Role
from riskassess.queries.pages import ListPage, Query, read_page

CAN_SIGN_IN = (col(Account.is_active).is_(True), col(Account.password_hash) != "")
"""Accounts that are let in and whose holders have set a password."""


def list_deputies(
    session: Session, actor: Actor, *, everybodys: bool = False, page: int = 1
) -> ListPage:
    """Return one page of the periods that the actor is part of, or of the office, newest first.

    Rows: id, absent_id, absent, deputy_id, deputy, first_on, last_on, reason, named_by, ended_at.
    """
    absent, deputy, named_by = aliased(Account), aliased(Account), aliased(Account)
    query: Query = (
        sa.select(
            col(Deputy.id),
            col(Deputy.absent_id),
            col(absent.display_name).label("absent"),
            col(Deputy.deputy_id),
            col(deputy.display_name).label("deputy"),
            col(Deputy.first_on),
            col(Deputy.last_on),
            col(Deputy.reason),
            col(named_by.display_name).label("named_by"),
            col(Deputy.ended_at),
        )
        .join(absent, col(absent.id) == col(Deputy.absent_id))
        .join(deputy, col(deputy.id) == col(Deputy.deputy_id))
        .join(named_by, col(named_by.id) == col(Deputy.named_by_id))
        .where(col(Deputy.office_id) == actor.office_id)
        .order_by(col(Deputy.first_on).desc(), col(Deputy.id).desc())
    )
    if not everybodys:
        query = query.where(
            sa.or_(
                col(Deputy.absent_id) == actor.account_id, col(Deputy.deputy_id) == actor.account_id
            )
        )
    return read_page(session, query, page=page)


def roles_by_deputy(session: Session, ids: Sequence[int]) -> dict[int, list[Role]]:
    """Return the roles that each of the rows lends."""
    rows = session.execute(
        sa.select(col(DeputyRole.deputy_id), col(DeputyRole.role))
        .where(col(DeputyRole.deputy_id).in_(ids))
        .order_by(col(DeputyRole.role))
    )
    found: dict[int, list[Role]] = {each: [] for each in ids}
    for deputy_id, role in rows:
        found[deputy_id].append(role)
    return found


def names_of_absent(session: Session, office_id: int, ids: Collection[int]) -> dict[int, str]:
    """Return whose deputy each of the rows makes: name by row, of one office."""
    rows = session.execute(
        sa.select(col(Deputy.id), col(Account.display_name))
        .join(Account, col(Account.id) == col(Deputy.absent_id))
        .where(col(Deputy.id).in_(ids), col(Deputy.office_id) == office_id)
    )
    return {row[0]: row[1] for row in rows}


def lock_deputy(session: Session, deputy_id: int, *, actor: Actor) -> Deputy:
    """Return a row of the actor's office, locked; raises NotFound."""
    found = session.exec(
        select(Deputy)
        .where(Deputy.id == deputy_id, Deputy.office_id == actor.office_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound("not_found", where=f"deputy:{deputy_id}")
    return found


def list_overlapping(
    session: Session, office_id: int, *, first_on: date, last_on: date
) -> list[tuple[Deputy, Role]]:
    """Return the lent roles of an office whose days meet the days asked, ended ones left out."""
    rows = session.exec(
        select(Deputy, DeputyRole.role)
        .join(DeputyRole, col(DeputyRole.deputy_id) == col(Deputy.id))
        .where(
            Deputy.office_id == office_id,
            col(Deputy.ended_at).is_(None),
            col(Deputy.first_on) <= last_on,
            col(Deputy.last_on) >= first_on,
        )
        .order_by(col(Deputy.id))
    )
    return [(row[0], Role(row[1])) for row in rows]


def list_holders(session: Session, office_id: int, roles: Collection[Role]) -> Sequence[Any]:
    """Return the active accounts of an office that hold one of the roles, by name.

    Rows: id, display_name, login.
    """
    holds = sa.select(col(AccountRole.account_id)).where(col(AccountRole.role).in_(roles))
    return session.execute(
        sa.select(col(Account.id), col(Account.display_name), col(Account.login))
        .where(
            col(Account.office_id) == office_id,
            *CAN_SIGN_IN,
            col(Account.id).in_(holds),
        )
        .order_by(col(Account.display_name), col(Account.id))
    ).all()


def list_without_roles(session: Session, office_id: int) -> Sequence[Any]:
    """Return the active accounts of an office that hold no role: reserves of the three officers."""
    holds = sa.select(col(AccountRole.account_id))
    return session.execute(
        sa.select(col(Account.id), col(Account.display_name), col(Account.login))
        .where(
            col(Account.office_id) == office_id,
            *CAN_SIGN_IN,
            col(Account.id).not_in(holds),
        )
        .order_by(col(Account.display_name), col(Account.id))
    ).all()


def is_running(row: Any, *, today: date) -> bool:
    """Return whether a period lasts on a day."""
    ended: datetime | None = row.ended_at
    return ended is None and bool(row.first_on <= today <= row.last_on)
