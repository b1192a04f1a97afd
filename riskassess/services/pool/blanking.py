"""What an erased expert leaves: the code, and every act, draw, sheet and sum under it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import ExpertState
from models import (
    Account,
    Employment,
    Expert,
    ExpertFile,
    Message,
    RecoveryCode,
    SecondFactor,
    SignInSession,
    Unavailability,
    row_id,
)
from riskassess.domain.vocabulary import MessageState
from riskassess.i18n import _
from riskassess.services.account_links import NO_PASSWORD, withdraw_links
from riskassess.services.pool.blank_words import blank_words
from riskassess.services.sign_in_sessions import end_sessions


def blank_expert(session: Session, expert: Expert, *, now: datetime) -> None:
    """Blank every personal field of an expert, within the caller's transaction."""
    name = _("已删除（%(code)s）", code=expert.code)
    address = expert.email
    known = _words_of(session, expert)
    expert.name, expert.employer = name, ""
    expert.title = expert.employer_type = expert.specialities = ""
    expert.email = expert.phone_sealed = ""
    expert.practice_since = expert.unit_id = None
    expert.recommended_by_id = expert.link_digest = expert.link_expires_at = None
    expert.erased_at = now
    session.add(expert)
    key = row_id(expert)
    session.flush()
    for table in (Employment, Unavailability):
        session.execute(sa.delete(table).where(col(table.expert_id) == key))
    _blank_files(session, expert, now=now)
    _blank_messages(session, expert, address=address, name=name)
    _close_account(session, key, name=name, now=now)
    session.flush()
    blank_words(session, expert, known)


def _words_of(session: Session, expert: Expert) -> set[str]:
    """Return what names the person: name, address, employers of today and before."""
    rows = session.exec(select(Employment.employer).where(Employment.expert_id == expert.id))
    return {expert.name, expert.email, expert.employer, *rows}


def _blank_files(session: Session, expert: Expert, *, now: datetime) -> None:
    query = select(ExpertFile).where(ExpertFile.expert_id == expert.id)
    for file in session.exec(query.where(col(ExpertFile.erased_at).is_(None))):
        file.filename = f"{expert.code}{PurePosixPath(file.filename).suffix[:10]}"
        file.erased_at = now
        session.add(file)


def _blank_messages(session: Session, expert: Expert, *, address: str, name: str) -> None:
    """Blank what was written to the expert; what was not sent yet will not be sent any more."""
    own = col(Message.expert_id) == expert.id
    if address:
        own = sa.or_(own, _went_to(address, expert))
    blank = {"recipient": "", "recipient_name": name, "body": "", "link_digest": None}
    waiting = col(Message.state) == MessageState.QUEUED
    stopped = sa.case((waiting, MessageState.KEPT), else_=col(Message.state))
    session.execute(
        sa.update(Message)
        .where(own, col(Message.office_id) == expert.office_id)
        .values(**blank, state=stopped)
        .execution_options(synchronize_session="fetch")
    )


def _went_to(address: str, expert: Expert) -> sa.ColumnElement[bool]:
    """Say which mails about nobody in the pool went to an address that nobody else has by now.

    Who came back under another code, or took over the address, keeps what is written there.
    """

    def has(column: Any) -> sa.ColumnElement[bool]:
        return sa.func.lower(column) == address.lower()

    others = sa.select(col(Expert.id)).where(
        col(Expert.office_id) == expert.office_id,
        col(Expert.id) != expert.id,
        col(Expert.state) != ExpertState.REMOVED,
        has(col(Expert.email)),
    )
    accounts = sa.select(col(Account.id)).where(
        col(Account.office_id) == expert.office_id,
        col(Account.is_active),
        col(Account.expert_id).is_distinct_from(expert.id),
        has(col(Account.email)),
    )
    mine = sa.and_(col(Message.expert_id).is_(None), has(col(Message.recipient)))
    return sa.and_(mine, ~others.exists(), ~accounts.exists())


def _close_account(session: Session, expert_id: int, *, name: str, now: datetime) -> None:
    account = session.exec(select(Account).where(Account.expert_id == expert_id)).one_or_none()
    if account is None:
        return
    account.display_name, account.email, account.login = name, "", f"erased-{account.id}"
    account.post = account.roles_asked = ""
    account.is_active, account.password_hash = False, NO_PASSWORD
    withdraw_links(session, account, now=now)
    end_sessions(session, account, now=now)
    for table in (SignInSession, SecondFactor, RecoveryCode):
        session.execute(sa.delete(table).where(col(table.account_id) == account.id))


def list_erased_digests(session: Session, *, office_id: int | None) -> Sequence[str]:
    """Return the digests of all erased papers; of every office when none is named."""
    query = select(ExpertFile.digest).where(col(ExpertFile.erased_at).is_not(None)).distinct()
    if office_id is not None:
        query = query.where(ExpertFile.office_id == office_id)
    return session.exec(query.order_by(col(ExpertFile.digest))).all()
