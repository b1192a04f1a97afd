"""Why a grade came out: each criterion with inputs, rule, limit and the distance to the limit.

Plain data, no prose: the pages and the print say it in words, `compute` prints it as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from riskassess.domain.grading import CriterionOutcome, MomentResult
from riskassess.domain.limits import is_met
from riskassess.domain.manual import Condition, Criterion, Manual
from riskassess.domain.vocabulary import CriterionKind, Degree, RiskGrade

Plain = dict[str, Any]
GRADES = tuple(RiskGrade)


@dataclass(frozen=True)
class Distance:
    """How far a criterion is from another grade: a limit and what lies between.

    For counts, `degree` is the degree counted and the distance is a number of factors.
    """

    towards: RiskGrade
    limit: Fraction
    distance: Fraction
    degree: Degree | None = None


def distances(outcome: CriterionOutcome) -> tuple[Distance, ...]:
    """Return how far an applied criterion is from the next worse and the next better grade.

    Parameters
    ----------
    outcome : CriterionOutcome
        As graded.

    Returns
    -------
    tuple of Distance
        Worse ones first; empty for criteria without limits and those not applied. A distance of 0
        means that the value lies on the limit. For counts, each that alone gives the worse grade,
        and every one that would have to fall for the better one.
    """
    if outcome.grade is None:
        return ()
    if outcome.code is CriterionKind.SINGLE_FACTOR:
        return tuple(_count_distances(outcome))
    if outcome.value is None or outcome.code is CriterionKind.MEMBERSHIP:
        return ()
    return tuple(_limit_distances(outcome, outcome.value))


def _limit_distances(outcome: CriterionOutcome, value: Fraction) -> Iterator[Distance]:
    limits = _limits(outcome.criterion)
    worse = [grade for grade in GRADES if grade in limits and not is_met(limits[grade], value)]
    if worse:
        yield _to_limit(worse[0], worse[0], limits, value)
    own = outcome.grade
    if own in limits and own is not None:
        below = GRADES[GRADES.index(own) - 1]
        yield _to_limit(below, own, limits, value)


def _to_limit(
    towards: RiskGrade, limit_of: RiskGrade, limits: dict[RiskGrade, Condition], value: Fraction
) -> Distance:
    condition = limits[limit_of]
    limit = Fraction(condition.above if condition.above is not None else condition.at_least or 0)
    return Distance(towards, limit, abs(value - limit))


def _limits(criterion: Criterion) -> dict[RiskGrade, Condition]:
    given = {RiskGrade.MEDIUM: criterion.medium, RiskGrade.HIGH: criterion.high}
    return {grade: row for grade, row in given.items() if row is not None}


def _count_distances(outcome: CriterionOutcome) -> Iterator[Distance]:
    counts = {str(name): value for name, value in outcome.inputs}
    limits = _limits(outcome.criterion)
    order = [grade for grade in GRADES if grade in limits]
    for grade in order:
        lacking = [
            (row.at_least - _whole(counts.get(str(row.degree))), row)
            for row in limits[grade].counts
        ]
        if lacking and min(gap for gap, _row in lacking) > 0:
            for gap, row in lacking:  # each of them alone is enough
                yield Distance(grade, Fraction(row.at_least), Fraction(gap), row.degree)
            break
    if outcome.grade in limits and outcome.grade is not None:
        below = GRADES[GRADES.index(outcome.grade) - 1]
        for row in limits[outcome.grade].counts:
            surplus = _whole(counts.get(str(row.degree))) - row.at_least + 1
            if surplus > 0:
                yield Distance(below, Fraction(row.at_least), Fraction(surplus), row.degree)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def explain_moment(moment: MomentResult, manual: Manual) -> Plain:
    """Return the explanation of one moment's grade as plain data with exact numbers.

    Returns
    -------
    dict
        `combine`, `decided_by` (criteria that gave the grade), `criteria` (applied ones with
        inputs, rule, value, distances, source), `not_applied` (criterion, reason, what is missing).
    """
    applied = [row for row in moment.outcomes if row.grade is not None]
    return {
        "combine": str(manual.combine),
        "decided_by": [str(row.code) for row in applied if row.grade is moment.grade],
        "criteria": [_applied(row) for row in applied],
        "not_applied": [_not_applied(row) for row in moment.outcomes if row.missing is not None],
    }


def _applied(outcome: CriterionOutcome) -> Plain:
    criterion = outcome.criterion
    return {
        "criterion": str(outcome.code),
        "grade": str(outcome.grade),
        "inputs": dict(outcome.inputs),
        "rule": _rule(criterion),
        "value": outcome.value,
        "distances": [_distance(row) for row in distances(outcome)],
        "attention": [text.zh for text in outcome.attention],
        "paragraph": criterion.paragraph,
        "source": criterion.source,
        "confidence": str(criterion.confidence),
    }


def _not_applied(outcome: CriterionOutcome) -> Plain:
    missing = [name for name, value in outcome.inputs if value is None]
    return {
        "criterion": str(outcome.code),
        "reason": str(outcome.missing),
        "missing": missing,
    }


def _distance(row: Distance) -> Plain:
    plain: Plain = {"towards": str(row.towards), "limit": row.limit, "distance": row.distance}
    return plain if row.degree is None else {**plain, "degree": str(row.degree)}


def _rule(criterion: Criterion) -> Plain:
    """Return the criterion's rule: limits, counts (any is enough), classes or verdicts."""
    if criterion.verdicts:
        return {str(row.degree): str(row.grade) for row in criterion.verdicts}
    if criterion.classes is not None:
        return {str(grade): getattr(criterion.classes, grade.value).zh for grade in GRADES}
    return {str(grade): _condition(row) for grade, row in reversed(_limits(criterion).items())}


def _condition(condition: Condition) -> Plain:
    if condition.counts:
        return {str(row.degree): row.at_least for row in condition.counts}
    if condition.above is not None:
        return {"above": Fraction(condition.above)}
    return {"at_least": Fraction(condition.at_least or 0)}
