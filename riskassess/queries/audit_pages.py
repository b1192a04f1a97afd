"""The audit trail as the auditor pages through it: who, what, which record, when, before, after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Account, Assessment, AuditEntry, Office
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound
from riskassess.proof.kept_heads import read_kept
from riskassess.queries.audit import CheckedChain, check_chains, check_one, list_chains
from riskassess.queries.audit_heads import HeadBook, TrustedKeys
from riskassess.queries.pages import ListPage, Query, read_page

PAGE_SIZE = 100
MOST_ROWS = 20_000
"""Rows of one workbook; more are asked for by period, or taken as a whole chain."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
Conditions = list[sa.ColumnElement[bool]]


@dataclass(frozen=True)
class EntryFilter:
    """What is asked for; empty parts ask for nothing.

    `code` is an assessment's code or a chain's name, `action` an action's code, `login` an
    account's login or part of its name, `subject_type` and `subject_id` a record, `since` and
    `until` the first and last day in Shanghai.
    """

    code: str = ""
    action: str = ""
    login: str = ""
    subject_type: str = ""
    subject_id: int | None = None
    since: date | None = None
    until: date | None = None


def list_entries(session: Session, actor: Actor, *, wanted: EntryFilter, page: int = 1) -> ListPage:
    """Return one page of the office's audit entries, newest first.

    Rows: id, chain, sequence, action, subject_type, subject_id, before, after, at, login, actor.
    """
    return read_page(session, _asked(session, actor, wanted), page=page, size=PAGE_SIZE)


def list_all_entries(session: Session, actor: Actor, *, wanted: EntryFilter) -> list[Any]:
    """Return what is asked for, oldest first, for a workbook.

    Raises InvalidInput `audit_too_many` for more than a workbook takes.
    """
    query = _asked(session, actor, wanted).order_by(None).order_by(col(AuditEntry.id))
    rows = list(session.execute(query.limit(MOST_ROWS + 1)).all())
    if len(rows) > MOST_ROWS:
        raise InvalidInput("audit_too_many", where="since", most=MOST_ROWS)
    return rows


def _asked(session: Session, actor: Actor, wanted: EntryFilter) -> Query:
    entries: Query = sa.select(
        col(AuditEntry.id),
        col(AuditEntry.chain),
        col(AuditEntry.sequence),
        col(AuditEntry.action),
        col(AuditEntry.subject_type),
        col(AuditEntry.subject_id),
        col(AuditEntry.before),
        col(AuditEntry.after),
        col(AuditEntry.at),
        col(Account.login),
        col(Account.display_name).label("actor"),
    )
    return (
        entries.select_from(AuditEntry)
        .outerjoin(Account, col(Account.id) == col(AuditEntry.actor_id))
        .where(col(AuditEntry.office_id) == actor.office_id)
        .where(*_what(session, actor, wanted), *_when(wanted))
        .order_by(col(AuditEntry.id).desc())
    )


def _what(session: Session, actor: Actor, wanted: EntryFilter) -> Conditions:
    where: Conditions = []
    if wanted.code:
        where.append(col(AuditEntry.chain) == chain_of(session, actor, wanted.code))
    if wanted.action:
        where.append(col(AuditEntry.action) == wanted.action)
    if wanted.login:
        named = col(Account.display_name).contains(wanted.login, autoescape=True)
        where.append(sa.or_(col(Account.login) == wanted.login, named))
    if wanted.subject_type:
        where.append(col(AuditEntry.subject_type) == wanted.subject_type)
    if wanted.subject_id is not None:
        where.append(col(AuditEntry.subject_id) == wanted.subject_id)
    return where


def _when(wanted: EntryFilter) -> Conditions:
    where: Conditions = []
    if wanted.since and wanted.since > date.min:
        where.append(col(AuditEntry.at) >= _begin(wanted.since))
    if wanted.until and wanted.until < date.max:
        where.append(col(AuditEntry.at) < _begin(wanted.until + timedelta(days=1)))
    return where


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def chain_of(session: Session, actor: Actor, code: str) -> str:
    """Return the chain of an assessment by its code; a chain's own name passes through."""
    found = session.execute(
        sa.select(col(Assessment.id)).where(
            col(Assessment.office_id) == actor.office_id, col(Assessment.code) == code
        )
    ).scalar_one_or_none()
    return f"assessment:{found}" if found is not None else code


def list_codes(session: Session, actor: Actor, chains: Sequence[str]) -> dict[str, str]:
    """Return the assessment's code of each chain that is one's."""
    ids = {
        int(tail): chain
        for chain in set(chains)
        for head, _colon, tail in [chain.partition(":")]
        if head == "assessment" and tail.isdigit()
    }
    rows: Sequence[Any] = session.execute(
        sa.select(col(Assessment.id), col(Assessment.code)).where(
            col(Assessment.office_id) == actor.office_id, col(Assessment.id).in_(list(ids))
        )
    ).all()
    return {ids[row.id]: row.code for row in rows}


def office_code(session: Session, office_id: int) -> str:
    """Return the code of an office, which names its keys."""
    return session.get_one(Office, office_id).code


def check_own_chains(
    session: Session,
    actor: Actor,
    *,
    code: str = "",
    trusted: TrustedKeys | None = None,
    kept: Iterable[str] = (),
) -> list[CheckedChain]:
    """Read the chains of the actor's office again, or one of them; raises NotFound.

    `kept` are the lines that lie beside the office's keys.
    """
    heads, _unreadable = read_kept(kept)
    if not code:
        return list(check_chains(session, office_id=actor.office_id, trusted=trusted, kept=heads))
    name = chain_of(session, actor, code)
    if name not in list_chains(session, office_id=actor.office_id):
        raise NotFound("not_found", where="audit_chain")
    return [check_one(session, name, book=HeadBook(session, trusted or {}, kept=heads))]
