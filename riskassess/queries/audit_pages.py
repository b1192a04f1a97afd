"""The audit trail as the auditor pages through it: who, what, which record, when; no values."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Account, Assessment, AuditEntry
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.queries.audit import CheckedChain, check_chains, check_one, list_chains
from riskassess.queries.audit_heads import HeadBook, TrustedKeys
from riskassess.queries.pages import ListPage, Query, read_page

PAGE_SIZE = 100


def list_entries(
    session: Session,
    actor: Actor,
    *,
    code: str = "",
    action: str = "",
    login: str = "",
    page: int = 1,
) -> ListPage:
    """Return one page of the office's audit entries, newest first.

    `code` is an assessment's code or a chain's name, `action` an action's code, `login` an account.
    Rows: id, chain, sequence, action, subject_type, subject_id, at, login, actor, code.
    """
    entries: Query = sa.select(
        col(AuditEntry.id),
        col(AuditEntry.chain),
        col(AuditEntry.sequence),
        col(AuditEntry.action),
        col(AuditEntry.subject_type),
        col(AuditEntry.subject_id),
        col(AuditEntry.at),
        col(Account.login),
        col(Account.display_name).label("actor"),
    )
    query = (
        entries.select_from(AuditEntry)
        .outerjoin(Account, col(Account.id) == col(AuditEntry.actor_id))
        .where(*_wanted(session, actor, code=code, action=action, login=login))
        .order_by(col(AuditEntry.id).desc())
    )
    return read_page(session, query, page=page, size=PAGE_SIZE)


def _wanted(
    session: Session, actor: Actor, *, code: str, action: str, login: str
) -> list[sa.ColumnElement[bool]]:
    where = [col(AuditEntry.office_id) == actor.office_id]
    if code:
        where.append(col(AuditEntry.chain) == _chain_of(session, actor, code))
    if action:
        where.append(col(AuditEntry.action) == action)
    if login:
        where.append(col(Account.login) == login)
    return where


def _chain_of(session: Session, actor: Actor, code: str) -> str:
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


def check_own_chains(
    session: Session, actor: Actor, *, code: str = "", trusted: TrustedKeys | None = None
) -> list[CheckedChain]:
    """Read the chains of the actor's office again, or one of them; raises NotFound."""
    if not code:
        return list(check_chains(session, office_id=actor.office_id, trusted=trusted))
    name = _chain_of(session, actor, code)
    if name not in list_chains(session, office_id=actor.office_id):
        raise NotFound("not_found", where="audit_chain")
    return [check_one(session, name, book=HeadBook(session, trusted or {}))]
