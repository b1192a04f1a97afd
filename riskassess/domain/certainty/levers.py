"""What can be changed alone: a factor's probability, impact or weight, an item's points, a count.

A `Line` may take any value between two ends; between two neighbouring `points` no criterion can
change its grade. A lever of `Steps` may take whole values only.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from riskassess.domain.certainty.judge import Judge, Values
from riskassess.domain.grading import MomentResult
from riskassess.domain.levels import level_of_share
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import DegreeRule, IndexVariant, ScoreScale
from riskassess.domain.scoring import FactorEstimate, degree_of
from riskassess.domain.vocabulary import CriterionKind, Degree

UNIT = 10_000


class Lever(StrEnum):
    """What is changed."""

    PROBABILITY = "probability"
    IMPACT = "impact"
    WEIGHT = "weight"
    POINTS = "points"
    OPPOSITION = "opposition"
    HEADCOUNT = "headcount"


@dataclass(frozen=True)
class Line:
    """A lever over an interval; `whole` is what a change is measured against."""

    lever: Lever
    code: str
    now: Fraction
    low: Fraction
    high: Fraction
    points: tuple[Fraction, ...]
    values: Callable[[Fraction], Values]

    @property
    def whole(self) -> Fraction:
        """Return how far the lever can go."""
        return self.high - self.low


@dataclass(frozen=True)
class Steps:
    """A lever over whole values; `tried` are those at which a grade can change."""

    lever: Lever
    code: str
    now: int
    tried: tuple[int, ...]
    values: Callable[[int], Values]
    whole: Fraction | None


@dataclass(frozen=True)
class Estimates:
    """Factors, index and counts of a moment, to be changed in one place."""

    moment: MomentResult
    manual: Manual
    judge: Judge

    def levers(self) -> Iterator[Line | Steps]:
        """Yield the levers of every factor."""
        for row in self.moment.factors:
            if self.manual.index.variant is not IndexVariant.FUZZY:
                # Fuzzy evaluation counts experts by degree; the panel's mean decides nothing.
                yield self._estimate(row, Lever.PROBABILITY)
                yield self._estimate(row, Lever.IMPACT)
            if 0 < row.weight < 1:
                yield self._weight(row)

    def _estimate(self, row: FactorEstimate, lever: Lever) -> Line | Steps:
        if self.manual.estimates.scale is ScoreScale.LEVEL:
            return self._level(row, lever)
        is_probability = lever is Lever.PROBABILITY
        now, other = row.probability, row.impact
        if not is_probability:
            now, other = other, now

        def values(share: Fraction) -> Values:
            pair = (share, other) if is_probability else (other, share)
            return self._changed(row, self._degree(*pair), share * other)

        points = (*self._degree_points(lever, other), *self._index_points(row, other))
        return Line(lever, row.code, now, Fraction(0), Fraction(1), points, values)

    def _level(self, row: FactorEstimate, lever: Lever) -> Steps:
        is_probability = lever is Lever.PROBABILITY
        levels = (row.probability_level or 1, row.impact_level or 1)
        now = levels[0] if is_probability else levels[1]
        matrix = self.manual.degrees.matrix_in_use
        assert matrix is not None  # noqa: S101 - a manual of levels has a matrix

        def values(level: int) -> Values:
            degree = matrix.degree(*((level, levels[1]) if is_probability else (levels[0], level)))
            return self._changed(row, degree, Fraction(self.manual.index.coefficient(degree)))

        scales = self.manual.scales
        most = len(scales.probability if is_probability else scales.impact)
        return Steps(lever, row.code, now, tuple(range(1, most + 1)), values, Fraction(most - 1))

    def _degree(self, probability: Fraction, impact: Fraction) -> Degree:
        matrix, scales = self.manual.degrees.matrix_in_use, self.manual.scales
        if self.manual.degrees.rule is DegreeRule.PRODUCT or matrix is None:
            return degree_of(probability * impact, self.manual.degrees)
        return matrix.degree(
            level_of_share(scales.probability, probability * UNIT),
            level_of_share(scales.impact, impact * UNIT),
        )

    def _degree_points(self, lever: Lever, other: Fraction) -> list[Fraction]:
        if self.manual.degrees.rule is DegreeRule.MATRIX:
            scales = self.manual.scales
            scale = scales.probability if lever is Lever.PROBABILITY else scales.impact
            return [Fraction(level.above) for level in scale]
        steps = [step.above for step in self.manual.degrees.steps if step.above is not None]
        return [Fraction(step) / other for step in steps] if other else []

    def _index_points(self, row: FactorEstimate, other: Fraction) -> list[Fraction]:
        """Return the shares at which the index would lie on a limit; the other degrees stay."""
        if self.manual.index.variant is not IndexVariant.A or not other or not row.weight:
            return []
        rest = (self.moment.index or 0) - row.term
        limits = self.judge.limits(CriterionKind.INDEX)
        return [(limit - rest) / (row.weight * other) for limit in limits]

    def _changed(self, row: FactorEstimate, degree: Degree, risk: Fraction) -> Values:
        counts = dict(self.moment.degree_counts)
        counts[row.degree] -= 1
        counts[degree] += 1
        counted = risk
        if self.manual.index.variant is not IndexVariant.A:
            counted = Fraction(self.manual.index.coefficient(degree))
        index = (self.moment.index or 0) + row.weight * (counted - row.counted)
        return {CriterionKind.SINGLE_FACTOR: counts, CriterionKind.INDEX: index}

    def _weight(self, row: FactorEstimate) -> Line:
        """Return the lever of a weight; the others keep their proportions and fill up to 1."""
        rest = _without(self.moment.index or Fraction(0), row.counted, row.weight)
        whole, own = self.moment.membership or (), row.membership or ()
        others = [_without(a, b, row.weight) for a, b in zip(whole, own, strict=False)]

        def values(weight: Fraction) -> Values:
            found: dict[CriterionKind, Fraction | tuple[Fraction, ...]] = {
                CriterionKind.INDEX: weight * row.counted + (1 - weight) * rest
            }
            if whole:
                found[CriterionKind.MEMBERSHIP] = tuple(
                    weight * b + (1 - weight) * a for a, b in zip(others, own, strict=True)
                )
            return found

        limits = self.judge.limits(CriterionKind.INDEX)
        slope = row.counted - rest
        points = [(limit - rest) / slope for limit in limits] if slope else []
        points += _meetings(others, own)
        zero, one = Fraction(0), Fraction(1)
        return Line(Lever.WEIGHT, row.code, row.weight, zero, one, tuple(points), values)


def _without(whole: Fraction, own: Fraction, weight: Fraction) -> Fraction:
    """Return the weighted mean of all factors but one."""
    return (whole - weight * own) / (1 - weight)


def _meetings(others: list[Fraction], own: tuple[Fraction, ...]) -> Iterator[Fraction]:
    """Yield the weights at which two degrees have the same membership."""
    for first in range(len(others)):
        for second in range(first):
            slope = (own[first] - others[first]) - (own[second] - others[second])
            if slope:
                yield (others[second] - others[first]) / slope


def point_lever(code: str, now: Fraction, maximum: Fraction, total: Fraction, judge: Judge) -> Line:
    """Return the lever of one item's points under a deduction score."""

    def values(points: Fraction) -> Values:
        return {CriterionKind.DEDUCTION: total - now + points}

    crossings = [now + limit - total for limit in judge.limits(CriterionKind.DEDUCTION)]
    return Line(Lever.POINTS, code, now, Fraction(0), maximum, tuple(crossings), values)


def count_lever(judge: Judge, kind: CriterionKind, inputs: Mapping[str, object]) -> Steps | None:
    """Return the lever of the objections or of the headcount; None where they are not known."""
    if kind is CriterionKind.OPPOSITION:
        now, valid = inputs.get("oppose"), inputs.get("valid")
        most, lever = valid, Lever.OPPOSITION
    else:
        now, valid, most, lever = inputs.get("headcount"), 1, None, Lever.HEADCOUNT
    if not isinstance(now, int) or not isinstance(valid, int):
        return None

    def values(count: int) -> Values:
        return {kind: Fraction(count, valid)}

    tried: set[int] = set()
    for limit in judge.limits(kind):
        bound = (limit * valid).__floor__()
        tried |= {bound - 1, bound, bound + 1}
    allowed = sorted(n for n in tried if n >= 0 and (not isinstance(most, int) or n <= most))
    whole = Fraction(valid) if lever is Lever.OPPOSITION else None
    return Steps(lever, "", now, tuple(allowed), values, whole)
