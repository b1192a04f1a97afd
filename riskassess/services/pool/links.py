"""The status link of an applicant: withdrawing, a fresh one, and the account that ends it."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from expert_pool.standing import OWN_REQUEST
from expert_pool.vocabulary import ExpertAction, ExpertState
from models import Account, Expert, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.posts import is_login
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import find_by_login
from riskassess.queries.pool import records
from riskassess.services.accounts import add_account
from riskassess.services.letters import Outbox
from riskassess.services.pool import facts as rules
from riskassess.services.pool.letters import PoolLetter, blank_link, write_letter


def withdraw(session: Session, *, digest: str, now: datetime) -> Expert:
    """End an application at the person's own wish, by the status link."""
    with transaction(session):
        expert = lock_by_link(session, digest, now=now)
        desk = rules.applicant_desk(expert, now=now)
        given = rules.facts_of(session, expert, desk, reason_code=OWN_REQUEST)
        rules.require(expert, ExpertAction.REMOVE, desk, given)
        rules.add_act(session, expert, ExpertAction.REMOVE, desk, reason_code=OWN_REQUEST)
        expert.published_until = None
        return expert


def renew_link(
    session: Session, *, expert_id: int, actor: Actor, now: datetime, outbox: Outbox
) -> Expert:
    """Send a fresh status link; the older one stops working.

    Raises
    ------
    Refused
        `pool_has_account` when the expert signs in already, `pool_no_address` without an address.
    """
    with transaction(session):
        desk = rules.office_desk(actor, now=now)
        expert = records.lock_expert(session, expert_id, office_id=actor.office_id)
        if records.find_account_of(session, expert_id) is not None:
            raise Refused("pool_has_account", where=f"expert:{expert_id}")
        letter = write_letter(
            session, expert, PoolLetter.LINK, outbox=outbox, actor=desk.actor, now=now
        )
        if letter is None:
            raise Refused("pool_no_address", where=f"expert:{expert_id}")
        return expert


def open_account(
    session: Session,
    *,
    digest: str,
    login: str,
    password: str,
    rule: PasswordRule,
    make_hash: Callable[[str], str],
    now: datetime,
) -> Account:
    """Make the account with which an appointed expert signs in; the status link ends with it.

    Raises
    ------
    InvalidInput
        `login_taken`, `account_login_wrong`, and what `rule` says of the password.
    Refused
        `pool_not_appointed` before the appointment, `pool_has_account` for a second account.
    """
    login = login.strip()
    if not is_login(login):
        raise InvalidInput("account_login_wrong", where="login")
    rule.check(password, where="password", words=[login])
    if find_by_login(session, login) is not None:
        raise InvalidInput("login_taken", where="login", login=login)
    session.rollback()  # no write lock while the hash is computed
    hashed = make_hash(password)
    with transaction(session):
        expert = lock_by_link(session, digest, now=now)
        if expert.state not in {ExpertState.ACTIVE, ExpertState.SUSPENDED, ExpertState.EXPIRED}:
            raise Refused("pool_not_appointed", where=f"expert:{expert.id}")
        if records.find_account_of(session, row_id(expert)) is not None:
            raise Refused("pool_has_account", where=f"expert:{expert.id}")
        account = Account(
            office_id=expert.office_id,
            expert_id=expert.id,
            login=login,
            display_name=expert.name,
            email=expert.email,
            password_hash=hashed,
            is_demonstration=expert.is_demonstration,
            created_at=now,
        )
        add_account(session, account=account, roles=[Role.EXPERT], now=now)
        blank_link(session, expert)
        return account


def lock_by_link(session: Session, digest: str, *, now: datetime) -> Expert:
    """Return whose status link this is, locked; raises NotFound for an unknown or ended one."""
    found = records.find_by_link(session, digest, now=now)
    if found is None:
        raise NotFound("not_found", where="application")
    expert = records.lock_expert(session, row_id(found), office_id=found.office_id)
    if expert.link_digest != digest:
        raise NotFound("not_found", where="application")
    return expert
