"""Break-glass access as the three officers, the case's people and its papers read it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import (
    Account,
    AccountRole,
    Assessment,
    AuditEntry,
    Document,
    EmergencyAccess,
    Project,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.emergency import AccessFacts, AccessState, refuse_knowing, state_of
from riskassess.domain.errors import NotFound
from riskassess.domain.separation import OFFICERS
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.assessments import Case, list_documents
from riskassess.queries.own_rows import own_row
from riskassess.queries.pages import ListPage, read_page

READ = "emergency:read"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 20  # lines of the to-do list


@dataclass(frozen=True)
class AccessView:
    """A request as people read it; `pages` counts what was opened under it."""

    row: EmergencyAccess
    facts: AccessFacts
    state: AccessState
    code: str
    asker: str
    decider: str
    pages: int


def find_by_code(session: Session, actor: Actor, code: str) -> int | None:
    """Return the id of an assessment of the actor's office by its code; drafts stay unknown."""
    return session.exec(
        select(Assessment.id).where(
            Assessment.office_id == actor.office_id,
            Assessment.code == code,
            Assessment.state != AssessmentState.DRAFT,
        )
    ).one_or_none()


def lock_access(session: Session, access_id: int, *, actor: Actor) -> EmergencyAccess:
    """Return a request of the actor's office locked for a change; raises NotFound."""
    row = session.exec(
        select(EmergencyAccess)
        .where(EmergencyAccess.id == access_id, EmergencyAccess.office_id == actor.office_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or refuse_knowing(actor, facts_of(session, row)):
        raise NotFound("not_found", where="emergency_access")
    return row


def facts_of(session: Session, row: EmergencyAccess) -> AccessFacts:
    """Return what the rules ask of a request: an asker who gave the office up has no role."""
    return _facts(row, _officer_roles(session, [row.asked_by_id]))


def _facts(row: EmergencyAccess, roles: dict[int, frozenset[Role]]) -> AccessFacts:
    today = roles.get(row.asked_by_id, frozenset())
    return AccessFacts(
        office_id=row.office_id,
        asked_by_id=row.asked_by_id,
        asker_roles=today if row.asked_as in today else frozenset(),
        asked_at=row.asked_at,
        is_granted=row.is_granted,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
    )


def own_offices(session: Session, account_id: int) -> frozenset[Role]:
    """Return which of the three offices an account holds itself, not as somebody's deputy."""
    return _officer_roles(session, [account_id])[account_id]


def _officer_roles(session: Session, account_ids: Collection[int]) -> dict[int, frozenset[Role]]:
    rows = session.exec(
        select(AccountRole).where(
            col(AccountRole.account_id).in_(list(account_ids)),
            col(AccountRole.role).in_(list(OFFICERS)),
        )
    ).all()
    return {
        account_id: frozenset(row.role for row in rows if row.account_id == account_id)
        for account_id in account_ids
    }


def list_requests(session: Session, actor: Actor, *, now: datetime, page: int = 1) -> ListPage:
    """Return one page of the office's requests, the newest first; rows are AccessView."""
    query = (
        select(EmergencyAccess.id)
        .where(EmergencyAccess.office_id == actor.office_id)
        .order_by(col(EmergencyAccess.id).desc())
    )
    found = read_page(session, query, page=page)
    rows = session.exec(
        select(EmergencyAccess)
        .where(col(EmergencyAccess.id).in_([row.id for row in found.rows]))
        .order_by(col(EmergencyAccess.id).desc())
    ).all()
    return replace(found, rows=_views(session, rows, now=now))


def get_request(session: Session, access_id: int, *, actor: Actor, now: datetime) -> AccessView:
    """Return a request of the actor's office; raises NotFound."""
    row = own_row(session, EmergencyAccess, access_id, actor=actor, named="emergency_access")
    if refuse_knowing(actor, facts_of(session, row)):
        raise NotFound("not_found", where="emergency_access")
    return _views(session, [row], now=now)[0]


def list_of_case(session: Session, assessment_id: int, *, now: datetime) -> list[AccessView]:
    """Return the accesses that were agreed to, oldest first: what stands on the case's papers."""
    rows = session.exec(
        select(EmergencyAccess)
        .where(
            EmergencyAccess.assessment_id == assessment_id,
            col(EmergencyAccess.is_granted).is_(True),
        )
        .order_by(col(EmergencyAccess.id))
    ).all()
    return _views(session, rows, now=now)


def _views(session: Session, rows: Iterable[EmergencyAccess], *, now: datetime) -> list[AccessView]:
    rows = list(rows)
    people = {row.asked_by_id for row in rows} | {row.decided_by_id or 0 for row in rows}
    names = dict(
        session.exec(
            select(Account.id, Account.display_name).where(col(Account.id).in_(list(people)))
        ).all()
    )
    cases = {row.assessment_id for row in rows}
    codes = dict(
        session.exec(
            select(Assessment.id, Assessment.code).where(col(Assessment.id).in_(list(cases)))
        ).all()
    )
    roles = _officer_roles(session, {row.asked_by_id for row in rows})
    pages = _pages(session, rows)
    views = []
    for row in rows:
        facts = _facts(row, roles)
        views.append(
            AccessView(
                row=row,
                facts=facts,
                state=state_of(facts, now=now),
                code=codes.get(row.assessment_id, ""),
                asker=names.get(row.asked_by_id, ""),
                decider=names.get(row.decided_by_id, ""),
                pages=pages.get(row_id(row), 0),
            )
        )
    return views


def _pages(session: Session, rows: list[EmergencyAccess]) -> dict[int, int]:
    """Return how many pages were opened under each, as the audit chain counts them."""
    return dict(
        session.exec(
            select(AuditEntry.subject_id, func.count(col(AuditEntry.id)))
            .where(
                col(AuditEntry.chain).in_([f"assessment:{row.assessment_id}" for row in rows]),
                AuditEntry.action == READ,
                AuditEntry.subject_type == EmergencyAccess.__tablename__,
                col(AuditEntry.subject_id).in_([row_id(row) for row in rows]),
            )
            .group_by(col(AuditEntry.subject_id))
        ).all()
    )


def list_readable_documents(session: Session, case: Case) -> list[Document]:
    """Return the documents that the access shows: those that count, without restricted ones."""
    return [
        row
        for row in list_documents(session, case.id)
        if not case.manual.document(row.code).restricted
    ]


def get_readable_document(session: Session, case: Case, document_id: int) -> Document:
    """Return one of them; raises NotFound."""
    for row in list_readable_documents(session, case):
        if row.id == document_id:
            return row
    raise NotFound("not_found", where=f"document:{document_id}")


def list_access_tasks(
    session: Session, actor: Actor, *, now: datetime, today: date, depth: int = 1
) -> list[Task]:
    """Return the open accesses to the office's cases, for officers and approvers to know.

    `depth` as in `queries.todo.list_tasks`.
    """
    if not actor.has(Role.CASE_OFFICER, Role.APPROVER):
        return []
    rows = session.exec(
        select(EmergencyAccess, Assessment.code, Project.title)
        .join(Assessment, col(Assessment.id) == col(EmergencyAccess.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            EmergencyAccess.office_id == actor.office_id,
            col(EmergencyAccess.is_granted).is_(True),
            col(EmergencyAccess.ended_at).is_(None),
            col(EmergencyAccess.ends_at) > now,
        )
        .order_by(col(EmergencyAccess.id))
        .limit(MOST * depth)
    ).all()
    tasks = []
    for row, code, title in rows:
        due = (row.ends_at or now).astimezone(SHANGHAI).date()
        tasks.append(
            Task(
                kind=TaskKind.KNOW_ACCESS,
                subject_id=row.assessment_id,
                title=title,
                code=code,
                since=row.decided_at or row.asked_at,
                due_on=due,
                bucket=bucket_of(today, due, is_mine=True),
            )
        )
    return tasks
