"""Survey counts: each correction is a new version, the old ones stay."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session

from models import Survey
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.queries.assessments import lock_case, newest_survey
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
) -> Survey:
    """Store a version of the counts; the same counts and note again change nothing.

    Raises InvalidInput `survey_negative`, `survey_valid_exceeds` or `survey_sum_differs`.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        require(session, case, action=AssessmentAction.RECORD_SURVEY, actor=actor)
        if (fault := counts.refuse()) is not None:
            raise fault
        last = newest_survey(session, case.id)
        if last is not None and _same(last, counts, note):
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
        record(
            session,
            actor=actor,
            action="survey:record",
            subject=survey,
            before={"number": last.number, "valid": last.valid} if last else None,
            after={"number": survey.number, **asdict(counts)},
            now=now,
        )
    return survey


def _same(last: Survey, counts: SurveyCounts, note: str) -> bool:
    return last.note == note and all(
        getattr(last, name) == value for name, value in asdict(counts).items()
    )
