"""Manuals that come with the product: each differs from its base exactly where it means to."""

from decimal import Decimal

import pytest

from riskassess.adapters.manuals import builtin_manual, builtin_manuals
from riskassess.domain.limits import limit_grade
from riskassess.domain.manual.derivation import NOT_INHERITED, OWN
from riskassess.domain.manual.estimates import (
    DegreeRule,
    IndexVariant,
    PairwiseMethod,
    ScoreScale,
    WeightMethod,
)
from riskassess.domain.pairwise import TABLES
from riskassess.domain.vocabulary import CriterionKind, Degree, Moment, RiskGrade

LETTERS = dict(zip("NLMHS", Degree, strict=True))
# Pinned by every assessment that was ever graded under it; a change needs a new version.
CN_DEFAULT = "sha256:ed41351166ec1bc1ef3ca47c27d9fae97e9e46152fa437e940fec07b9a635c29"
# manual → base, keys that differ, criteria that differ, and the manual was checked at its source
DERIVED = {
    "cn-ahp": ("cn-default", {"weights"}, set(), False),
    "cn-default-matrix": ("cn-default", {"degrees"}, set(), False),
    "cn-default-matrix-hb": ("cn-default-matrix", {"degrees"}, set(), False),
    "cn-index-b": ("cn-default", {"index"}, set(), False),
    "cn-index-c": ("cn-default", {"index", "criteria"}, {"index"}, False),
    "cn-levels": ("cn-default-matrix", {"estimates", "index"}, set(), False),
    "cn-fuzzy": ("cn-levels", {"index", "criteria"}, {"single_factor", "index", "membership"},
                 False),
    "xian-2014": ("cn-default", {"criteria"},
                  {"single_factor", "index", "event", "headcount", "opposition"}, False),
    "shanghai-hanzhong": ("cn-default", {"criteria"}, {"opposition"}, False),
    "js-4013": ("cn-default", {"criteria", "deduction"},
                {"single_factor", "index", "deduction", "event", "headcount", "opposition"}, False),
}  # fmt: skip


def test_every_manual_but_the_general_one_is_derived():
    assert set(builtin_manuals()) == {"cn-default", *DERIVED}
    assert builtin_manual("cn-default").digest == CN_DEFAULT
    assert builtin_manual("cn-default").base is None


@pytest.mark.parametrize("manual_id", DERIVED)
def test_manual_differs_from_its_base_where_it_means_to(manual_id):
    base_id, keys, criteria, verified = DERIVED[manual_id]
    base, manual = builtin_manual(base_id), builtin_manual(manual_id)
    assert (manual.id, manual.base.id, manual.base.digest) == (manual_id, base_id, base.digest)
    left = {*OWN, *NOT_INHERITED}
    every = (set(base.plain) | set(manual.plain)) - left
    assert {key for key in every if base.plain.get(key) != manual.plain.get(key)} == keys
    rows = [{row["code"]: row for row in each.plain["criteria"]} for each in (base, manual)]
    assert {code for code in rows[1] if rows[0].get(code) != rows[1][code]} == criteria
    assert set(rows[0]) <= set(rows[1])
    assert manual.verified is verified


@pytest.mark.parametrize("manual_id", DERIVED)
def test_manual_speaks_for_itself(manual_id):
    manual = builtin_manual(manual_id)
    others = [builtin_manual(each) for each in builtin_manuals() if each != manual_id]
    assert manual.title not in [each.title for each in others]
    assert manual.source not in [each.source for each in others]
    assert manual.digest not in [each.digest for each in others]
    assert manual.notes
    assert all(note.zh and note.en for note in manual.notes)
    # what nobody could check at its source asks to be confirmed
    assert manual.verified or any("核定" in note.zh for note in manual.notes)


# ---------------------------------------------------------------- matrices
TH = {5: "MHHSS", 4: "LMHHS", 3: "LMMHH", 2: "LLMMH", 1: "NLLLM"}
HB = {5: "MHHSS", 4: "LMHHS", 3: "LMMHH", 2: "NLMMH", 1: "NNLLM"}


def letters(matrix):
    names = {degree: letter for letter, degree in LETTERS.items()}
    return {
        impact: "".join(names[matrix.degree(level, impact)] for level in range(1, 6))
        for impact in range(5, 0, -1)
    }


@pytest.mark.parametrize(
    ("manual_id", "in_use"),
    [("cn-default-matrix", TH), ("cn-default-matrix-hb", HB), ("cn-levels", TH), ("cn-fuzzy", TH)],
)
def test_both_matrices_are_there_and_one_is_in_use(manual_id, in_use):
    degrees = builtin_manual(manual_id).degrees
    assert degrees.rule is DegreeRule.MATRIX
    assert [letters(matrix) for matrix in degrees.matrices] == [TH, HB]
    assert letters(degrees.matrix_in_use) == in_use


def test_matrix_of_products_agrees_with_the_limits_at_the_ends_of_the_bands():
    manual = builtin_manual("cn-default-matrix")
    limits = [(step.degree, step.above) for step in reversed(manual.degrees.steps)]
    for probability in manual.scales.probability:
        for impact in manual.scales.impact:
            risk = probability.up_to * impact.up_to
            wanted = next(degree for degree, above in limits if above is None or risk > above)
            found = manual.degrees.matrix_in_use.degree(probability.level, impact.level)
            assert found is wanted


# ---------------------------------------------------------------- index
@pytest.mark.parametrize(
    ("manual_id", "variant", "values"),
    [
        ("cn-index-b", IndexVariant.B, "0.04 0.16 0.36 0.64 1"),
        ("cn-index-c", IndexVariant.C, "0.2 0.4 0.6 0.8 1"),
        ("cn-levels", IndexVariant.B, "0.04 0.16 0.36 0.64 1"),
        ("cn-fuzzy", IndexVariant.FUZZY, "0.04 0.16 0.36 0.64 1"),
    ],
)
def test_coefficients_of_the_degrees(manual_id, variant, values):
    rule = builtin_manual(manual_id).index
    assert rule.variant is variant
    assert [rule.coefficient(degree) for degree in Degree] == list(map(Decimal, values.split()))


@pytest.mark.parametrize(
    ("manual_id", "value", "grade"),
    [
        ("cn-index-b", "0.3599", "low"),
        ("cn-index-b", "0.36", "medium"),
        ("cn-index-b", "0.64", "medium"),
        ("cn-index-b", "0.6401", "high"),
        ("cn-index-c", "0.40", "low"),
        ("cn-index-c", "0.405", "medium"),
        ("cn-index-c", "0.70", "medium"),
        ("cn-index-c", "0.705", "high"),
    ],
)
def test_limits_of_the_index(manual_id, value, grade):
    row = builtin_manual(manual_id).criterion(CriterionKind.INDEX)
    assert limit_grade(Decimal(value), high=row.high, medium=row.medium) == grade


# ---------------------------------------------------------------- ways of estimating
def test_levels_and_fuzzy_ask_for_levels():
    asking = {each for each in builtin_manuals() if builtin_manual(each).asks_levels}
    assert asking == {"cn-levels", "cn-fuzzy"}
    assert builtin_manual("cn-levels").estimates.scale is ScoreScale.LEVEL


def test_fuzzy_grades_by_membership_and_score():
    manual = builtin_manual("cn-fuzzy")
    active = [row.code.value for row in manual.criteria if row.active]
    assert active == ["index", "event", "headcount", "opposition", "membership"]
    verdicts = {
        row.degree: row.grade for row in manual.criterion(CriterionKind.MEMBERSHIP).verdicts
    }
    assert [verdicts[degree].value for degree in Degree] == ["low", "low", "low", "medium", "high"]


def test_ahp_compares_types_first_and_names_its_random_index():
    weights = builtin_manual("cn-ahp").weights
    assert weights.method is WeightMethod.AHP
    assert weights.pairwise.method == PairwiseMethod.EIGENVECTOR
    assert weights.pairwise.two_level
    assert weights.pairwise.limit == Decimal("0.1")
    assert weights.pairwise.random_index in TABLES
    asking = {each for each in builtin_manuals() if builtin_manual(each).asks_comparisons}
    assert asking == {"cn-ahp"}


# ---------------------------------------------------------------- places
@pytest.mark.parametrize(
    ("manual_id", "share", "grade"),
    [
        ("xian-2014", "0.0499", "low"),
        ("xian-2014", "0.05", "medium"),
        ("xian-2014", "0.33", "medium"),
        ("xian-2014", "0.3301", "high"),
        ("shanghai-hanzhong", "0.0999", "low"),
        ("shanghai-hanzhong", "0.1", "medium"),
        ("shanghai-hanzhong", "0.3301", "high"),
        ("js-4013", "0.2", "low"),
        ("js-4013", "0.2001", "medium"),
        ("js-4013", "0.5", "medium"),
        ("js-4013", "0.5001", "high"),
    ],
)
def test_limits_of_opposition_by_place(manual_id, share, grade):
    row = builtin_manual(manual_id).criterion(CriterionKind.OPPOSITION)
    assert limit_grade(Decimal(share), high=row.high, medium=row.medium) == grade


def test_in_xian_opposition_alone_decides_before_measures():
    rows = [row for row in builtin_manual("xian-2014").criteria if row.active]
    speaking = {
        moment: [row.code.value for row in rows if moment in row.moments] for moment in Moment
    }
    assert speaking == {
        Moment.BEFORE: ["opposition"],
        Moment.AFTER: ["single_factor", "index"],
    }


# ---------------------------------------------------------------- Jiangsu
JIANGSU = builtin_manual("js-4013")
# test → maxima of its items and the points they offer (handbook 5.8)
FORM = {
    "legality": [(3, "0 2 3"), (5, "0 2 5"), (2, "0 2")],
    "reasonableness": [(2, "0 1 2"), (2, "0 2"), (6, "0 4 6"), (4, "0 2 4"), (3, "0 2"),
                       (4, "0 2 4"), (4, "0 2 4")],
    "feasibility": [(3, "0 3"), (4, "0 2 4"), (3, "0 1 3")],
    "controllability": [(35, ""), (3, "0 1 3"), (3, "0 1 3"), (6, "0 3 6"), (3, "0 1 3"),
                        (2, "0 1 2"), (3, "0 1 3")],
}  # fmt: skip


def test_form_of_the_deduction_score_is_the_handbook_s():
    found = {test.code: [] for test in JIANGSU.deduction.tests}
    for item in JIANGSU.deduction.items:
        points = " ".join(str(option.points) for option in item.options)
        found[item.test].append((item.maximum, points))
    assert found == FORM
    assert len(JIANGSU.deduction.items) == 20
    assert [sum(most for most, _points in rows) for rows in FORM.values()] == [10, 25, 10, 55]


def test_letters_of_the_form_are_those_of_the_guide():
    codes = [item.code for item in JIANGSU.deduction.items]
    assert "".join(codes) == "ABCDEFGHIJKLMNOPQRSTU"
    (opposition,) = (item for item in JIANGSU.deduction.items if item.by_opposition)
    assert (opposition.code, opposition.maximum) == ("N", 35)
    assert [each.value for each in JIANGSU.deduction.intensities] == list(
        map(Decimal, ("1", "0.7", "0.3"))
    )


def test_no_item_rates_persons_and_the_replacement_is_told():
    names = " ".join(item.name.zh for item in JIANGSU.deduction.items)
    assert not [word for word in ("人员", "群体介入", "第三者", "重点人") if word in names]
    assert any("不予采用" in note.zh for note in JIANGSU.notes)
    assert any("专业论证" in note.zh for note in JIANGSU.notes)


@pytest.mark.parametrize(
    ("kind", "value", "grade"),
    [
        (CriterionKind.DEDUCTION, "40", "low"),
        (CriterionKind.DEDUCTION, "40.01", "medium"),
        (CriterionKind.DEDUCTION, "69.99", "medium"),
        (CriterionKind.DEDUCTION, "70", "high"),
        (CriterionKind.HEADCOUNT, "99", "low"),
        (CriterionKind.HEADCOUNT, "100", "medium"),
        (CriterionKind.HEADCOUNT, "199", "medium"),
        (CriterionKind.HEADCOUNT, "200", "high"),
    ],
)
def test_direct_rules_of_jiangsu(kind, value, grade):
    row = JIANGSU.criterion(kind)
    assert limit_grade(Decimal(value), high=row.high, medium=row.medium) == grade


def test_extreme_acts_are_high_in_jiangsu():
    classes = JIANGSU.criterion(CriterionKind.EVENT).classes
    assert "个人极端事件" in classes.high.zh
    assert "极端" not in classes.medium.zh
    assert not JIANGSU.asks_scores
    assert {row.grade for row in JIANGSU.grades} == set(RiskGrade)
