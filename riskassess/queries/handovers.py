"""Records of handing over, and who took what over."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models import Account, Assessment, AuditEntry, Handover, HandoverItem, Project
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.people_vocabulary import WorkKind
from riskassess.domain.vocabulary import Role
from riskassess.queries.pages import ListPage, Query, read_page

READERS = (Role.AUDITOR, Role.SYSTEM_ADMIN)


def _handovers(actor: Actor) -> Query:
    giver, taker, made_by = aliased(Account), aliased(Account), aliased(Account)
    items = (
        sa.select(sa.func.count())
        .select_from(HandoverItem)
        .where(col(HandoverItem.handover_id) == col(Handover.id))
        .scalar_subquery()
    )
    query: Query = (
        sa.select(
            col(Handover.id),
            col(giver.display_name).label("giver"),
            col(taker.display_name).label("taker"),
            col(made_by.display_name).label("made_by"),
            col(Handover.reason),
            col(Handover.made_at),
            items.label("items"),
        )
        .join(giver, col(giver.id) == col(Handover.from_id))
        .join(taker, col(taker.id) == col(Handover.to_id))
        .join(made_by, col(made_by.id) == col(Handover.made_by_id))
        .where(col(Handover.office_id) == actor.office_id)
    )
    if actor.has(*READERS):
        return query
    own = sa.or_(col(Handover.from_id) == actor.account_id, col(Handover.to_id) == actor.account_id)
    return query.where(own)


def list_handovers(session: Session, actor: Actor, *, page: int = 1) -> ListPage:
    """Return one page of the records that the actor may read, newest first.

    The auditor and the system administrator read all of their office, others those that they are
    part of. Rows: id, giver, taker, made_by, reason, made_at, items.
    """
    query = _handovers(actor).order_by(col(Handover.made_at).desc(), col(Handover.id).desc())
    return read_page(session, query, page=page)


def get_handover(session: Session, handover_id: int, *, actor: Actor) -> Any:
    """Return one record as `list_handovers` does; raises NotFound."""
    found = session.execute(_handovers(actor).where(col(Handover.id) == handover_id)).one_or_none()
    if found is None:
        raise NotFound("not_found", where=f"handover:{handover_id}")
    return found


def list_items(session: Session, handover_id: int) -> Sequence[Any]:
    """Return what a record hands over. Rows: kind, subject_id, code, title (None without one)."""
    return session.execute(
        sa.select(
            col(HandoverItem.kind),
            col(HandoverItem.subject_id),
            col(Assessment.code),
            col(Project.title),
        )
        .outerjoin(Assessment, col(Assessment.id) == col(HandoverItem.assessment_id))
        .outerjoin(Project, col(Project.id) == col(Assessment.project_id))
        .where(col(HandoverItem.handover_id) == handover_id)
        .order_by(col(HandoverItem.id))
    ).all()


def taken_over(
    session: Session, kind: WorkKind, ids: Collection[int], persons: Collection[int | None]
) -> set[int]:
    """Return which work one of the persons took over and has, or acted on meanwhile.

    Who gave it away again without an act on it counts no more.
    """
    if not ids:
        return set()
    rows = session.execute(
        sa.select(col(HandoverItem.subject_id), col(Handover.to_id), col(Handover.made_at))
        .join(Handover, col(Handover.id) == col(HandoverItem.handover_id))
        .where(col(HandoverItem.kind) == kind, col(HandoverItem.subject_id).in_(ids))
        .order_by(col(HandoverItem.id))
    ).all()
    found: set[int] = set()
    for place, (subject_id, to_id, since) in enumerate(rows):
        if to_id in persons and subject_id not in found:
            later = (row.made_at for row in rows[place + 1 :] if row.subject_id == subject_id)
            until = next(later, None)
            if until is None or _acted(session, (kind, subject_id), to_id, since, until):
                found.add(subject_id)
    return found


def _acted(
    session: Session, work: tuple[WorkKind, int], account_id: int, since: datetime, until: datetime
) -> bool:
    """Return whether the account did anything on a piece of work between two handovers."""
    kind, subject_id = work
    query = sa.select(col(AuditEntry.id)).where(
        col(AuditEntry.subject_type) == kind.value,
        col(AuditEntry.subject_id) == subject_id,
        col(AuditEntry.actor_id) == account_id,
        col(AuditEntry.at).between(since, until),
    )
    return session.execute(query.limit(1)).first() is not None


def holder_of(session: Session, kind: WorkKind, subject_id: int, *, first: int) -> int:
    """Return the account that is in charge of work now: who took it over last, or began it."""
    query = (
        sa.select(col(Handover.to_id))
        .join(HandoverItem, col(HandoverItem.handover_id) == col(Handover.id))
        .where(col(HandoverItem.kind) == kind, col(HandoverItem.subject_id) == subject_id)
        .order_by(col(HandoverItem.id).desc())
    )
    return session.execute(query.limit(1)).scalar() or first
