"""Signing in, lock-out, passwords, and making accounts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models import Account, AccountRole, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.separation import refuse_roles
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import (
    actor_for,
    find_account,
    find_by_login,
    has_second_factor,
    lock_account,
)
from riskassess.queries.pool.records import find_account_of
from riskassess.services.audit import record
from riskassess.services.sign_in_sessions import begin_session, end_one, end_sessions

Checker = Callable[[str | None, str], bool]
FREE_FAILURES = 4
LONGEST_LOCK = timedelta(hours=1)


@dataclass(frozen=True)
class Admission:
    """Who gave the right password; `session_id` is None while the second factor is awaited."""

    account: Account
    session_id: int | None


def sign_in(
    session: Session,
    *,
    login: str,
    password: str,
    check: Checker,
    demonstration: bool,
    now: datetime,
    request_id: str = "",
    device: str = "",
) -> Admission:
    """Let the account in that the login and password fit, or await its second factor.

    Failures are counted in the database and lock the account for a growing time. Every
    attempt on a known account leaves an audit entry. Demonstration accounts, whose passwords
    everybody knows, come in only where `demonstration` is true.

    Raises
    ------
    Refused
        `sign_in_failed`: unknown, wrong, locked or inactive alike.
    """
    account = find_by_login(session, login)
    account_id = row_id(account) if account else None
    usable = account and account.is_active and (demonstration or not account.is_demonstration)
    known_hash = account.password_hash if account and usable else None
    session.rollback()  # no write lock while the hash is computed
    fits = check(known_hash, password)
    if account_id is None:
        raise Refused("sign_in_failed")
    with transaction(session):
        account, fits = _judged(session, account_id, known_hash=known_hash, fits=fits, now=now)
        awaits = has_second_factor(session, account_id)  # one set up a moment ago counts
        actor = actor_for(session, account, request_id=request_id)
        passed = "account:sign_in_awaits_code" if awaits else "account:sign_in"
        action = passed if fits else "account:sign_in_refused"
        record(session, actor=actor, action=action, subject=account, now=now)
        is_in = fits and not awaits
        begun = begin_session(session, account, device=device, now=now) if is_in else None
    if not fits:
        raise Refused("sign_in_failed")
    return Admission(account, row_id(begun) if begun else None)


def _judged(
    session: Session,
    account_id: int,
    *,
    known_hash: str | None,
    fits: bool,
    now: datetime,
) -> tuple[Account, bool]:
    """Lock the account, count the try and return whether it is let pass.

    A right password settles nothing where a second factor is on: whoever knows it could try
    codes for ever otherwise.
    """
    account = lock_account(session, account_id)
    # Asked under the lock: many guesses at once must not all pass before one is counted.
    locked = is_locked(account, now=now)
    unchanged = account.is_active and account.password_hash == known_hash
    fits = fits and unchanged and not locked
    if not (fits and has_second_factor(session, account_id)):
        count_try(account, fits=fits, now=now)
    return account, fits


def is_locked(account: Account, *, now: datetime) -> bool:
    """Return whether failures keep the account out for now.

    A wait longer than any was set by a clock that has been put back since, and is over.
    """
    return account.locked_until is not None and now < account.locked_until <= now + LONGEST_LOCK


def count_try(account: Account, *, fits: bool, now: datetime) -> None:
    """Count a try with a password or a code of a locked row; the wait grows with each failure."""
    if fits:
        account.failed_count, account.locked_until = 0, None
    elif not is_locked(account, now=now):
        account.failed_count += 1
        if account.failed_count > FREE_FAILURES:
            doubled = timedelta(minutes=2 ** min(account.failed_count - FREE_FAILURES - 1, 6))
            account.locked_until = now + min(doubled, LONGEST_LOCK)


def sign_out(session: Session, *, session_id: int, actor: Actor, now: datetime) -> None:
    """End this session of the actor: a cookie copied before opens nothing afterwards."""
    with transaction(session):
        account = lock_account(session, actor.account_id or 0)
        end_one(session, account, session_id=session_id, now=now)
        record(session, actor=actor, action="account:sign_out", subject=account, now=now)


def choose_language(session: Session, *, actor: Actor, locale: str, now: datetime) -> None:
    """Keep the language in which the account reads its pages."""
    with transaction(session):
        account = lock_account(session, actor.account_id or 0)
        if account.locale != locale:
            account.locale = locale
            record(session, actor=actor, action="account:choose_language", subject=account, now=now)


def change_password(
    session: Session,
    *,
    actor: Actor,
    current: str,
    new: str,
    rule: PasswordRule,
    check: Checker,
    make_hash: Callable[[str], str],
    now: datetime,
    session_id: int | None = None,
) -> Account:
    """Change the actor's own password and end the other sessions; `session_id` goes on.

    Raises
    ------
    InvalidInput
        What `rule` says, or `password_wrong`; wrong ones count like failures to sign in.
    """
    account_id = actor.account_id or 0
    known = find_account(session, account_id)
    rule.check(new, where="new", words=[known.login, known.display_name] if known else [])
    known_hash = known.password_hash if known else None
    session.rollback()  # no write lock while hashes are computed
    fits = check(known_hash, current)
    new_hash = make_hash(new) if fits else ""
    with transaction(session):
        account, fits = _judged(session, account_id, known_hash=known_hash, fits=fits, now=now)
        if fits:
            account.password_hash = new_hash
            end_sessions(session, account, now=now, but=session_id)
        action = "account:change_password" if fits else "account:change_password_refused"
        record(session, actor=actor, action=action, subject=account, now=now)
    if not fits:
        raise InvalidInput("password_wrong", where="current")
    return account


def confirm_password(
    session: Session, *, actor: Actor, password: str, check: Checker, now: datetime
) -> None:
    """Let the actor pass who gives the own password again before a grave act.

    Raises
    ------
    InvalidInput
        `password_wrong`; wrong ones count like failures to sign in.
    """
    account_id = actor.account_id or 0
    known = find_account(session, account_id)
    known_hash = known.password_hash if known else None
    session.rollback()  # no write lock while the hash is computed
    fits = check(known_hash, password)
    with transaction(session):
        account, fits = _judged(session, account_id, known_hash=known_hash, fits=fits, now=now)
        if not fits:
            action = "account:confirm_password_refused"
            record(session, actor=actor, action=action, subject=account, now=now)
    if not fits:
        raise InvalidInput("password_wrong", where="password")


def add_account(
    session: Session,
    *,
    account: Account,
    roles: Iterable[Role],
    now: datetime,
    actor: Actor | None = None,
) -> Account:
    """Store a new account with its roles, without committing; by the system unless told by whom.

    Raises
    ------
    InvalidInput
        `login_taken`, and what `refuse_roles` says of the roles.
    Refused
        `pool_has_account` for a second account of one expert.
    """
    held = frozenset(roles)
    if code := refuse_roles(held):
        raise InvalidInput(code, where="roles")
    if find_by_login(session, account.login) is not None:
        raise InvalidInput("login_taken", where="login", login=account.login)
    try:
        with session.begin_nested():
            session.add(account)
            session.flush()  # the roles need the account's id
    except IntegrityError as problem:  # somebody was quicker by a moment, or it is another fault
        if find_by_login(session, account.login) is not None:
            raise InvalidInput("login_taken", where="login", login=account.login) from problem
        if account.expert_id and find_account_of(session, account.expert_id) is not None:
            raise Refused("pool_has_account", where=f"expert:{account.expert_id}") from problem
        raise
    session.add_all(AccountRole(account_id=row_id(account), role=role) for role in sorted(held))
    record(
        session,
        actor=actor or system_actor(account.office_id),
        action="account:create",
        subject=account,
        after={"roles": sorted(held)},  # the account by its id: an entry is never erased
        now=now,
    )
    return account
