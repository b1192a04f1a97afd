"""How a round ends: its sheets are opened, a project review gets its result, others go on."""

from datetime import datetime

from sqlmodel import Session, select

from models import GradeResult, Review, ReviewRound, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.errors import Refused
from riskassess.domain.room.marks import mark_range
from riskassess.domain.room.rounds import RoundOutcome, round_outcome
from riskassess.domain.room.written import outcome_record
from riskassess.domain.room_vocabulary import RoundKind, RoundState
from riskassess.domain.sheet_seal import Opener
from riskassess.domain.vocabulary import ReviewKind, ReviewState
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessment_files import submitted_panel
from riskassess.queries.assessments import Case
from riskassess.queries.round_marks import marks_of, room_rule
from riskassess.services.audit import record
from riskassess.services.invitations import blank_links
from riskassess.services.results import store_result
from riskassess.services.round_names import name_members
from riskassess.services.seats import list_members
from riskassess.services.sheet_opening import open_sheets


def finish_round(
    session: Session,
    case: Case,
    review: Review,
    round_: ReviewRound,
    *,
    opener: Opener | None,
    actor: Actor,
    now: datetime,
) -> GradeResult | None:
    """Open the sheets of a round; a project review ends with it and gets its result.

    Never commits. Returns None for a round of a consultation, which goes on or is ended.
    """
    round_.state = RoundState.CLOSED
    if opener is not None:
        open_sheets(session, round_, assessment_id=case.id, opener=opener, now=now)
    after = {"round": round_.number}
    record(session, actor=actor, action="round:close", subject=review, after=after, now=now)
    if review.kind is ReviewKind.PROJECT_REVIEW:
        return end_review(session, case, review, round_, actor=actor, now=now)
    if round_.kind is RoundKind.SCORING:
        handed_in = [member for member, _sheet in submitted_panel(session, row_id(round_))]
        name_members(session, round_, handed_in)  # who joined meanwhile has no name yet
        outcome = outcome_of(session, case, review, round_)
        round_.outcome = canonical_json(outcome_record(outcome))
    session.flush()
    return None


def end_review(
    session: Session,
    case: Case,
    review: Review,
    round_: ReviewRound,
    *,
    actor: Actor,
    now: datetime,
) -> GradeResult:
    """Close a review with its last round and compute the result; never commits."""
    review.state, review.closed_at = ReviewState.CLOSED, now
    blank_links(session, list_members(session, row_id(review)))
    return store_result(session, case, round_id=row_id(round_), actor=actor, now=now)


def outcome_of(session: Session, case: Case, review: Review, round_: ReviewRound) -> RoundOutcome:
    """Return what a scoring round came to under the rule of the pool manual.

    Raises
    ------
    Refused
        `quorum_missing` when nobody handed in a sheet.
    """
    marks = marks_of(session, round_)
    if not marks:
        raise Refused("quorum_missing", where=f"round:{round_.id}")
    earlier = session.exec(
        select(ReviewRound).where(
            ReviewRound.review_id == review.id,
            ReviewRound.number == round_.number - 1,
            ReviewRound.kind == RoundKind.SCORING,
        )
    ).one_or_none()
    before = marks_of(session, earlier) if earlier else None
    scales = {item: mark_range(item, case.manual) for item in marks}
    rule = room_rule(session, review).consultation
    return round_outcome(marks, before=before, number=round_.number, rule=rule, scales=scales)
