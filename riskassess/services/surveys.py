"""Survey counts: each correction is a new version, the old ones stay."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session

from models import OppositionClass, Survey, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.assessment_file import OppositionCount
from riskassess.domain.errors import InvalidInput
from riskassess.domain.levels import UNIT
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.queries.assessments import lock_case, newest_survey
from riskassess.queries.opposition import list_classes
from riskassess.services.assessments import require
from riskassess.services.audit import record


@dataclass(frozen=True)
class SurveyCounts:
    """Numbers of questionnaires: handed out, valid, and the valid ones by attitude."""

    issued: int
    valid: int
    support: int
    conditional: int
    indifferent: int
    oppose: int

    def refuse(self) -> InvalidInput | None:
        """Return what is wrong with the counts, or None."""
        if min(asdict(self).values()) < 0:
            return InvalidInput("survey_negative", where="valid")
        if self.valid > self.issued:
            return InvalidInput("survey_valid_exceeds", where="valid", issued=self.issued)
        total = self.support + self.conditional + self.indifferent + self.oppose
        if total != self.valid:
            return InvalidInput("survey_sum_differs", where="oppose", sum=total, valid=self.valid)
        return None


def record_survey(
    session: Session,
    *,
    assessment_id: int,
    counts: SurveyCounts,
    note: str,
    actor: Actor,
    now: datetime,
    classes: Sequence[OppositionCount] = (),
) -> Survey:
    """Store a version of the counts; the same counts, note and classes again change nothing.

    Raises InvalidInput `survey_negative`, `survey_valid_exceeds`, `survey_sum_differs`, or what
    `refuse_classes` returns.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        require(session, case, action=AssessmentAction.RECORD_SURVEY, actor=actor)
        fault = counts.refuse() or refuse_classes(case.manual, counts, classes)
        if fault is not None:
            raise fault
        last = newest_survey(session, case.id)
        if last is not None and _same(session, last, counts, note, classes):
            return last
        survey = Survey(
            office_id=case.assessment.office_id,
            assessment_id=case.id,
            number=last.number + 1 if last else 1,
            note=note,
            recorded_by_id=actor.account_id,
            recorded_at=now,
            **asdict(counts),
        )
        session.add(survey)
        session.flush()  # the classes point to it
        _add_classes(session, survey, classes)
        record(
            session,
            actor=actor,
            action="survey:record",
            subject=survey,
            before={"number": last.number, "valid": last.valid} if last else None,
            after={"number": survey.number, **asdict(counts), **_told(classes)},
            now=now,
        )
    return survey


def refuse_classes(
    manual: Manual, counts: SurveyCounts, classes: Sequence[OppositionCount]
) -> InvalidInput | None:
    """Return what is wrong with the classes of opposition, or None; none at all is right.

    `classes_not_asked`, `classes_unknown`, `survey_negative` or `classes_sum_differs`.
    """
    if not classes:
        return None
    if manual.deduction is None:
        return InvalidInput("classes_not_asked", where="classes", manual=manual.id)
    known = [int(row.value * UNIT) for row in manual.deduction.intensities]
    if sorted(row.intensity for row in classes) != sorted(known):
        return InvalidInput("classes_unknown", where="classes", most=len(known))
    if min(row.count for row in classes) < 0:
        return InvalidInput("survey_negative", where="classes")
    total = sum(row.count for row in classes)
    if total != counts.oppose:
        return InvalidInput("classes_sum_differs", where="classes", sum=total, oppose=counts.oppose)
    return None


def _add_classes(session: Session, survey: Survey, classes: Sequence[OppositionCount]) -> None:
    for row in classes:
        session.add(
            OppositionClass(
                office_id=survey.office_id,
                survey_id=row_id(survey),
                intensity=row.intensity,
                count=row.count,
            )
        )
        session.flush()  # their order is that of the manual


def _told(classes: Sequence[OppositionCount]) -> dict[str, object]:
    return {"classes": [row.count for row in classes]} if classes else {}


def _same(
    session: Session,
    last: Survey,
    counts: SurveyCounts,
    note: str,
    classes: Sequence[OppositionCount],
) -> bool:
    stored = [(row.intensity, row.count) for row in list_classes(session, last)]
    if last.note != note or stored != [(row.intensity, row.count) for row in classes]:
        return False
    return all(getattr(last, name) == value for name, value in asdict(counts).items())
