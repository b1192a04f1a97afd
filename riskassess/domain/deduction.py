"""Deduction score: points for what is wrong, added up by test (handbook 5.8).

The points are risk points: 0 is best, the sum of the maxima (100) worst. Some reports print the
points kept instead (maximum minus points), where more is better. Both stand in the result under
names of their own; limits and grade speak of risk points alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.errors import InvalidInput
from riskassess.domain.limits import Number, limit_grade
from riskassess.domain.manual import Condition, Manual
from riskassess.domain.manual.estimates import DeductionRule
from riskassess.domain.problem import Problem, Problems
from riskassess.domain.vocabulary import CriterionKind, RiskGrade


@dataclass(frozen=True)
class DeductionItem:
    """One item: points from 0 to its maximum, or one of its options where it has some.

    The points of an item `by_opposition` come from shares of opposition and are not bound to
    options.
    """

    code: str
    test: str
    maximum: Decimal
    options: tuple[Decimal, ...] = ()
    by_opposition: bool = False


@dataclass(frozen=True)
class DeductionLimits:
    """From which total on a grade holds; without a high limit nothing is high by its total."""

    medium: Condition
    high: Condition | None = None


@dataclass(frozen=True)
class OppositionClass:
    """A part of the people asked, as a share of 1, and how strongly it objects, 0 to 1."""

    share: Number
    intensity: Number


@dataclass(frozen=True)
class PointDifference:
    """Points that were entered although others come out of the rule."""

    item: str
    entered: Fraction
    reckoned: Fraction


@dataclass(frozen=True)
class DeductionResult:
    """Total and its parts in risk points; `maximum` is the worst total there can be."""

    total: Fraction
    by_test: dict[str, Fraction]
    grade: RiskGrade
    maximum: Fraction
    kept_by_test: dict[str, Fraction]
    opposition_points: Fraction | None = None
    differences: tuple[PointDifference, ...] = ()

    @property
    def kept(self) -> Fraction:
        """Return the points kept, where `maximum` is best and 0 worst."""
        return self.maximum - self.total


def items_of(rule: DeductionRule) -> tuple[DeductionItem, ...]:
    """Return the items of a manual's deduction score."""
    return tuple(
        DeductionItem(
            item.code,
            item.test,
            item.maximum,
            tuple(option.points for option in item.options),
            item.by_opposition,
        )
        for item in rule.items
    )


def limits_of(manual: Manual) -> DeductionLimits | None:
    """Return the limits of a manual's deduction score, None where it has no such criterion."""
    for row in manual.criteria:
        if row.code is CriterionKind.DEDUCTION and row.medium is not None:
            return DeductionLimits(row.medium, row.high)
    return None


def opposition_points(maximum: Number, classes: Sequence[OppositionClass]) -> Fraction:
    """Return maximum × Σ share × intensity.

    Parameters
    ----------
    maximum : number
        Of the item of opposition, in points.
    classes : sequence of OppositionClass
        Parts of the people asked; their shares add up to 1 at most.

    Returns
    -------
    Fraction
        Risk points.

    Examples
    --------
    >>> shares = (Decimal("0.10"), Decimal("0.08"), Decimal("0.05"))
    >>> classes = [OppositionClass(share, Decimal("0.3")) for share in shares]
    >>> float(opposition_points(35, classes))
    2.415
    """
    parts = (Fraction(each.share) * Fraction(each.intensity) for each in classes)
    return Fraction(maximum) * sum(parts, Fraction())


def deduction_result(
    items: Sequence[DeductionItem],
    scores: Mapping[str, Number | None],
    limits: DeductionLimits,
    opposition: Sequence[OppositionClass] = (),
    *,
    averaged: bool = False,
) -> DeductionResult:
    """Return the total, its parts by test, and the grade.

    Parameters
    ----------
    items : sequence of DeductionItem
        The form.
    scores : mapping
        Risk points by code of the item. The item of opposition may be left out where `opposition`
        is given; where both are, the entered points count and the difference is reported.
    limits : DeductionLimits
        In risk points.
    opposition : sequence of OppositionClass, optional
        Classes of opposition.
    averaged : bool, optional
        Whether the points are a panel's mean, which need not be one of an item's options.

    Returns
    -------
    DeductionResult
        Exact.

    Raises
    ------
    InvalidInput
        For everything that `deduction_problems` finds; nothing missing counts as 0.

    Examples
    --------
    >>> rows = (("A", "legality", Decimal(3)), ("B", "control", Decimal(6)))
    >>> items = [DeductionItem(*row) for row in rows]
    >>> limits = DeductionLimits(medium=Condition(above=Decimal(4)))
    >>> result = deduction_result(items, {"A": 2, "B": Decimal("2.5")}, limits)
    >>> float(result.total), result.grade.value, float(result.kept)
    (4.5, 'medium', 4.5)
    """
    problems = Problems()
    problems.found.extend(deduction_problems(items, scores, opposition, averaged=averaged))
    problems.refuse(InvalidInput)
    points = {code: Fraction(value) for code, value in scores.items() if value is not None}
    reckoned, differences = None, []
    for item in items:
        if item.by_opposition and opposition:
            reckoned = opposition_points(item.maximum, opposition)
            entered = points.setdefault(item.code, reckoned)
            if entered != reckoned:
                differences.append(PointDifference(item.code, entered, reckoned))
    by_test = _by_test(items, points)
    most = _by_test(items, {item.code: Fraction(item.maximum) for item in items})
    total = sum(by_test.values(), Fraction())
    return DeductionResult(
        total=total,
        by_test=by_test,
        grade=limit_grade(total, high=limits.high, medium=limits.medium),
        maximum=sum(most.values(), Fraction()),
        kept_by_test={test: most[test] - lost for test, lost in by_test.items()},
        opposition_points=reckoned,
        differences=tuple(differences),
    )


def _by_test(items: Sequence[DeductionItem], points: Mapping[str, Fraction]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for item in items:
        found[item.test] = found.get(item.test, Fraction()) + points[item.code]
    return found


def deduction_problems(
    items: Sequence[DeductionItem],
    scores: Mapping[str, Number | None],
    opposition: Sequence[OppositionClass] = (),
    *,
    averaged: bool = False,
) -> Iterator[Problem]:
    """Yield what is wrong with the points: their places are ("scores", code) and ("opposition",).

    Parameters
    ----------
    items, scores, opposition, averaged
        As of `deduction_result`.

    Yields
    ------
    Problem
        Unknown and missing items, points below 0, above the maximum or not among the options, and
        shares of opposition that cannot be.

    Examples
    --------
    >>> item = DeductionItem("A", "legality", Decimal(3), (Decimal(0), Decimal(2), Decimal(3)))
    >>> [(each.where, each.code) for each in deduction_problems([item], {"A": 1, "X": 1})]
    [('scores.X', 'deduction_item_unknown'), ('scores.A', 'deduction_points_option')]
    """
    codes = [item.code for item in items]
    for code in scores:
        if code not in codes:
            facts: dict[str, object] = {"value": code, "allowed": ", ".join(codes)}
            yield Problem(("scores", code), "deduction_item_unknown", facts)
    for item in items:
        value = scores.get(item.code)
        if value is not None:
            yield from _points_problems(item, value, averaged=averaged)
        elif not (item.by_opposition and opposition):
            yield Problem(("scores", item.code), "deduction_item_unscored", {"value": item.code})
    yield from _opposition_problems(items, opposition)


def _points_problems(item: DeductionItem, value: Number, *, averaged: bool) -> Iterator[Problem]:
    path = ("scores", item.code)
    facts: dict[str, object] = {"value": _written(value), "maximum": _written(item.maximum)}
    is_bound = item.options and not (averaged or item.by_opposition)
    if value < 0:
        yield Problem(path, "deduction_points_negative", facts)
    elif value > Fraction(item.maximum):
        yield Problem(path, "deduction_points_above", facts)
    elif is_bound and Fraction(value) not in map(Fraction, item.options):
        facts["allowed"] = ", ".join(map(_written, item.options))
        yield Problem(path, "deduction_points_option", facts)


def _opposition_problems(
    items: Sequence[DeductionItem], opposition: Sequence[OppositionClass]
) -> Iterator[Problem]:
    if not opposition:
        return
    if sum(item.by_opposition for item in items) != 1:
        yield Problem(("opposition",), "deduction_opposition_item")
    for place, each in enumerate(opposition):
        for key, value in (("share", each.share), ("intensity", each.intensity)):
            if not 0 <= value <= 1:
                facts: dict[str, object] = {"value": _written(value), "low": "0", "high": "1"}
                yield Problem(("opposition", place, key), "file_outside", facts)
    whole = sum((Fraction(each.share) for each in opposition), Fraction())
    if whole > 1:
        yield Problem(("opposition",), "deduction_shares_exceed", {"value": _written(whole)})


def _written(value: Number) -> str:
    return str(value) if isinstance(value, Decimal) else f"{float(value):.12g}"
