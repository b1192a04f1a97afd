"""Checks of the methods a manual chooses: what one rule needs of another."""

from collections import Counter

from riskassess.domain.manual.estimates import (
    DegreeMatrix,
    DegreeRule,
    IndexVariant,
    MixingRule,
    PointItem,
    ScoreScale,
    WeightMethod,
)
from riskassess.domain.manual.manual import Manual
from riskassess.domain.pairwise.random_index import TABLES
from riskassess.domain.problem import Path, Problems
from riskassess.domain.vocabulary import CriterionKind, Degree

MIXED = (
    WeightMethod.MEAN_SHARE, WeightMethod.MEDIAN_SHARE, WeightMethod.TRIMMED_SHARE,
    WeightMethod.AHP, WeightMethod.ENTROPY,
)  # fmt: skip


def check_methods(manual: Manual, problems: Problems) -> None:
    """Note every method whose parameters are missing or contradict each other."""
    _check_weights(manual, problems)
    _check_degree_rule(manual, problems)
    _check_index(manual, problems)
    _check_verdicts(manual, problems)
    _check_deduction(manual, problems)


def _check_weights(manual: Manual, problems: Problems) -> None:
    rule = manual.weights
    if rule.method is WeightMethod.COMBINED:
        _check_mixing(rule.mixing, problems)
    if WeightMethod.AHP in rule.methods and rule.pairwise is None:
        problems.add(("weights",), "manual_missing_key", key="pairwise")
    elif rule.pairwise is not None and rule.pairwise.random_index not in TABLES:
        value, allowed = rule.pairwise.random_index, ", ".join(TABLES)
        path = ("weights", "pairwise", "random_index")
        problems.add(path, "manual_unknown_word", value=value, allowed=allowed)


def _check_mixing(rule: MixingRule | None, problems: Problems) -> None:
    if rule is None:
        problems.add(("weights",), "manual_missing_key", key="mixing")
        return
    path: Path = ("weights", "mixing")
    for key, method in (("first", rule.first), ("second", rule.second)):
        if method not in MIXED:
            allowed = ", ".join(MIXED)
            problems.add((*path, key), "manual_unknown_word", value=str(method), allowed=allowed)
    if not 0 < rule.share < 1:
        problems.add((*path, "share"), "manual_share", value=str(rule.share))


def _check_degree_rule(manual: Manual, problems: Problems) -> None:
    degrees, path = manual.degrees, ("degrees",)
    if degrees.rule is DegreeRule.PRODUCT:
        if manual.estimates.scale is ScoreScale.LEVEL:
            problems.add((*path, "rule"), "manual_levels_need_matrix")
        return
    if degrees.matrix_in_use is None:
        known = ", ".join(row.code for row in degrees.matrices)
        problems.add(
            (*path, "matrix"), "manual_unknown_word", value=str(degrees.matrix), allowed=known
        )
    for position, matrix in enumerate(degrees.matrices):
        _check_matrix(manual, matrix, (*path, "matrices", position, "rows"), problems)


def _check_matrix(manual: Manual, matrix: DegreeMatrix, path: Path, problems: Problems) -> None:
    levels = [level.level for level in manual.scales.impact]
    if sorted(row.impact for row in matrix.rows) != levels:
        problems.add(path, "manual_matrix_shape", levels=len(levels))
        return
    width = len(manual.scales.probability)
    for position, row in enumerate(matrix.rows):
        if len(row.degrees) != width:
            problems.add((*path, position, "degrees"), "manual_matrix_shape", levels=width)
            return
    rank = {degree: place for place, degree in enumerate(Degree)}
    table = [
        [rank[degree] for degree in row.degrees]
        for row in sorted(matrix.rows, key=lambda row: row.impact)
    ]
    falls = any(row != sorted(row) for row in table) or any(
        list(column) != sorted(column) for column in zip(*table, strict=True)
    )
    if falls:  # a higher level must never give a milder degree
        problems.add(path, "manual_matrix_falls")


def _check_index(manual: Manual, problems: Problems) -> None:
    rule = manual.index
    if rule.variant is IndexVariant.A:
        if manual.estimates.scale is ScoreScale.LEVEL:
            problems.add(("index", "variant"), "manual_levels_need_coefficients")
        return
    given = Counter(row.degree for row in rule.coefficients)
    if set(given) != set(Degree) or max(given.values()) > 1:
        allowed = ", ".join(Degree)
        problems.add(("index", "coefficients"), "manual_set_incomplete", allowed=allowed)
        return
    values = [rule.coefficient(degree) for degree in Degree]
    if values != sorted(values) or values[0] < 0 or values[-1] > 1:
        problems.add(("index", "coefficients"), "manual_order", value=str(values[0]))


def _check_verdicts(manual: Manual, problems: Problems) -> None:
    for position, row in enumerate(manual.criteria):
        path: Path = ("criteria", position)
        if row.code is CriterionKind.MEMBERSHIP and {each.degree for each in row.verdicts} != set(
            Degree
        ):
            allowed = ", ".join(Degree)
            problems.add((*path, "verdicts"), "manual_set_incomplete", allowed=allowed)
        if row.code is CriterionKind.DEDUCTION and row.active and manual.deduction is None:
            problems.add((), "manual_missing_key", key="deduction")


SCORED = (CriterionKind.SINGLE_FACTOR, CriterionKind.INDEX, CriterionKind.MEMBERSHIP)


def _check_deduction(manual: Manual, problems: Problems) -> None:
    rule = manual.deduction
    if rule is None:
        return
    for position, criterion in enumerate(manual.criteria):
        if criterion.active and criterion.code in SCORED:  # nobody scores factors then
            problems.add(("criteria", position, "active"), "manual_deduction_alone")
    tests = {row.code for row in rule.tests}
    codes = Counter(item.code for item in rule.items)
    for position, item in enumerate(rule.items):
        path: Path = ("deduction", "items", position)
        if codes[item.code] > 1:
            problems.add((*path, "code"), "manual_duplicate", value=item.code)
        if item.test not in tests:
            problems.add(
                (*path, "test"), "manual_unknown_reference", value=item.test, among="tests"
            )
        _check_item(item, path, problems)


def _check_item(item: PointItem, path: Path, problems: Problems) -> None:
    if bool(item.options) == item.by_opposition:
        problems.add((*path, "options"), "manual_item_options")
    for place, option in enumerate(item.options):
        if not 0 <= option.points <= item.maximum:
            problems.add(
                (*path, "options", place, "points"), "manual_order", value=str(option.points)
            )
