"""What deserves a look in a closed review: far-out estimates, and experts who lean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlmodel import Session

from models import Review, ReviewRound, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.policy import may_read_sheets
from riskassess.domain.pool_manual.room import AttentionRule
from riskassess.domain.room.attention import Attention, Lean, attention, leans
from riskassess.domain.room.marks import SHARE_LIMITS, mark_range
from riskassess.domain.room_vocabulary import RoundKind, RoundState
from riskassess.queries.assessment_files import submitted_panel
from riskassess.queries.assessments import (
    Case,
    get_case,
    newest_round,
    standing_state,
)
from riskassess.queries.review_rooms import review_of_office
from riskassess.queries.round_marks import marks_of, room_rule, scored_names

WEIGHT = "weight"


@dataclass(frozen=True)
class AttentionView:
    """The last round of a review that is over, and what is shown of it for attention only."""

    case: Case
    review: Review
    round: ReviewRound
    rule: AttentionRule
    experts: list[str]
    found: Attention
    leans: tuple[Lean, ...]
    names: Mapping[str, str]


def is_attention_open(actor: Actor, review: Review, round_: ReviewRound) -> bool:
    """Return whether the actor may look: readers of single sheets, once the review is over."""
    state = standing_state(review, round_)
    is_scored = round_.kind is RoundKind.SCORING and state is RoundState.CLOSED
    return is_scored and may_read_sheets(actor, round_state=state, owner_expert_id=None)


def get_attention(session: Session, review_id: int, *, actor: Actor) -> AttentionView:
    """Return what deserves a look; raises NotFound before the end and for who reads no sheets.

    Experts who lean are found by probability and impact alone: a weight has no middle that all
    share. Far out is a weight too, for its fences are its own.
    """
    review = review_of_office(session, review_id, actor=actor)
    case = get_case(session, review.assessment_id, actor=actor)
    round_ = newest_round(session, review_id)
    if round_ is None or not is_attention_open(actor, review, round_):
        raise NotFound("not_found", where=f"review:{review_id}")
    rule = room_rule(session, review).attention
    experts = [member.code for member, _sheet in submitted_panel(session, row_id(round_))]
    marks = marks_of(session, round_)
    shares = _shares(marks, case)
    by_shares = attention(shares, experts, rule)
    found = replace(by_shares, far_out=attention(marks, experts, rule).far_out)
    told = leans(shares, experts) if found.guard is None else ()
    names = scored_names(session, case.id, case.manual)
    return AttentionView(case, review, round_, rule, experts, found, told, names)


def _shares(marks: Mapping[str, Sequence[int]], case: Case) -> dict[str, list[Fraction]]:
    """Return the marks as parts of their scales: points of items have each a maximum of its own."""
    whole = SHARE_LIMITS[1]
    return {
        item: [Fraction(mark * whole, mark_range(item, case.manual)) for mark in given]
        for item, given in marks.items()
        if not item.endswith(WEIGHT)
    }
