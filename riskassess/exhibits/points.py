"""Deduction score in words: every item with the panel's points, totals, opposition reckoned."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from riskassess.domain.aggregation import middle
from riskassess.domain.assessment_file import UNIT, Assessment
from riskassess.domain.grading import MomentResult
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import DeductionRule, PointItem
from riskassess.domain.vocabulary import CriterionKind, Moment
from riskassess.exhibits.exact import beside, decimal, limits_of, share_text, short
from riskassess.exhibits.methods import middle_words
from riskassess.filters import figure
from riskassess.i18n import _, current_locale
from riskassess.labels import label


@dataclass(frozen=True)
class PointRow:
    """One item: its maximum, the panel's points, where they come from."""

    code: str
    name: str
    maximum: str
    points: str
    marks: list[tuple[str, str]]
    line: str


@dataclass(frozen=True)
class PointTest:
    """The items of one test with its sums: points lost, and points kept."""

    name: str
    rows: list[PointRow]
    maximum: str
    lost: str
    kept: str


@dataclass(frozen=True)
class PointSection:
    """The deduction score of one moment: `total` is lost (0 is best), `kept` is what is left."""

    title: str
    tests: list[PointTest]
    total: str
    kept: str
    maximum: str
    opposition: str


def point_section(
    moment: MomentResult, assessment: Assessment, manual: Manual
) -> PointSection | None:
    """Return the deduction score of one moment in words; None for manuals without one."""
    result, rule = moment.points, manual.deduction
    if result is None or rule is None:
        return None
    reckoned = result.opposition_points
    terms = "" if reckoned is None else opposition_words(rule, assessment, reckoned)
    most = {
        test.code: sum(
            (Fraction(item.maximum) for item in rule.items if item.test == test.code), Fraction()
        )
        for test in rule.tests
    }
    limits = limits_of(manual.criterion(CriterionKind.DEDUCTION))
    sheets = _Sheets(moment.moment, assessment, manual, terms, reckoned)
    return PointSection(
        title=label(moment.moment),
        tests=[
            PointTest(
                test.name(current_locale()),
                [sheets.row(item) for item in rule.items if item.test == test.code],
                short(most[test.code]),
                two(result.by_test[test.code]),
                two(result.kept_by_test[test.code]),
            )
            for test in rule.tests
        ],
        total=beside(result.total, limits, 2),
        kept=two(result.kept),
        maximum=short(result.maximum),
        opposition=terms,
    )


def two(points: Fraction) -> str:
    """Return points with two places; the sum is taken of the exact ones.

    >>> two(Fraction(12, 7)), two(Fraction(3))
    ('1.71', '3.00')
    """
    return figure(decimal(points), 2)


@dataclass(frozen=True)
class _Sheets:
    """The experts' points of one moment."""

    moment: Moment
    assessment: Assessment
    manual: Manual
    terms: str
    reckoned: Fraction | None

    def given(self, code: str) -> dict[str, int]:
        before = self.moment is Moment.BEFORE
        sheets = self.assessment.points_before if before else self.assessment.points_after or ()
        return {sheet.expert: sheet.points[code] for sheet in sheets if code in sheet.points}

    def row(self, item: PointItem) -> PointRow:
        given = self.given(item.code)
        line = middle_words(self.manual) + _("。")
        if item.by_opposition and not given and self.reckoned is not None:
            points, line = two(self.reckoned), self.terms
        elif given:
            rule = self.manual.estimates
            found = middle(list(given.values()), rule.aggregate, trim_from=rule.trim_from)
            points = two(found / UNIT)
        else:
            points = "—"
        marks = [(expert, short(Fraction(each, UNIT))) for expert, each in given.items()]
        return PointRow(
            item.code, item.name(current_locale()), short(item.maximum), points, marks, line
        )


def opposition_words(rule: DeductionRule, assessment: Assessment, reckoned: Fraction) -> str:
    """Return how the points of opposition come from the classes of the survey.

    Parameters
    ----------
    rule : DeductionRule
        Holds the item and the names of the intensities.
    assessment : Assessment
        With classes of opposition and the number of valid sheets.
    reckoned : Fraction
        The points that came out.
    """
    item = next(row for row in rule.items if row.by_opposition)
    names: Mapping[Fraction, str] = {
        Fraction(row.value): row.name(current_locale()) for row in rule.intensities
    }
    valid = assessment.survey.valid or 0
    terms = [
        _(
            "%(share)s × %(value)s（%(name)s，%(n)s 份）",
            share=share_text(Fraction(row.count, valid), 2),
            value=short(Fraction(row.intensity, UNIT)),
            name=names.get(Fraction(row.intensity, UNIT), _("强度")),
            n=row.count,
        )
        for row in assessment.opposition_classes
        if valid
    ]
    return _(
        "按问卷反对强度折算（手册 %(at)s 段）：%(most)s ×（%(terms)s）= %(points)s 分",
        at=rule.paragraph,
        most=short(item.maximum),
        terms=" + ".join(terms),
        points=two(reckoned),
    )
