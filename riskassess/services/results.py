"""Results: computed from raw records with the pinned manual, stored with all they depend on."""

from datetime import datetime

from sqlmodel import Session

from models import GradeResult, ReviewRound, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.computed import compute_text
from riskassess.domain.errors import Refused
from riskassess.domain.vocabulary import AssessmentAction, RefusalReason
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessment_files import assessment_file
from riskassess.queries.assessments import (
    Case,
    lock_case,
    newest_review,
    newest_round,
)
from riskassess.queries.facts import facts_of
from riskassess.queries.fingerprints import fingerprint, fingerprint_parts
from riskassess.services.assessments import require
from riskassess.services.audit import record
from riskassess.services.certainty import queue_certainty


def store_result(
    session: Session, case: Case, *, round_id: int, actor: Actor, now: datetime
) -> GradeResult:
    """Compute the submitted sheets of a round and store the result; does not commit.

    How certain it is, is the work of a job that is queued with it: ring the bell after the commit.

    Raises InvalidInput with the place when a score is missing or no criterion applies.
    """
    session.flush()  # the file is read from the store
    file_text = canonical_json(assessment_file(session, case, round_id=round_id))
    computed = compute_text(file_text, case.manual)
    parts = fingerprint_parts(session, case, round_id=round_id)
    stored = GradeResult(
        office_id=case.assessment.office_id,
        assessment_id=case.id,
        review_id=session.get_one(ReviewRound, round_id).review_id,
        manual_version_id=case.assessment.manual_version_id,
        manual_digest=case.manual.digest,
        fingerprint=fingerprint(parts),
        fingerprint_parts=canonical_json(parts),
        assessment_file=file_text,
        record=computed.record,
        printed=computed.printed,
        initial_grade=computed.result.initial_grade,
        expected_grade=computed.result.expected_grade,
        computed_at=now,
    )
    session.add(stored)
    record(session, actor=actor, action="result:compute", subject=stored, now=now,
           after={"fingerprint": stored.fingerprint})  # fmt: skip
    queue_certainty(session, stored, actor=actor, now=now)
    return stored


def compute_again(
    session: Session, *, assessment_id: int, actor: Actor, now: datetime
) -> GradeResult:
    """Compute the newest closed round anew after a change; the older result stays on record."""
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        review = newest_review(session, case.id)
        round_ = newest_round(session, row_id(review)) if review else None
        if round_ is None:
            raise Refused(RefusalReason.ROUND_STILL_OPEN, where=f"assessment:{case.id}")
        require_review_ended(session, case, actor=actor)
        return store_result(session, case, round_id=row_id(round_), actor=actor, now=now)


def require_review_ended(session: Session, case: Case, *, actor: Actor) -> None:
    """Raise unless an officer may work on the result now: in review, its round closed."""
    facts = facts_of(session, case, reason="-")  # a reason is asked for at the proposal, not here
    require(session, case, action=AssessmentAction.PROPOSE_GRADE, actor=actor, facts=facts)
