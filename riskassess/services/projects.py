"""Registering a project with its first assessment, and changing it until it is accepted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import Assessment, Office, Project, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import AssessmentAction, AssessmentState, Procedure
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.manuals import list_offered
from riskassess.queries.offices import lock_office
from riskassess.queries.projects import details_of
from riskassess.services.assessments import require
from riskassess.services.audit import record

MANUAL = "cn-default"
OFFICE_TIME = ZoneInfo("Asia/Shanghai")
IN_PROJECT = ("title", "kind", "level", "place", "outline")
IN_ASSESSMENT = ("procedure", "mode", "assessment_subject", "institution")
NOT_WITHDRAWN = col(Assessment.state) != AssessmentState.CANCELLED
"""What holds a name: whoever withdrew a project goes on by registering it again."""


@dataclass(frozen=True)
class Registration:
    """What the sponsor says at registration; `details` holds the fields of the kind as texts."""

    title: str
    kind: str
    level: str
    procedure: Procedure
    mode: str
    place: str = ""
    outline: str = ""
    assessment_subject: str = ""
    institution: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def register_project(
    session: Session,
    *,
    facts: Registration,
    actor: Actor,
    now: datetime,
    manual_id: str | None = None,
) -> Assessment:
    """Store a project and its assessment as a draft, pinned for ever to a manual's version.

    It is the version of `manual_id` in force today, by default of the general manual.

    The same form sent twice by the same account answers with the draft of the first time.

    Raises
    ------
    InvalidInput
        `unit_missing` for an account without a unit, `project_known` when the unit already has
        a project of this name that was not withdrawn, `manual_unknown` when no manual is stored,
        `manual_not_in_force` when the one asked for may not be chosen today.
    """
    if (unit_id := actor.unit_id) is None:
        raise InvalidInput("unit_missing", where="title")
    with transaction(session):
        office = lock_office(session, actor.office_id)
        if (known := _find_same_name(session, facts, actor=actor)) is not None:
            return known
        version_id, manual = _manual_for(session, manual_id, now=now)
        _check(manual, facts)
        project = _store_project(session, facts, unit_id=unit_id, actor=actor, now=now)
        assessment = Assessment(
            office_id=actor.office_id,
            project_id=row_id(project),
            manual_version_id=version_id,
            code=_next_code(session, office, now=now),
            state_since=now,
            created_by_id=actor.account_id,
            created_at=now,
            **_part(facts, IN_ASSESSMENT),
        )
        session.add(assessment)
        record(
            session,
            actor=actor,
            action="assessment:register",
            subject=assessment,
            after={
                "code": assessment.code,
                "kind": facts.kind,
                "manual": f"{manual.id} {manual.version}",
            },
            now=now,
        )
    return assessment


def offered_manuals(session: Session, *, now: datetime) -> list[tuple[int, Manual]]:
    """Return what a new assessment may be pinned to now, the general manual first."""
    offered = list_offered(session, now.astimezone(OFFICE_TIME).date())
    return sorted(offered, key=lambda each: (each[1].id != MANUAL, each[1].id))


def _manual_for(session: Session, manual_id: str | None, *, now: datetime) -> tuple[int, Manual]:
    offered = offered_manuals(session, now=now)
    if not offered:
        raise InvalidInput("manual_unknown", where="kind", value=manual_id or MANUAL)
    if manual_id is None:
        return offered[0]
    for found in offered:
        if found[1].id == manual_id:
            return found
    raise InvalidInput("manual_not_in_force", where="manual", value=manual_id)


def edit_project(
    session: Session, *, assessment_id: int, facts: Registration, actor: Actor, now: datetime
) -> Case:
    """Change the registration of a draft or returned assessment; code and manual stay."""
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        require(session, case, action=AssessmentAction.EDIT, actor=actor)
        _check(case.manual, facts)
        refuse_name_of_another(session, case, title=facts.title)
        before = {"title": case.project.title, "kind": case.project.kind}
        for name, value in _part(facts, IN_PROJECT).items():
            setattr(case.project, name, value)
        case.project.details = canonical_json(dict(facts.details))
        for name, value in _part(facts, IN_ASSESSMENT).items():
            setattr(case.assessment, name, value)
        record(
            session,
            actor=actor,
            action="assessment:edit",
            subject=case.assessment,
            before=before,
            after={"title": facts.title, "kind": facts.kind},
            now=now,
        )
    return case


def _part(facts: Registration, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in asdict(facts).items() if name in names}


def _check(manual: Manual, facts: Registration) -> None:
    """Raise NotFound or InvalidInput for codes that the manual does not know."""
    kind = manual.kind(facts.kind)
    if not manual.is_for(facts.kind):
        raise InvalidInput("manual_not_for_kind", where="kind", value=kind.name.zh)
    manual.procedure(facts.procedure)
    for where, known in (("level", manual.levels), ("mode", manual.modes)):
        if getattr(facts, where) not in {row.code for row in known}:
            raise InvalidInput("manual_no_such_row", where=where, value=getattr(facts, where))


def _store_project(
    session: Session, facts: Registration, *, unit_id: int, actor: Actor, now: datetime
) -> Project:
    project = Project(
        office_id=actor.office_id,
        unit_id=unit_id,
        details=canonical_json(dict(facts.details)),
        created_at=now,
        **_part(facts, IN_PROJECT),
    )
    session.add(project)
    session.flush()
    return project


def _next_code(session: Session, office: Office, *, now: datetime) -> str:
    prefix = f"{office.code}-WP-{now.astimezone(OFFICE_TIME).year}-"
    codes = session.exec(
        select(Assessment.code).where(
            Assessment.office_id == office.id, col(Assessment.code).startswith(prefix)
        )
    )
    used = [int(tail) for code in codes if (tail := code.removeprefix(prefix)).isdecimal()]
    return f"{prefix}{max(used, default=0) + 1:04}"


def _find_same_name(session: Session, facts: Registration, *, actor: Actor) -> Assessment | None:
    """Return the draft that this very form has already made; raise for any other of its name."""
    found = session.exec(
        select(Assessment, Project)
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(Project.unit_id == actor.unit_id, Project.title == facts.title, NOT_WITHDRAWN)
        .order_by(col(Assessment.id).desc())
    ).first()
    if found is None:
        return None
    assessment, project = found
    if (
        assessment.created_by_id == actor.account_id
        and assessment.state is AssessmentState.DRAFT
        and _said(assessment, project) == facts
    ):
        return assessment
    raise InvalidInput("project_known", where="title", known=assessment.code)


def _said(assessment: Assessment, project: Project) -> Registration:
    return Registration(
        **{name: getattr(project, name) for name in IN_PROJECT},
        **{name: getattr(assessment, name) for name in IN_ASSESSMENT},
        details=details_of(project),
    )


def refuse_name_of_another(
    session: Session, case: Case, *, title: str, where: str = "title"
) -> None:
    """Raise InvalidInput `project_known` for the name of another project of the unit.

    A withdrawn one holds its name no longer.
    """
    other = session.exec(
        select(Assessment.code)
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            Project.unit_id == case.project.unit_id,
            Project.title == title,
            Project.id != case.project.id,
            NOT_WITHDRAWN,
        )
    ).first()
    if other is not None:
        raise InvalidInput("project_known", where=where, known=other)
