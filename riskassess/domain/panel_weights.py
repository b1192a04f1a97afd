"""Weights of an assessment's factors by the method that its manual chooses (handbook 5.6)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

from riskassess.domain.assessment_file.records import UNIT, Assessment, ScoreSheet
from riskassess.domain.comparison_sets import TOP, comparison_sets, pairs_of
from riskassess.domain.entropy import entropy_weights
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import Mixing, WeightMethod
from riskassess.domain.pairwise import (
    TABLES,
    PairwiseResult,
    group_matrix,
    pairwise_weights,
)
from riskassess.domain.weighting import Middle, combined_weights, expert_weights

Weights = dict[str, Fraction]
Square = tuple[tuple[Decimal | Fraction, ...], ...]


@dataclass(frozen=True)
class WeightCheck:
    """How far the panel's comparisons of one set contradict themselves, by the manual's limit."""

    within: str
    codes: tuple[str, ...]
    result: PairwiseResult


@dataclass(frozen=True)
class PanelWeights:
    """Weights by factor code, adding up to exactly 1, and the checks of what they come from."""

    weights: Mapping[str, Fraction]
    checks: tuple[WeightCheck, ...] = ()
    constant: tuple[str, ...] = ()


def panel_weights(
    assessment: Assessment, sheets: Sequence[ScoreSheet], manual: Manual
) -> PanelWeights:
    """Return the weights of an assessment's factors.

    Parameters
    ----------
    assessment : Assessment
        Holds factors and comparisons.
    sheets : sequence of ScoreSheet
        Of one moment, at least one, each complete.
    manual : Manual
        Its weight rule decides.

    Returns
    -------
    PanelWeights
        Exact; irrational weights are taken to 28 digits and divided by their sum.

    Raises
    ------
    InvalidInput
        When the method cannot give weights, for example entropy of scores that do not differ.
    """
    rule = manual.weights
    if rule.method is not WeightMethod.COMBINED or rule.mixing is None:
        return _METHODS[rule.method](assessment, sheets, manual)
    first = _METHODS[rule.mixing.first](assessment, sheets, manual)
    second = _METHODS[rule.mixing.second](assessment, sheets, manual)
    codes = assessment.codes
    mixed = combined_weights(
        [first.weights[code] for code in codes],
        [second.weights[code] for code in codes],
        how="product" if rule.mixing.how is Mixing.PRODUCT else "linear",
        share=rule.mixing.share,
    )
    return PanelWeights(
        dict(zip(codes, mixed, strict=True)),
        first.checks + second.checks,
        first.constant + second.constant,
    )


def _by_scores(
    assessment: Assessment, sheets: Sequence[ScoreSheet], manual: Manual, *, how: Middle
) -> PanelWeights:
    codes = assessment.codes
    table = [[sheet.scores[code].weight for code in codes] for sheet in sheets]
    weights = expert_weights(table, how=how, trim_from=manual.weights.trim_from)
    return PanelWeights(dict(zip(codes, weights, strict=True)))


def _by_entropy(
    assessment: Assessment, sheets: Sequence[ScoreSheet], _manual: Manual
) -> PanelWeights:
    codes = assessment.codes
    table = [[Decimal(sheet.scores[code].weight) / UNIT for code in codes] for sheet in sheets]
    found = entropy_weights(table, place=("scores", "weight_score"))
    constant = tuple(codes[column - 1] for column in found.constant)
    return PanelWeights(_exact(dict(zip(codes, found.weights, strict=True))), constant=constant)


def _by_comparisons(
    assessment: Assessment, _sheets: Sequence[ScoreSheet], manual: Manual
) -> PanelWeights:
    rule = manual.weights.pairwise
    assert rule is not None  # noqa: S101 - the manual was checked
    sets = comparison_sets(assessment.factors, manual)
    checks: dict[str, WeightCheck] = {}
    local: dict[str, dict[str, Decimal]] = {}
    for within, codes in sets.items():
        if len(codes) == 1:
            local[within] = {codes[0]: Decimal(1)}
            continue
        matrices = [
            matrix_of(codes, _values(assessment, expert.expert, within))
            for expert in assessment.comparisons
        ]
        result = pairwise_weights(
            group_matrix(matrices),
            method=rule.method,
            random_index=TABLES[rule.random_index],
            limit=rule.limit,
            place=("comparisons", within or "types"),
        )
        checks[within] = WeightCheck(within, codes, result)
        local[within] = dict(zip(codes, result.weights, strict=True))
    return PanelWeights(_exact(_global(sets, local)), tuple(checks.values()))


def _global(
    sets: Mapping[str, Sequence[str]], local: Mapping[str, Mapping[str, Decimal]]
) -> dict[str, Decimal]:
    if len(sets) == 1:
        return dict(local[TOP])
    return {code: local[TOP][kind] * local[kind][code] for kind in sets[TOP] for code in sets[kind]}


def _exact(weights: Mapping[str, Decimal]) -> Weights:
    whole = sum(map(Fraction, weights.values()))
    return {code: Fraction(weight) / whole for code, weight in weights.items()}


def _values(assessment: Assessment, expert: str, within: str) -> dict[tuple[str, str], Fraction]:
    sheet = next(sheet for sheet in assessment.comparisons if sheet.expert == expert)
    return {(row.first, row.second): row.value for row in sheet.judgements if row.within == within}


def matrix_of(codes: Sequence[str], values: Mapping[tuple[str, str], Fraction]) -> Square:
    """Return the judgement matrix of one expert: each pair and its reciprocal.

    Parameters
    ----------
    codes : sequence of str
        Order of rows and columns.
    values : mapping of (first, second) to Fraction
        Every pair of codes once, the earlier code first.

    Raises
    ------
    KeyError
        For a pair that is missing.

    Examples
    --------
    >>> matrix_of(["A", "B"], {("A", "B"): Fraction(3)})
    ((Fraction(1, 1), Fraction(3, 1)), (Fraction(1, 3), Fraction(1, 1)))
    """
    both = {pair: values[pair] for pair in pairs_of(codes)}
    both |= {(second, first): 1 / value for (first, second), value in both.items()}
    return tuple(
        tuple(Fraction(1) if row == column else both[row, column] for column in codes)
        for row in codes
    )


Method = Callable[[Assessment, Sequence[ScoreSheet], Manual], PanelWeights]
_METHODS: dict[WeightMethod, Method] = {
    WeightMethod.MEAN_SHARE: partial(_by_scores, how="mean"),
    WeightMethod.MEDIAN_SHARE: partial(_by_scores, how="median"),
    WeightMethod.TRIMMED_SHARE: partial(_by_scores, how="trimmed"),
    WeightMethod.AHP: _by_comparisons,
    WeightMethod.ENTROPY: _by_entropy,
}
