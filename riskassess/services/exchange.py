"""Assessment files into the database; the way out is `riskassess.queries.assessment_files`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from models import (
    Assessment,
    Factor,
    ManualVersion,
    Measure,
    MeasureFactor,
    Office,
    PanelMember,
    Project,
    Review,
    ReviewRound,
    Score,
    Sheet,
    Survey,
    Unit,
    UnitKind,
    row_id,
)
from models.engine import transaction
from riskassess.domain import assessment_file as files
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import Conflict
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import (
    AssessmentState,
    MemberState,
    ReviewKind,
    ReviewState,
    RoundState,
    SheetState,
)
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessment_files import assessment_file
from riskassess.queries.assessments import Case, newest_review, newest_round
from riskassess.services.audit import record
from riskassess.services.manuals import store_manual
from riskassess.services.results import store_result
from riskassess.services.sheets import sheet_digest

KNOWN = frozenset(
    {
        *("format", "id", "title", "kind", "level", "manual", "procedure", "survey", "forecast"),
        *("experts", "factors", "scores_before", "scores_after", "measures"),
    }
)
COUNTS = ("issued", "valid", "support", "conditional", "indifferent", "oppose")


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    assessment_id: int
    is_new: bool


def import_assessment(
    session: Session,
    *,
    plain: Mapping[str, object],
    manual: Manual,
    office_id: int,
    is_demonstration: bool = False,
    now: datetime,
) -> Imported:
    """Store an assessment file as a case whose review is closed; computes its result.

    Importing the same content again changes nothing.

    Raises
    ------
    InvalidFile
        When the file is wrong; nothing is stored.
    Conflict
        When a different assessment stands under the file's id; names the parts that differ.
    """
    parsed = files.parse_assessment(plain, manual)
    actor = system_actor(office_id)
    with transaction(session):
        standing = session.exec(
            select(Assessment).where(
                Assessment.office_id == office_id, Assessment.code == parsed.id
            )
        ).one_or_none()
        if standing is not None:
            _require_same(session, standing, parsed, manual)
            return Imported(row_id(standing), is_new=False)
        case = _add_case(
            session, parsed, manual, actor=actor, is_demonstration=is_demonstration, now=now
        )
        _add_survey(session, case, parsed, now=now)
        factors = _add_factors(session, case, parsed, manual)
        _add_measures(session, case, parsed, factors)
        round_id = _add_review(session, case, parsed, factors, now=now)
        store_result(session, case, round_id=round_id, actor=actor, now=now)
        record(
            session,
            actor=actor,
            action="assessment:import",
            subject=case.assessment,
            after={"code": parsed.id},
            now=now,
        )
    return Imported(case.id, is_new=True)


def _require_same(
    session: Session, standing: Assessment, parsed: files.Assessment, manual: Manual
) -> None:
    project = session.get_one(Project, standing.project_id)
    case = Case(standing, project, manual)
    review = newest_review(session, case.id)
    found = newest_round(session, row_id(review)) if review else None
    export = assessment_file(session, case, round_id=found.id if found else None)
    ours = files.parse_assessment(export, manual)
    differing = [
        name
        for name in ours.__dataclass_fields__
        if name != "plain" and getattr(ours, name) != getattr(parsed, name)
    ]
    if _extras(ours) != _extras(parsed):
        differing.append("…")
    if differing:
        raise Conflict("import_differs", where=parsed.id, parts="、".join(differing))


def _extras(parsed: files.Assessment) -> str:
    return canonical_json({key: parsed.plain[key] for key in parsed.plain if key not in KNOWN})


def _add_case(
    session: Session,
    parsed: files.Assessment,
    manual: Manual,
    *,
    actor: Actor,
    is_demonstration: bool,
    now: datetime,
) -> Case:
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
        file_extras=_extras(parsed),
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
    return unit


def _add_survey(session: Session, case: Case, parsed: files.Assessment, *, now: datetime) -> None:
    counts = {name: getattr(parsed.survey, name) for name in COUNTS}
    if any(value is not None for value in counts.values()):
        session.add(
            Survey(
                office_id=case.assessment.office_id,
                assessment_id=case.id,
                number=1,
                recorded_at=now,
                **counts,
            )
        )


def _add_factors(
    session: Session, case: Case, parsed: files.Assessment, manual: Manual
) -> dict[str, Factor]:
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


def _add_measures(
    session: Session, case: Case, parsed: files.Assessment, factors: Mapping[str, Factor]
) -> None:
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


def _add_review(
    session: Session,
    case: Case,
    parsed: files.Assessment,
    factors: Mapping[str, Factor],
    *,
    now: datetime,
) -> int:
    office_id = case.assessment.office_id
    review = Review(
        office_id=office_id,
        assessment_id=case.id,
        kind=ReviewKind.PROJECT_REVIEW,
        number=1,
        state=ReviewState.CLOSED,
        panel_size=len(parsed.experts),
        quorum=len(parsed.before),
        due_on=now.date(),
        opened_at=now,
        closed_at=now,
    )
    session.add(review)
    session.flush()  # round and members point to it
    closed = ReviewRound(
        office_id=office_id,
        review_id=row_id(review),
        number=1,
        state=RoundState.CLOSED,
        opened_at=now,
        closed_at=now,
    )
    session.add(closed)
    session.flush()  # sheets point to it
    for position, expert in enumerate(parsed.experts, start=1):
        member = PanelMember(
            office_id=office_id,
            review_id=row_id(review),
            code=expert.id,
            profession=expert.profession,
            employer=expert.employer,
            position=position,
            state=MemberState.SUBMITTED,
        )
        session.add(member)
        session.flush()  # the sheet points to it
        _add_sheet(session, parsed, member, row_id(closed), factors, now=now)
    return row_id(closed)


def _add_sheet(
    session: Session,
    parsed: files.Assessment,
    member: PanelMember,
    round_id: int,
    factors: Mapping[str, Factor],
    *,
    now: datetime,
) -> None:
    given = {sheet.expert: sheet.scores for sheet in parsed.before}
    later = {sheet.expert: sheet.scores for sheet in parsed.after or ()}
    if member.code not in given:
        return
    sheet = Sheet(
        office_id=member.office_id,
        round_id=round_id,
        member_id=row_id(member),
        state=SheetState.SUBMITTED,
        started_at=now,
        saved_at=now,
        submitted_at=now,
    )
    session.add(sheet)
    session.flush()  # the scores point to it
    for code, factor in factors.items():
        before, after = given[member.code][code], later.get(member.code, {}).get(code)
        session.add(
            Score(
                office_id=member.office_id,
                sheet_id=row_id(sheet),
                factor_id=row_id(factor),
                before_weight=before.weight,
                before_probability=before.probability,
                before_impact=before.impact,
                after_weight=after.weight if after else None,
                after_probability=after.probability if after else None,
                after_impact=after.impact if after else None,
            )
        )
    session.flush()  # the digest covers the scores
    sheet.digest = sheet_digest(session, sheet)
