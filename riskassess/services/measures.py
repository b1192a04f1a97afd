"""Mitigation measures with owner and deadline, and the forecast of what might happen."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Measure, MeasureFactor, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound
from riskassess.domain.vocabulary import AssessmentAction, RiskGrade, Stage
from riskassess.queries.assessments import Case, list_factors, lock_case
from riskassess.services.assessments import require
from riskassess.services.audit import record


@dataclass(frozen=True)
class MeasureFacts:
    """What is to be done, by whom, until when, against which factors (their ids)."""

    text: str
    owner: str
    stage: Stage
    factor_ids: tuple[int, ...]
    helper: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class ForecastFacts:
    """What might happen; None means not known, never nought."""

    event_class: RiskGrade | None = None
    headcount: int | None = None
    note: str = ""


def add_measure(
    session: Session, *, assessment_id: int, facts: MeasureFacts, actor: Actor, now: datetime
) -> Measure:
    """Add a measure under the next code; the same measure sent twice is stored once.

    Raises InvalidInput `measure_without_factor` or `measure_known`.
    """
    with transaction(session):
        case = _open_case(session, assessment_id, actor=actor)
        facts = _checked(session, case, facts)
        known = _all_measures(session, case)
        if any(
            row.removed_at is None and (row.text, row.owner) == (facts.text, facts.owner)
            for row in known
        ):
            raise InvalidInput("measure_known", where="text")
        measure = Measure(
            office_id=case.assessment.office_id,
            assessment_id=case.id,
            code=f"M{len(known) + 1:02}",
            **_columns(facts),
        )
        session.add(measure)
        session.flush()
        _link(session, measure, facts.factor_ids)
        _record(session, measure, "measure:add", actor=actor, now=now)
    return measure


def edit_measure(
    session: Session,
    *,
    assessment_id: int,
    measure_id: int,
    facts: MeasureFacts,
    actor: Actor,
    now: datetime,
) -> Measure:
    """Change a measure and the factors it acts on; its code stays."""
    with transaction(session):
        case = _open_case(session, assessment_id, actor=actor)
        facts = _checked(session, case, facts)
        measure = _standing(session, case, measure_id)
        for name, value in _columns(facts).items():
            setattr(measure, name, value)
        session.execute(sa.delete(MeasureFactor).where(col(MeasureFactor.measure_id) == measure_id))
        _link(session, measure, facts.factor_ids)
        _record(session, measure, "measure:edit", actor=actor, now=now)
    return measure


def remove_measure(
    session: Session, *, assessment_id: int, measure_id: int, actor: Actor, now: datetime
) -> Measure:
    """Take a measure out; the row and its history stay."""
    with transaction(session):
        case = _open_case(session, assessment_id, actor=actor)
        measure = _standing(session, case, measure_id)
        measure.removed_at = now
        _record(session, measure, "measure:remove", actor=actor, now=now)
    return measure


def save_forecast(
    session: Session, *, assessment_id: int, facts: ForecastFacts, actor: Actor, now: datetime
) -> Case:
    """Store what the sponsor expects to happen; empty answers stay unknown."""
    with transaction(session):
        case = _open_case(session, assessment_id, actor=actor)
        assessment = case.assessment
        before = {"event_class": assessment.event_class, "headcount": assessment.headcount}
        assessment.event_class, assessment.headcount = facts.event_class, facts.headcount
        assessment.forecast_note = facts.note
        record(
            session,
            actor=actor,
            action="assessment:forecast",
            subject=assessment,
            before=before,
            after={"event_class": facts.event_class, "headcount": facts.headcount},
            now=now,
        )
    return case


def _open_case(session: Session, assessment_id: int, *, actor: Actor) -> Case:
    case = lock_case(session, assessment_id, actor=actor)
    require(session, case, action=AssessmentAction.EDIT_FACTORS, actor=actor)
    return case


def _checked(session: Session, case: Case, facts: MeasureFacts) -> MeasureFacts:
    """Return the facts with the case's own factors only, in the order of the list."""
    wanted = set(facts.factor_ids)
    chosen = tuple(row_id(row) for row in list_factors(session, case.id) if row.id in wanted)
    if not chosen:
        raise InvalidInput("measure_without_factor", where="factor_ids")
    return replace(facts, factor_ids=chosen)


def _columns(facts: MeasureFacts) -> dict[str, Any]:
    return {name: value for name, value in asdict(facts).items() if name != "factor_ids"}


def _all_measures(session: Session, case: Case) -> list[Measure]:
    return list(session.exec(select(Measure).where(Measure.assessment_id == case.id)))


def _standing(session: Session, case: Case, measure_id: int) -> Measure:
    measure = session.get(Measure, measure_id)
    if measure is None or measure.assessment_id != case.id or measure.removed_at is not None:
        raise NotFound("not_found", where=f"measure:{measure_id}")
    return measure


def _link(session: Session, measure: Measure, factor_ids: tuple[int, ...]) -> None:
    for position, factor_id in enumerate(factor_ids):
        session.add(
            MeasureFactor(
                office_id=measure.office_id,
                measure_id=row_id(measure),
                factor_id=factor_id,
                position=position,
            )
        )


def _record(
    session: Session, measure: Measure, action: str, *, actor: Actor, now: datetime
) -> None:
    facts = {"code": measure.code, "owner": measure.owner, "due_on": str(measure.due_on or "")}
    record(session, actor=actor, action=action, subject=measure, after=facts, now=now)
