"""Questions about the comparisons of one sheet; nothing here reads another expert's answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sqlmodel import Session, col, select

from models import Assessment, Factor, Review, ReviewRound, Sheet, row_id
from riskassess.domain.comparison_pairs import COMPARISON, KEPT, Pair
from riskassess.domain.comparison_sets import comparison_sets
from riskassess.domain.comparisons import ComparisonSet, comparison_state, own_weights
from riskassess.domain.manual import Manual
from riskassess.domain.room_vocabulary import RoundKind
from riskassess.domain.sheet_document import SheetDocument
from riskassess.domain.sheet_seal import DraftSeal
from riskassess.domain.sheet_values import Gap
from riskassess.queries.assessments import list_factors
from riskassess.queries.manuals import get_manual
from riskassess.queries.sheet_contents import own_content
from riskassess.queries.sheet_documents import sheet_document
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


def find_board(session: Session, seat: Seat, *, seal: DraftSeal | None) -> ComparisonBoard | None:
    """Return the comparisons of an own place; None where the manual or the round asks for none."""
    manual = manual_of(session, seat)
    is_issues = seat.round is not None and seat.round.kind is RoundKind.ISSUES
    if is_issues or not manual.asks_comparisons:
        return None
    document = own_content(session, seat, seal=seal).document
    return board_of(session, manual, assessment_id=row_id(seat.assessment), document=document)


def find_board_of_sheet(session: Session, sheet: Sheet) -> ComparisonBoard | None:
    """Return the comparisons of an opened sheet; whoever asks has been allowed to read it."""
    assessment_id, version = _assessment_of(session, sheet)
    manual = get_manual(session, version)
    if not manual.asks_comparisons:
        return None
    document = sheet_document(session, sheet, seal=None)
    return board_of(session, manual, assessment_id=assessment_id, document=document)


def board_of(
    session: Session, manual: Manual, *, assessment_id: int, document: SheetDocument
) -> ComparisonBoard | None:
    """Return what is compared under a manual, with the answers of a sheet."""
    rule = manual.weights.pairwise
    if not manual.asks_comparisons or rule is None:
        return None
    factors = tuple(list_factors(session, assessment_id))
    sets = comparison_sets(factors, manual)
    answers, reasons = answers_in(document)
    states = comparison_state(sets, rule, answers, reasons)
    return ComparisonBoard(manual, factors, sets, states)


def answers_in(document: SheetDocument) -> tuple[Answers, Reasons]:
    """Return the answers of a sheet, and the reasons for those that were looked at and kept."""
    answers = dict(document.comparisons)
    reasons = {pair: str(text) for pair in answers if (text := document.get(pair.place, KEPT))}
    return answers, reasons


def _assessment_of(session: Session, sheet: Sheet) -> tuple[int, int]:
    """Return assessment and manual version of a sheet."""
    row = session.exec(
        select(Assessment.id, Assessment.manual_version_id)
        .join(Review, col(Review.assessment_id) == col(Assessment.id))
        .join(ReviewRound, col(ReviewRound.review_id) == col(Review.id))
        .where(ReviewRound.id == sheet.round_id)
    ).one()
    return row[0] or 0, row[1]
