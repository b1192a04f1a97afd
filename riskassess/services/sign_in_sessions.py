"""Sessions of an account: one row per sign-in, ended one by one or all at once."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Account, SignInSession, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.sign_in import SEEN_EVERY
from riskassess.queries.accounts import lock_account
from riskassess.services.audit import record

KEPT = timedelta(days=90)
"""How long an ended session stays in the table."""


def begin_session(
    session: Session, account: Account, *, device: str, now: datetime
) -> SignInSession:
    """Note a new session of an account that is locked, within the caller's transaction.

    Rows of sessions that nobody used for `KEPT` are taken away on the way.
    """
    old = sa.and_(
        col(SignInSession.account_id) == account.id, col(SignInSession.seen_at) < now - KEPT
    )
    session.execute(sa.delete(SignInSession).where(old))
    begun = SignInSession(
        office_id=account.office_id,
        account_id=row_id(account),
        epoch=account.session_epoch,
        device=device,
        began_at=now,
        seen_at=now,
    )
    session.add(begun)
    session.flush()
    return begun


def end_sessions(
    session: Session, account: Account, *, now: datetime, but: int | None = None
) -> None:
    """End every session of a locked account within the caller's transaction, but for one."""
    account.session_epoch += 1
    session.add(account)
    table = SignInSession.__table__  # type: ignore[attr-defined]  # SQLModel hides it
    own = sa.and_(table.c.account_id == account.id, table.c.ended_at.is_(None))
    session.execute(sa.update(table).where(own, table.c.id != (but or 0)).values(ended_at=now))
    if but is not None:
        session.execute(
            sa.update(table).where(own, table.c.id == but).values(epoch=account.session_epoch)
        )


def end_one(session: Session, account: Account, *, session_id: int, now: datetime) -> bool:
    """End a session of a locked account within the caller's transaction; say if it had not ended.

    Raises NotFound for a session of somebody else.
    """
    found = session.get(SignInSession, session_id, populate_existing=True)
    if found is None or found.account_id != account.id:
        raise NotFound("not_found", where=f"session:{session_id}")
    was_open = found.ended_at is None
    found.ended_at = found.ended_at or now
    return was_open


def end_own_session(session: Session, *, session_id: int, actor: Actor, now: datetime) -> None:
    """End one session of the actor; one that has ended stays as it is.

    Raises NotFound for a session of somebody else.
    """
    with transaction(session):
        account = lock_account(session, actor.account_id or 0)
        if end_one(session, account, session_id=session_id, now=now):
            record(
                session, actor=actor, action="account:end_session", subject=account,
                after={"session": session_id}, now=now,
            )  # fmt: skip


def end_other_sessions(session: Session, *, but: int | None, actor: Actor, now: datetime) -> None:
    """End every session of the actor; with `but` that one goes on."""
    with transaction(session):
        account = lock_account(session, actor.account_id or 0)
        end_sessions(session, account, now=now, but=but)
        record(session, actor=actor, action="account:end_sessions", subject=account, now=now)


def note_seen(session: Session, *, session_id: int, now: datetime) -> None:
    """Note that somebody is there; nothing is written when that was noted a moment ago.

    No audit entry: it says nothing that lasts.
    """
    with transaction(session):
        table = SignInSession.__table__  # type: ignore[attr-defined]  # SQLModel hides it
        session.execute(
            sa.update(table)
            .where(
                table.c.id == session_id,
                table.c.ended_at.is_(None),
                table.c.seen_at <= now - SEEN_EVERY,
            )
            .values(seen_at=now)
        )
