"""Questions about the comparisons of one sheet; nothing here reads another expert's answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sqlmodel import Session, col, select

from models import Assessment, Comparison, Factor, Review, ReviewRound, Sheet, SheetChange, row_id
from riskassess.domain.comparison_pairs import COMPARISON, KEPT, Pair
from riskassess.domain.comparison_sets import comparison_sets
from riskassess.domain.comparisons import ComparisonSet, comparison_state, own_weights
from riskassess.domain.manual import Manual
from riskassess.domain.sheet_values import Gap
from riskassess.queries.assessments import list_factors
from riskassess.queries.manuals import get_manual
from riskassess.queries.sheets import Seat, manual_of

Answers = dict[Pair, int]
Reasons = dict[Pair, str]


@dataclass(frozen=True)
class ComparisonBoard:
    """Everything that one expert compares under a manual, with what is answered so far."""

    manual: Manual
    factors: tuple[Factor, ...]
    sets: Mapping[str, tuple[str, ...]]
    states: tuple[ComparisonSet, ...]

    @cached_property
    def pairs(self) -> dict[str, Pair]:
        """Every pair to be judged by its place, in the order of asking."""
        return {pair.place: pair for state in self.states for pair in state.pairs}

    @property
    def total(self) -> int:
        """Return how many pairs there are."""
        return len(self.pairs)

    @property
    def answered(self) -> int:
        """Return how many pairs have their answer."""
        return sum(state.answered for state in self.states)

    @cached_property
    def missing(self) -> tuple[Pair, ...]:
        """Pairs without an answer, in the order of asking."""
        return tuple(pair for state in self.states for pair in state.missing)

    def state_of(self, pair: Pair) -> ComparisonSet:
        """Return the set that a pair belongs to."""
        return next(state for state in self.states if state.within == pair.within)

    def gaps(self) -> list[Gap]:
        """Return what a complete sheet still needs: every pair without an answer."""
        return [Gap(pair.place, COMPARISON) for pair in self.missing]

    def weights(self) -> list[tuple[Factor, Decimal]] | None:
        """Return the factors with the weights of these answers alone, or None before the end."""
        found = own_weights(self.sets, self.states)
        if found is None:
            return None
        return [(factor, found[factor.code]) for factor in self.factors]


def find_board(session: Session, seat: Seat) -> ComparisonBoard | None:
    """Return the comparisons of an own place, or None under a manual that asks for none."""
    sheet_id = None if seat.sheet is None else row_id(seat.sheet)
    manual = manual_of(session, seat)
    return board_of(session, manual, assessment_id=row_id(seat.assessment), sheet_id=sheet_id)


def find_board_of_sheet(session: Session, sheet: Sheet) -> ComparisonBoard | None:
    """Return the comparisons of a sheet; whoever asks has been allowed to read the sheet."""
    assessment_id, version = _assessment_of(session, sheet)
    manual = get_manual(session, version)
    return board_of(session, manual, assessment_id=assessment_id, sheet_id=row_id(sheet))


def comparison_gaps(session: Session, sheet: Sheet) -> list[Gap]:
    """Return the pairs that a sheet still lacks; none under a manual that asks for none."""
    board = find_board_of_sheet(session, sheet)
    return [] if board is None else board.gaps()


def board_of(
    session: Session, manual: Manual, *, assessment_id: int, sheet_id: int | None
) -> ComparisonBoard | None:
    """Return what is compared under a manual with the answers of a sheet, if there is one."""
    rule = manual.weights.pairwise
    if not manual.asks_comparisons or rule is None:
        return None
    factors = tuple(list_factors(session, assessment_id))
    sets = comparison_sets(factors, manual)
    answers, reasons = stored_answers(session, sheet_id)
    states = comparison_state(sets, rule, answers, reasons)
    return ComparisonBoard(manual, factors, sets, states)


def stored_answers(session: Session, sheet_id: int | None) -> tuple[Answers, Reasons]:
    """Return the answers of a sheet, and the reasons for those that were looked at and kept."""
    if sheet_id is None:
        return {}, {}
    rows = session.exec(select(Comparison).where(Comparison.sheet_id == sheet_id))
    answers = {Pair(row.within, row.first, row.second): row.value for row in rows}
    by_place = {pair.place: pair for pair in answers}
    reasons: Reasons = {}
    for place, field, before, after in _changes(session, sheet_id):
        pair = by_place.get(place)
        if pair is not None and field == KEPT:
            reasons[pair] = after or ""
        elif pair is not None and before != after:
            reasons.pop(pair, None)  # a reason speaks of the answer that stood when it was given
    return answers, {pair: text for pair, text in reasons.items() if text}


def _changes(session: Session, sheet_id: int) -> list[tuple[str, str, str | None, str | None]]:
    changes = session.exec(
        select(SheetChange.place, SheetChange.field, SheetChange.before, SheetChange.after)
        .where(SheetChange.sheet_id == sheet_id, col(SheetChange.field).in_((COMPARISON, KEPT)))
        .order_by(col(SheetChange.id))
    )
    return list(changes)


def _assessment_of(session: Session, sheet: Sheet) -> tuple[int, int]:
    """Return assessment and manual version of a sheet."""
    row = session.exec(
        select(Assessment.id, Assessment.manual_version_id)
        .join(Review, col(Review.assessment_id) == col(Assessment.id))
        .join(ReviewRound, col(ReviewRound.review_id) == col(Review.id))
        .where(ReviewRound.id == sheet.round_id)
    ).one()
    return row[0] or 0, row[1]
