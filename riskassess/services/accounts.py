"""Signing in, lock-out, passwords, and making accounts."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from models import Account, AccountRole
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import actor_for, find_by_login, lock_account
from riskassess.services.audit import record

Checker = Callable[[str | None, str], bool]
FREE_FAILURES = 4
LONGEST_LOCK = timedelta(hours=1)
SHORTEST_PASSWORD = 10


def sign_in(
    session: Session, *, login: str, password: str, check: Checker, now: datetime
) -> Account:
    """Return the account that the login and password fit.

    Failures are counted in the database and lock the account for a growing time. Every
    attempt on a known account leaves an audit entry.

    Raises
    ------
    Refused
        `sign_in_failed` (unknown, wrong or inactive alike) or `sign_in_locked`.
    """
    account = find_by_login(session, login)
    locked = account is not None and account.locked_until is not None and account.locked_until > now
    known_hash = account.password_hash if account is not None and account.is_active else None
    session.rollback()  # no write lock while the hash is computed
    fits = check(known_hash, password) and not locked
    if account is None or account.id is None:
        raise Refused("sign_in_failed")
    with transaction(session):
        account = lock_account(session, account.id)
        actor = actor_for(session, account)
        _count(account, fits=fits, locked=locked, now=now)
        action = "account:sign_in" if fits else "account:sign_in_refused"
        record(session, actor=actor, action=action, subject=account, now=now)
    if locked:
        raise Refused("sign_in_locked")
    if not fits:
        raise Refused("sign_in_failed")
    return account


def _count(account: Account, *, fits: bool, locked: bool, now: datetime) -> None:
    if fits:
        account.failed_count, account.locked_until = 0, None
    elif not locked:
        account.failed_count += 1
        if account.failed_count > FREE_FAILURES:
            doubled = timedelta(minutes=2 ** min(account.failed_count - FREE_FAILURES - 1, 6))
            account.locked_until = now + min(doubled, LONGEST_LOCK)


def sign_out(session: Session, *, actor: Actor, now: datetime) -> None:
    """Leave a trace that the actor signed out."""
    assert actor.account_id is not None
    with transaction(session):
        account = lock_account(session, actor.account_id)
        record(session, actor=actor, action="account:sign_out", subject=account, now=now)


def change_password(
    session: Session,
    *,
    actor: Actor,
    current: str,
    new: str,
    check: Checker,
    make_hash: Callable[[str], str],
    now: datetime,
) -> Account:
    """Change the actor's own password and end the other sessions; raises InvalidInput."""
    assert actor.account_id is not None
    if len(new) < SHORTEST_PASSWORD:
        raise InvalidInput("password_short", where="new", least=SHORTEST_PASSWORD)
    with transaction(session):
        account = lock_account(session, actor.account_id)
        if not check(account.password_hash, current):
            raise InvalidInput("password_wrong", where="current")
        account.password_hash = make_hash(new)
        account.session_epoch += 1
        record(session, actor=actor, action="account:change_password", subject=account, now=now)
    return account


def add_account(
    session: Session, *, account: Account, roles: Iterable[Role], now: datetime
) -> Account:
    """Store a new account with its roles, without committing; raises InvalidInput if taken."""
    if find_by_login(session, account.login) is not None:
        raise InvalidInput("login_taken", where="login", login=account.login)
    session.add(account)
    session.flush()  # the roles need the account's id
    assert account.id is not None
    session.add_all(AccountRole(account_id=account.id, role=role) for role in roles)
    record(
        session,
        actor=system_actor(account.office_id),
        action="account:create",
        subject=account,
        after={"login": account.login, "roles": sorted(roles)},
        now=now,
    )
    return account
