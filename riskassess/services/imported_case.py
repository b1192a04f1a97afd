"""Rows of an imported case: project, assessment, survey, factors, measures; never commits."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, select

from models import (
    Assessment,
    Employment,
    Expert,
    Factor,
    ManualVersion,
    Measure,
    MeasureFactor,
    Office,
    OppositionClass,
    Project,
    Survey,
    Unit,
    UnitKind,
    row_id,
)
from riskassess.domain import assessment_file as files
from riskassess.domain.actor import Actor
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import AssessmentState
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import Case
from riskassess.services.manuals import store_manual
from riskassess.services.pool.unit_links import link_written

KNOWN = frozenset(
    {
        *("format", "id", "title", "kind", "level", "manual", "procedure", "survey", "forecast"),
        *("experts", "factors", "scores_before", "scores_after", "measures"),
        *("comparisons", "points_before", "points_after", "opposition_classes"),
    }
)
COUNTS = ("issued", "valid", "support", "conditional", "indifferent", "oppose")


def extras(parsed: files.Assessment) -> str:
    """Return what the file holds under keys of its own, as canonical JSON."""
    return canonical_json({key: parsed.plain[key] for key in parsed.plain if key not in KNOWN})


def add_case(
    session: Session,
    parsed: files.Assessment,
    manual: Manual,
    *,
    actor: Actor,
    is_demonstration: bool,
    now: datetime,
) -> Case:
    """Add unit, project, manual version and assessment."""
    office = session.get_one(Office, actor.office_id)
    unit = _unit(session, office, parsed.units.get("project_unit") or parsed.title, now=now)
    project = Project(
        office_id=actor.office_id,
        unit_id=row_id(unit),
        title=parsed.title,
        kind=parsed.kind,
        level=parsed.level,
        is_demonstration=is_demonstration,
        created_at=now,
    )
    session.add(project)
    session.flush()  # the assessment points to it
    manual_row: ManualVersion = store_manual(session, manual=manual, now=now)
    assessment = Assessment(
        office_id=actor.office_id,
        project_id=row_id(project),
        manual_version_id=row_id(manual_row),
        code=parsed.id,
        procedure=parsed.procedure,
        assessment_subject=parsed.units.get("assessment_subject", ""),
        institution=parsed.units.get("institution", ""),
        state=AssessmentState.IN_REVIEW,
        state_since=now,
        handed_in_at=now,
        factors_fixed_at=now,
        event_class=parsed.forecast.event_class,
        headcount=parsed.forecast.headcount,
        forecast_note=parsed.forecast.note,
        file_extras=extras(parsed),
        created_at=now,
    )
    session.add(assessment)
    session.flush()  # factors and review point to it
    return Case(assessment, project, manual)


def _unit(session: Session, office: Office, name: str, *, now: datetime) -> Unit:
    standing = session.exec(
        select(Unit).where(Unit.office_id == office.id, Unit.name == name)
    ).one_or_none()
    if standing is not None:
        return standing
    unit = Unit(office_id=row_id(office), name=name, kind=UnitKind.PROJECT_UNIT, created_at=now)
    session.add(unit)
    session.flush()  # the project points to it
    for table in (Expert, Employment):
        link_written(session, table, office_id=row_id(office), beyond=0)
    return unit


def add_survey(session: Session, case: Case, parsed: files.Assessment, *, now: datetime) -> None:
    """Add the survey's counts if the file knows any, and the classes of opposition."""
    counts = {name: getattr(parsed.survey, name) for name in COUNTS}
    if all(value is None for value in counts.values()):
        return
    office_id = case.assessment.office_id
    survey = Survey(office_id=office_id, assessment_id=case.id, number=1, recorded_at=now, **counts)
    session.add(survey)
    session.flush()  # the classes point to it
    for row in parsed.opposition_classes:
        session.add(
            OppositionClass(
                office_id=office_id,
                survey_id=row_id(survey),
                intensity=row.intensity,
                count=row.count,
            )
        )
        session.flush()  # a file's order is that of the rows


def add_factors(
    session: Session, case: Case, parsed: files.Assessment, manual: Manual
) -> dict[str, Factor]:
    """Add the factors; return them by code."""
    factors = {}
    for position, line in enumerate(parsed.factors, start=1):
        library = None if line.is_own else manual.factor(line.code)
        factors[line.code] = Factor(
            office_id=case.assessment.office_id,
            assessment_id=case.id,
            code=line.code,
            name=library.name.zh if library else line.name,
            category=library.category if library else line.category,
            stage=line.stage,
            is_own=line.is_own,
            improvement_reason=line.improvement_reason,
            position=position,
        )
    session.add_all(factors.values())
    session.flush()  # measures and scores point to them
    return factors


def add_measures(
    session: Session, case: Case, parsed: files.Assessment, factors: Mapping[str, Factor]
) -> None:
    """Add the measures and the factors they act on."""
    for entry in parsed.measures:
        measure = Measure(
            office_id=case.assessment.office_id,
            assessment_id=case.id,
            code=entry.id,
            text=entry.text,
            owner=entry.owner,
            stage=entry.stage,
            due_on=date.fromisoformat(entry.due) if entry.due else None,
        )
        session.add(measure)
        session.flush()  # the links point to it
        session.add_all(
            MeasureFactor(
                office_id=case.assessment.office_id,
                measure_id=row_id(measure),
                factor_id=row_id(factors[code]),
                position=position,
            )
            for position, code in enumerate(entry.factors)
        )
