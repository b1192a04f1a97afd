"""What the system administrator does with accounts: unlock, lock out, let in again."""

from datetime import datetime

from sqlmodel import Session

from models import Account
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.queries.accounts import lock_account
from riskassess.services.audit import record


def unlock_account(session: Session, *, account_id: int, actor: Actor, now: datetime) -> Account:
    """Let an account that was locked by wrong passwords try again at once."""
    with transaction(session):
        account = _own(session, account_id, actor)
        account.failed_count, account.locked_until = 0, None
        record(session, actor=actor, action="account:unlock", subject=account, now=now)
    return account


def set_active(
    session: Session, *, account_id: int, is_active: bool, actor: Actor, now: datetime
) -> Account:
    """Lock an account out, ending its sessions, or let it in again.

    Raises Refused for the own account: nobody locks the last door from outside.
    """
    with transaction(session):
        account = _own(session, account_id, actor)
        if account.id == actor.account_id:
            raise Refused("own_account", where=f"account:{account_id}")
        if account.is_active != is_active:
            account.is_active = is_active
            account.session_epoch += 1
            action = "account:activate" if is_active else "account:deactivate"
            record(session, actor=actor, action=action, subject=account, now=now)
    return account


def _own(session: Session, account_id: int, actor: Actor) -> Account:
    if not actor.has(Role.SYSTEM_ADMIN):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"account:{account_id}")
    account = lock_account(session, account_id)
    if account.office_id != actor.office_id:
        raise NotFound("not_found", where=f"account:{account_id}")
    return account
