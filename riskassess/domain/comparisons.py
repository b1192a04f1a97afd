"""How far one expert's comparisons have come and how far they contradict themselves.

Nothing is reckoned from answers that were not given: a set has a consistency ratio only when it is
complete, and before that only three answers that close a triangle have one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from riskassess.domain.comparison_pairs import Pair, answer_of, pairs_to_ask, ratio_of
from riskassess.domain.comparison_sets import TOP, pairs_of
from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual.estimates import PairwiseRule
from riskassess.domain.pairwise import TABLES, PairwiseMethod, PairwiseResult, pairwise_weights
from riskassess.domain.pairwise.repair import ALIKE, better_on_scale
from riskassess.domain.panel_weights import matrix_of


@dataclass(frozen=True)
class Offer:
    """The answer that lies farthest from the weights, offered for a second look.

    `implied` is what the weights say of first over second, `suggested` the nearest answer of the
    scale, `cr_after` the consistency ratio with that answer in its place.
    """

    pair: Pair
    given: int
    implied: Decimal
    suggested: int
    cr_after: Decimal


@dataclass(frozen=True)
class Clash:
    """Three answered pairs among three things whose own consistency ratio misses the limit."""

    pairs: tuple[Pair, Pair, Pair]
    cr: Decimal


@dataclass(frozen=True)
class ComparisonSet:
    """One set of things compared with each other, as far as it is answered.

    `result` stands only when every pair has its answer, `clash` only before. `refusal` says why a
    complete set has no result: its size is not in the manual's table of random indexes.
    """

    within: str
    codes: tuple[str, ...]
    pairs: tuple[Pair, ...]
    values: Mapping[Pair, int]
    kept: Mapping[Pair, str] = field(default_factory=dict)
    result: PairwiseResult | None = None
    consistent: bool | None = None
    offer: Offer | None = None
    clash: Clash | None = None
    refusal: InvalidInput | None = None

    @property
    def total(self) -> int:
        """Return how many pairs there are."""
        return len(self.pairs)

    @property
    def answered(self) -> int:
        """Return how many pairs have their answer."""
        return len(self.values)

    @property
    def missing(self) -> tuple[Pair, ...]:
        """Return the pairs without an answer, in the order of asking."""
        return tuple(pair for pair in self.pairs if pair not in self.values)


def comparison_places(sets: Mapping[str, Sequence[str]]) -> dict[str, Pair]:
    """Return every pair that has to be judged by its place, in the order of asking.

    >>> list(comparison_places({"": ("A", "B"), "A": ("A01", "A02"), "B": ("B03",)}))
    ['A:B', 'A:A01:A02']
    """
    return {
        pair.place: pair for within, codes in sets.items() for pair in pairs_to_ask(within, codes)
    }


def comparison_state(
    sets: Mapping[str, Sequence[str]],
    rule: PairwiseRule,
    values: Mapping[Pair, int],
    kept: Mapping[Pair, str] | None = None,
) -> tuple[ComparisonSet, ...]:
    """Return every set that has something to compare, with its answers and its consistency.

    Parameters
    ----------
    sets : mapping of str to sequence of str
        As `comparison_sets` gives them.
    rule : PairwiseRule
        Method, table of random indexes and limit of the manual.
    values : mapping of Pair to int
        Answers; those of pairs that are not asked for are left out.
    kept : mapping of Pair to str
        Reasons for pairs that the expert looked at again and left as they were: not offered again.

    Returns
    -------
    tuple of ComparisonSet
        In the order of `sets`, which is the order of asking.
    """
    return tuple(
        _set_state(within, tuple(codes), rule, values, kept or {})
        for within, codes in sets.items()
        if len(codes) > 1
    )


def _set_state(
    within: str,
    codes: tuple[str, ...],
    rule: PairwiseRule,
    values: Mapping[Pair, int],
    kept: Mapping[Pair, str],
) -> ComparisonSet:
    pairs = pairs_to_ask(within, codes)
    known = {pair: values[pair] for pair in pairs if pair in values}
    said = {pair: kept[pair] for pair in pairs if kept.get(pair)}
    if len(known) < len(pairs):
        clash = find_clash(pairs, known, rule)
        return ComparisonSet(within, codes, pairs, known, said, clash=clash)
    try:
        result = _weights(codes, known, rule)
    except InvalidInput as error:
        return ComparisonSet(within, codes, pairs, known, said, refusal=error)
    consistent = is_consistent(result, rule)
    offer = None if consistent else find_offer(codes, known, rule, result=result, kept=said)
    return ComparisonSet(within, codes, pairs, known, said, result, consistent, offer)


def is_consistent(result: PairwiseResult, rule: PairwiseRule) -> bool:
    """Return whether the consistency ratio is below the manual's limit (handbook 5.6)."""
    return rule.limit - result.cr > 0


def _weights(
    codes: Sequence[str], values: Mapping[Pair, int], rule: PairwiseRule
) -> PairwiseResult:
    answers = sorted((pair.first, pair.second, value) for pair, value in values.items())
    return _weights_of(tuple(codes), tuple(answers), rule)


@lru_cache(maxsize=512)  # of ten sets one page shows, an answer changes one
def _weights_of(
    codes: tuple[str, ...], answers: tuple[tuple[str, str, int], ...], rule: PairwiseRule
) -> PairwiseResult:
    ratios = {(first, second): ratio_of(answer) for first, second, answer in answers}
    return pairwise_weights(
        matrix_of(codes, ratios),
        method=PairwiseMethod(rule.method.value),
        random_index=TABLES[rule.random_index],
    )


def find_offer(
    codes: Sequence[str],
    values: Mapping[Pair, int],
    rule: PairwiseRule,
    *,
    result: PairwiseResult,
    kept: Iterable[Pair] = (),
) -> Offer | None:
    """Return the pair that contradicts the weights most, or None when no other answer fits better.

    The farthest is the largest max(r, 1/r) with r = a_ij · w_j / w_i (handbook 5.6). Pairs that the
    expert has kept are passed over.

    Parameters
    ----------
    codes : sequence of str, length n
    values : mapping of Pair to int
        All n (n − 1) / 2 answers of the set.
    result : PairwiseResult
        Weights of these answers, in the order of `codes`.
    """
    weights = dict(zip(codes, result.weights, strict=True))
    by_codes = {(pair.first, pair.second): pair for pair in values if pair not in set(kept)}
    asked = [by_codes[names] for names in pairs_of(codes) if names in by_codes]

    def far(pair: Pair) -> Decimal:
        ratio = _decimal(ratio_of(values[pair])) * weights[pair.second] / weights[pair.first]
        return max(ratio, 1 / ratio).quantize(ALIKE)

    for pair in sorted(asked, key=far, reverse=True):  # equally far ones keep their order
        implied = weights[pair.first] / weights[pair.second]
        better = better_on_scale(_decimal(ratio_of(values[pair])), implied)
        if better is not None:
            suggested = answer_of(better)
            after = _weights(codes, {**values, pair: suggested}, rule)
            return Offer(pair, values[pair], implied, suggested, after.cr)
    return None


def find_clash(
    pairs: Sequence[Pair], values: Mapping[Pair, int], rule: PairwiseRule
) -> Clash | None:
    """Return the three answered pairs among three things that fit worst, or None when all fit.

    Three answers make a whole 3 × 3 matrix, so their consistency ratio is known although the set
    is not complete. It grows with max(r, 1/r), r = a_ij · a_jk / a_ik.
    """
    known = {(pair.first, pair.second): pair for pair in pairs if pair in values}
    codes = list(dict.fromkeys(code for pair in pairs for code in (pair.first, pair.second)))
    worst: tuple[Fraction, tuple[str, ...]] = (Fraction(1), ())
    for i, j, k in combinations(codes, 3):
        three = [known.get(sides) for sides in ((i, j), (j, k), (i, k))]
        there, on, across = (ratio_of(values[pair]) if pair else None for pair in three)
        if there is not None and on is not None and across is not None:
            ratio = there * on / across
            worst = max(worst, (max(ratio, 1 / ratio), (i, j, k)), key=lambda each: each[0])
    if not worst[1]:
        return None
    i, j, k = worst[1]
    three_pairs = known[i, j], known[j, k], known[i, k]
    result = _weights((i, j, k), {pair: values[pair] for pair in three_pairs}, rule)
    return None if is_consistent(result, rule) else Clash(three_pairs, result.cr)


def own_weights(
    sets: Mapping[str, Sequence[str]], states: Iterable[ComparisonSet]
) -> dict[str, Decimal] | None:
    """Return one expert's weights of the factors, or None while a set has no result.

    Parameters
    ----------
    sets : mapping
        As `comparison_sets` gives them; with types, weight of the type × weight within it.
    states : iterable of ComparisonSet
        Of the same sets.
    """
    local: dict[str, dict[str, Decimal]] = {}
    by_set = {state.within: state for state in states}
    for within, codes in sets.items():
        state = by_set.get(within)
        if len(codes) == 1:
            local[within] = {codes[0]: Decimal(1)}
        elif state is None or state.result is None:
            return None
        else:
            local[within] = dict(zip(codes, state.result.weights, strict=True))
    if set(sets) == {TOP}:
        return local[TOP]
    return {
        code: local[TOP][kind] * weight
        for kind in sets[TOP]
        for code, weight in local[kind].items()
    }


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
