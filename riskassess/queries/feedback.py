"""What a closed scoring round of a consultation tells: figures, own marks, reasons by round name.

Nothing here reads an open round. Who did not hand in a sheet in a round is told nothing of it, so
a replacement begins with the first round that the replacement took part in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from models import (
    Assessment,
    Factor,
    ItemPoints,
    PanelMember,
    Review,
    ReviewRound,
    RoundName,
    Score,
    Sheet,
    row_id,
)
from riskassess.domain.errors import NotFound
from riskassess.domain.room.feedback import FactorFeedback, Figure, Outcome, read_outcome
from riskassess.domain.room.statement import Reason
from riskassess.domain.room_vocabulary import RoundKind, RoundState
from riskassess.domain.vocabulary import ReviewKind, SheetState
from riskassess.queries.manuals import get_manual
from riskassess.queries.round_marks import scored_names


@dataclass(frozen=True)
class RoundFeedback:
    """What is told of a round; `name` is the reader's own in it, empty for the office."""

    round: ReviewRound
    name: str
    outcome: Outcome
    factors: tuple[FactorFeedback, ...]


def list_told_rounds(session: Session, member: PanelMember) -> list[ReviewRound]:
    """Return the closed scoring rounds in which a member handed in a sheet, newest first."""
    rows = session.exec(
        select(ReviewRound)
        .join(Review, col(Review.id) == col(ReviewRound.review_id))
        .join(Sheet, col(Sheet.round_id) == col(ReviewRound.id))
        .where(
            Review.kind == ReviewKind.EXPERT_CONSULTATION,
            ReviewRound.review_id == member.review_id,
            ReviewRound.kind == RoundKind.SCORING,
            ReviewRound.state == RoundState.CLOSED,
            ReviewRound.outcome != "",
            Sheet.member_id == member.id,
            Sheet.state == SheetState.SUBMITTED,
        )
        .order_by(col(ReviewRound.number).desc())
    )
    return list(rows)


def get_told_round(session: Session, member: PanelMember, number: int | None) -> ReviewRound:
    """Return a round that a member is told of, the newest without a number; raises NotFound."""
    for round_ in list_told_rounds(session, member):
        if number in (None, round_.number):
            return round_
    raise NotFound("not_found", where=f"feedback:{member.id}:{number}")


def feedback_of(
    session: Session, round_: ReviewRound, *, member: PanelMember | None = None
) -> RoundFeedback:
    """Return what a closed scoring round came to.

    With a member, the own marks and reasons stand apart from those of the others; without one,
    for the office, every reason stands under its round name. Raises NotFound for a round that is
    not closed or has no outcome.
    """
    if round_.state is not RoundState.CLOSED or not round_.outcome:
        raise NotFound("not_found", where=f"round:{round_.id}")
    outcome = read_outcome(round_.outcome)
    names = round_names(session, row_id(round_))
    own_id = member.id if member else None
    given = _scores(session, round_)
    rows = _factors(session, outcome, round_)
    named = [(row_id(row), row.code, row.name) for row in rows]
    factors = tuple(_factor(row, outcome, given.get(row[0], []), names, own_id) for row in named)
    factors += tuple(_items(session, outcome, round_, names, own_id))
    return RoundFeedback(round_, names.get(own_id or 0, ""), outcome, factors)


def round_names(session: Session, round_id: int) -> Mapping[int, str]:
    """Return the names of a round by member."""
    rows = session.exec(
        select(RoundName.member_id, RoundName.name).where(RoundName.round_id == round_id)
    )
    return dict(rows.all())


def _factors(session: Session, outcome: Outcome, round_: ReviewRound) -> list[Factor]:
    review = session.get_one(Review, round_.review_id)
    rows = session.exec(
        select(Factor)
        .where(
            Factor.assessment_id == review.assessment_id,
            col(Factor.code).in_(list(outcome.figures)),
        )
        .order_by(col(Factor.position), col(Factor.id))
    )
    return list(rows)


def _scores(session: Session, round_: ReviewRound) -> dict[int, list[tuple[int, Score]]]:
    """Return the scores of the submitted sheets by factor, each with its member."""
    rows = session.exec(
        select(Sheet.member_id, Score)
        .join(Sheet, col(Sheet.id) == col(Score.sheet_id))
        .where(Sheet.round_id == round_.id, Sheet.state == SheetState.SUBMITTED)
    )
    found: dict[int, list[tuple[int, Score]]] = {}
    for member_id, score in rows:
        found.setdefault(score.factor_id, []).append((member_id, score))
    return found


def _items(
    session: Session,
    outcome: Outcome,
    round_: ReviewRound,
    names: Mapping[int, str],
    own_id: int | None,
) -> list[FactorFeedback]:
    """Return the items of a deduction score; no discussion hangs on them."""
    rows = session.exec(
        select(Sheet.member_id, ItemPoints)
        .join(Sheet, col(Sheet.id) == col(ItemPoints.sheet_id))
        .where(Sheet.round_id == round_.id, Sheet.state == SheetState.SUBMITTED)
        .order_by(col(ItemPoints.id))
    )
    found: dict[str, list[tuple[int, ItemPoints]]] = {}
    for member_id, row in rows:
        found.setdefault(row.item, []).append((member_id, row))
    if not found:
        return []
    case_id = session.get_one(Review, round_.review_id).assessment_id
    manual = get_manual(session, session.get_one(Assessment, case_id).manual_version_id)
    told = scored_names(session, case_id, manual)
    return [
        _factor((0, code, told.get(code, code)), outcome, given, names, own_id)
        for code, given in found.items()
        if code in outcome.figures
    ]


def _factor(
    named: tuple[int, str, str],
    outcome: Outcome,
    scores: Sequence[tuple[int, Score | ItemPoints]],
    names: Mapping[int, str],
    own_id: int | None,
) -> FactorFeedback:
    factor_id, code, name = named
    own = next((score for member_id, score in scores if member_id == own_id), None)
    others = [(member_id, score) for member_id, score in scores if member_id != own_id]
    return FactorFeedback(
        factor_id=factor_id,
        code=code,
        name=name,
        figures=tuple(_with_own(row, own) for row in outcome.figures[code]),
        own_reason=own.comment if own else "",
        reasons=tuple(_reasons(others, names)),
    )


def _with_own(figure: Figure, own: Score | ItemPoints | None) -> Figure:
    return replace(figure, own=getattr(own, figure.field) if own else None)


def _reasons(
    scores: Sequence[tuple[int, Score | ItemPoints]], names: Mapping[int, str]
) -> list[Reason]:
    """Return the reasons in the order of the names, which says nothing of the panel's."""
    found = [
        Reason(names.get(member_id, ""), score.comment)
        for member_id, score in scores
        if score.comment.strip()
    ]
    return sorted(found, key=lambda reason: reason.name)
