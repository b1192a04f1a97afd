"""Proof that measures were carried out; the office checks it."""

from datetime import datetime

from sqlmodel import Session, select

from models import Commitment, Measure, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentAction, CommitmentState, RefusalReason
from riskassess.queries.assessments import Case, lock_case
from riskassess.services.assessments import require
from riskassess.services.audit import record
from riskassess.services.documents import queue_rendering
from riskassess.services.uploads import Upload, place_document

TRACKING_SHEETS = "D28"
LONGEST_TEXT = 5000


def prove_measure(
    session: Session,
    *,
    assessment_id: int,
    measure_id: int,
    evidence: str,
    upload: Upload | None,
    actor: Actor,
    now: datetime,
) -> int | None:
    """Say how a measure was carried out, with a file if there is one; return a job id or None.

    May be said again until the office has confirmed it.

    Raises
    ------
    InvalidInput
        `evidence_missing` for an empty text; what `add_document` refuses.
    Refused
        `already_decided` once the office has confirmed the measure.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        require(session, case, action=AssessmentAction.PROVE_MEASURE, actor=actor)
        measure = _standing(session, case, measure_id)
        if not evidence.strip():
            raise InvalidInput("evidence_missing", where="evidence")
        if len(evidence) > LONGEST_TEXT:
            raise InvalidInput("text_too_long", where="evidence", most=LONGEST_TEXT)
        commitment = _commitment(session, measure)
        if commitment.state is CommitmentState.CONFIRMED:
            raise Refused(RefusalReason.ALREADY_DECIDED, where=f"measure:{measure.code}")
        document = None
        if upload is not None:
            document = place_document(
                session, case, TRACKING_SHEETS, upload, item="", actor=actor, now=now
            )
            commitment.document_id = document.id
        _prove(session, measure, commitment, evidence=evidence.strip(), actor=actor, now=now)
        if document is None:
            return None
        return queue_rendering(session, document=document, actor=actor, now=now)


def _prove(
    session: Session,
    measure: Measure,
    commitment: Commitment,
    *,
    evidence: str,
    actor: Actor,
    now: datetime,
) -> None:
    before = {"state": commitment.state}
    commitment.state, commitment.evidence = CommitmentState.PROVEN, evidence
    commitment.proven_by_id, commitment.proven_at = actor.account_id, now
    session.add(commitment)
    record(
        session,
        actor=actor,
        action="measure:prove",
        subject=measure,
        before=before,
        after={"state": commitment.state, "document": commitment.document_id},
        now=now,
    )


def _standing(session: Session, case: Case, measure_id: int) -> Measure:
    measure = session.get(Measure, measure_id)
    if measure is None or measure.assessment_id != case.id or measure.removed_at is not None:
        raise NotFound("not_found", where=f"measure:{measure_id}")
    return measure


def _commitment(session: Session, measure: Measure) -> Commitment:
    found = session.exec(
        select(Commitment).where(Commitment.measure_id == row_id(measure))
    ).one_or_none()
    return found or Commitment(office_id=measure.office_id, measure_id=row_id(measure))
