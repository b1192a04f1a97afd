"""Fuzzy evaluation and deduction score of a method file."""

from collections.abc import Callable, Mapping
from typing import Any

from riskassess.domain.deduction import DeductionResult, deduction_problems, deduction_result
from riskassess.domain.fuzzy import (
    fuzzy_evaluation,
    fuzzy_score,
    fuzzy_two_levels,
    greatest_membership,
)
from riskassess.domain.manual import Manual
from riskassess.domain.methods import Plain
from riskassess.domain.methods.deduction_form import (
    Form,
    read_form,
    read_opposition,
    read_scores,
)
from riskassess.domain.methods.fuzzy_tables import OPERATOR, FuzzyTables, Table
from riskassess.domain.methods.inputs import Inputs


def fuzzy(inputs: Mapping[str, Any]) -> Plain:
    """Return membership, verdict and score of a fuzzy evaluation on one level or two.

    Parameters
    ----------
    inputs : mapping
        `weights` and `R` (rows factors, columns grades), or `group_weights`, `indicator_weights`
        and `R` with a table for each group; optional `grades` (names from the mildest grade to the
        worst, else 1, 2, …), `grade_scores`, `operator`.

    Returns
    -------
    dict
        `membership`, `verdict` (of equal ones the later, worse grade, and `tie` names them all),
        `score` or None, `operator`; on two levels `first_level`. `normalised` tells weights that
        were divided by their sum, `row_sums` rows that do not add up to 1 and were used as printed.

    Raises
    ------
    InvalidFile
        With the place: weights more than 2 % or a row more than 10 % away from 1, values outside
        0 to 1, tables of unequal shape.

    Examples
    --------
    >>> result = fuzzy({"weights": [0.5, 0.5], "R": [[0.2, 0.8], [0.6, 0.4]], "grades": ["a", "b"]})
    >>> [float(each) for each in result["membership"]], result["verdict"], result["score"]
    ([0.4, 0.6], 'b', None)
    """
    given = FuzzyTables(inputs)
    given.check_operator()
    is_grouped = given.has("group_weights") or given.has("indicator_weights")
    evaluate = _two_levels(given) if is_grouped else _one_level(given)
    grades, scores = given.grades(), given.grade_scores()
    given.refuse()
    result = evaluate()
    membership = result["membership"]
    greatest = greatest_membership(membership)
    tie = [grades[place] for place in greatest.tied]
    extra = {
        "tie": tie, "normalised": given.normalised, "row_sums": given.row_sums,
        "unused": given.unused,
    }  # fmt: skip
    return {
        "membership": membership,
        "verdict": grades[greatest.position],
        "score": fuzzy_score(membership, scores) if scores else None,
        "operator": OPERATOR,
        **result,
        **{key: value for key, value in extra.items() if value},
    }


def _one_level(given: FuzzyTables) -> Callable[[], Plain]:
    table = given.memberships(given.rows("R"), ("R",))
    weights = given.weights(given.rows("weights"), ("weights",), len(table))
    return lambda: {"membership": fuzzy_evaluation(weights, table)}


def _two_levels(given: FuzzyTables) -> Callable[[], Plain]:
    if given.value("weights", required=False) is not None:
        given.add(("weights",), "fuzzy_both_levels")
    tables: list[Table] = [
        given.memberships(table, ("R", place)) for place, table in enumerate(given.rows("R"))
    ]
    rows = given.rows("indicator_weights")
    if rows and len(rows) != len(tables):
        facts = {"value": len(rows), "expected": len(tables)}
        given.add(("indicator_weights",), "fuzzy_groups_count", **facts)
    indicators = [
        given.weights(row, ("indicator_weights", place), len(table))
        for place, (row, table) in enumerate(zip(rows, tables, strict=False))
    ]
    groups = given.weights(given.rows("group_weights"), ("group_weights",), len(tables))

    def evaluate() -> Plain:
        result = fuzzy_two_levels(groups, indicators, tables)
        return {"membership": result.membership, "first_level": result.first_level}

    return evaluate


def deduction(inputs: Mapping[str, Any], *, manual: Callable[[str], Manual] | None = None) -> Plain:
    """Return total, points by test and grade of a deduction score.

    Parameters
    ----------
    inputs : mapping
        `manual`, or `items` [{code, test, max, options?}] and `limits` {medium, high}: a number
        means "at least", else {"above": …} or {"at_least": …}; `scores` {code: risk points};
        optional `opposition` [{share, intensity}] and `opposition_item`.
    manual : callable, optional
        Finds a manual by its id.

    Returns
    -------
    dict
        `total`, `by_test`, `grade` in risk points on the `scale` (0 is best); `kept` holds the
        points kept, where more is better; `opposition_points` and `differences` where given.

    Raises
    ------
    InvalidFile
        With the place: points that cannot be, unknown items, items without points.

    Examples
    --------
    >>> rows = (("A", "legality", 3), ("B", "control", 7))
    >>> items = [{"code": code, "test": test, "max": most} for code, test, most in rows]
    >>> result = deduction({"items": items, "limits": {"medium": 4}, "scores": {"A": 2, "B": 1.5}})
    >>> float(result["total"]), result["grade"], float(result["kept"]["total"])
    (3.5, 'low', 6.5)
    """
    given = Inputs(inputs)
    form = read_form(given, manual)
    scores = read_scores(given)
    opposition = read_opposition(given, form.intensities)
    given.refuse()
    for problem in deduction_problems(form.items, scores, opposition):
        given.add(problem.path, problem.code, **problem.facts)
    given.refuse()
    assert form.limits is not None  # noqa: S101 - a form without limits was refused
    result = deduction_result(form.items, scores, form.limits, opposition)
    return _printed(result, form) | ({"unused": given.unused} if given.unused else {})


def _printed(result: DeductionResult, form: Form) -> Plain:
    printed: Plain = {
        "total": result.total,
        "by_test": result.by_test,
        "grade": result.grade.value,
        "scale": {"points": "risk", "best": 0, "worst": result.maximum},
        "kept": {
            "points": "kept", "best": result.maximum, "worst": 0,
            "by_test": result.kept_by_test, "total": result.kept,
        },
    }  # fmt: skip
    if result.opposition_points is not None:
        printed["opposition_points"] = result.opposition_points
        printed["differences"] = [
            {"item": each.item, "entered": each.entered, "reckoned": each.reckoned}
            for each in result.differences
        ]
    if form.manual is not None:
        printed["manual"] = form.manual.id
        printed["manual_digest"] = form.manual.digest
        printed["verified"] = form.manual.verified
    return printed
