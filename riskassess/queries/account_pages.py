"""Accounts as the two administrators page through them; no case content."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Account, AccountRole
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import Role
from riskassess.queries.pages import ListPage, Query, read_page


def _waits() -> sa.ColumnElement[bool]:
    """Return whether somebody who may come in was asked roles for that nobody decided on."""
    return sa.and_(col(Account.roles_asked) != "", col(Account.is_active).is_(True))


def count_waiting(session: Session, actor: Actor) -> int:
    """Return for how many of the office's accounts roles were asked and not decided on."""
    where = col(Account.office_id) == actor.office_id, _waits()
    counted = sa.select(sa.func.count()).select_from(Account).where(*where)
    return int(session.execute(counted).scalar_one())


def list_accounts(
    session: Session,
    actor: Actor,
    *,
    words: str = "",
    page: int = 1,
    waiting_first: bool = False,
    waiting_only: bool = False,
) -> ListPage:
    """Return one page of the office's accounts by login; first or only those that wait for roles.

    Rows: id, login, display_name, is_active, failed_count, locked_until, created_at, post,
    roles_asked, is_new (no password was set yet), waits.
    """
    where = [col(Account.office_id) == actor.office_id, *([_waits()] if waiting_only else [])]
    where += [
        sa.or_(
            col(Account.login).icontains(word, autoescape=True),
            col(Account.display_name).icontains(word, autoescape=True),
        )
        for word in words.split()
    ]
    query: Query = (
        sa.select(
            col(Account.id),
            col(Account.login),
            col(Account.display_name),
            col(Account.is_active),
            col(Account.failed_count),
            col(Account.locked_until),
            col(Account.created_at),
            col(Account.post),
            col(Account.roles_asked),
            (col(Account.password_hash) == "").label("is_new"),
            _waits().label("waits"),
        )
        .where(*where)
        .order_by(*([_waits().desc()] if waiting_first else []), col(Account.login))
    )
    return read_page(session, query, page=page)


def roles_by_account(session: Session, ids: Sequence[int]) -> dict[int, list[Role]]:
    """Return the roles that each of the accounts holds."""
    rows = session.execute(
        sa.select(col(AccountRole.account_id), col(AccountRole.role))
        .where(col(AccountRole.account_id).in_(ids))
        .order_by(col(AccountRole.role))
    )
    found: dict[int, list[Role]] = {account_id: [] for account_id in ids}
    for account_id, role in rows:
        found[account_id].append(role)
    return found


def has_security_administrator(session: Session, office_id: int, *, demonstration: bool) -> bool:
    """Return whether any account of the office is security administrator, whatever its state.

    One that is locked out counts, or whoever locks it out could choose the next. Demonstration
    accounts count only where they are let in: `demonstration`.
    """
    where = [col(Account.office_id) == office_id, col(AccountRole.role) == Role.SECURITY_ADMIN]
    if not demonstration:
        where.append(col(Account.is_demonstration).is_(False))
    query = (
        sa.select(col(Account.id))
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(*where)
    )
    return session.execute(query.limit(1)).first() is not None
