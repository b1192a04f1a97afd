"""What the system administrator does with accounts: unlock, lock out, let in again."""

from datetime import datetime

from sqlmodel import Session

from models import Account, Expert
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.vocabulary import Role
from riskassess.filters import local
from riskassess.queries.accounts import roles_of
from riskassess.queries.open_work import list_open_work
from riskassess.services.account_links import withdraw_links
from riskassess.services.audit import record
from riskassess.services.role_changes import own_account, own_account_alone, refuse_last
from riskassess.services.sign_in_sessions import end_sessions


def unlock_account(session: Session, *, account_id: int, actor: Actor, now: datetime) -> Account:
    """Let an account that was locked by wrong passwords try again at once."""
    with transaction(session):
        account = own_account(session, account_id, actor, Role.SYSTEM_ADMIN)
        account.failed_count, account.locked_until = 0, None
        record(session, actor=actor, action="account:unlock", subject=account, now=now)
    return account


def activate_account(session: Session, *, account_id: int, actor: Actor, now: datetime) -> Account:
    """Let an account in again; raises Refused `account_erased` for one of an erased expert."""
    with transaction(session):
        account = own_account(session, account_id, actor, Role.SYSTEM_ADMIN)
        expert = session.get(Expert, account.expert_id) if account.expert_id else None
        if expert is not None and expert.erased_at is not None:
            raise Refused("account_erased", where=f"account:{account_id}")
        if not account.is_active:
            account.is_active = True
            end_sessions(session, account, now=now)
            record(session, actor=actor, action="account:activate", subject=account, now=now)
    return account


def deactivate_account(
    session: Session,
    *,
    account_id: int,
    actor: Actor,
    now: datetime,
    leaves_work: bool = False,
    demonstration: bool = False,
) -> Account:
    """Lock an account out and end its sessions.

    Open work that hangs on it is handed over first, or stays with the office when `leaves_work`
    says so; the audit entry names it. `demonstration` tells whether demonstration accounts can
    come in.

    Raises
    ------
    Refused
        `not_your_role`; `own_account`: nobody locks the last door from outside.
    InvalidInput
        `handover_open` (count); `last_holder` for the last of one of the three officers
        that can come in.
    """
    with transaction(session):
        account = own_account_alone(session, account_id, actor, Role.SYSTEM_ADMIN, now=now)
        if account.id == actor.account_id:
            raise Refused("own_account", where=f"account:{account_id}")
        if not account.is_active:
            return account
        roles = roles_of(session, account_id)
        refuse_last(session, account, roles, demonstration=demonstration)
        work = list_open_work(session, account, today=local(now).date())
        if work and not leaves_work:
            raise InvalidInput("handover_open", where="leaves_work", count=len(work))
        account.is_active = False
        withdraw_links(session, account, now=now)
        end_sessions(session, account, now=now)
        after = {"left_work": [each.key for each in work]} if work else None
        record(session, actor=actor, action="account:deactivate", subject=account, after=after,
               now=now)  # fmt: skip
    return account
