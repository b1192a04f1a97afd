"""The grade table in words: what went in, the limits, what came out and what decided."""

from decimal import Decimal
from fractions import Fraction

from riskassess.domain.grading import CriterionOutcome, MissingReason, MomentResult
from riskassess.domain.manual import Condition, Criterion
from riskassess.domain.vocabulary import CriterionKind, Degree, RiskGrade
from riskassess.filters import figure, percent
from riskassess.i18n import LazyText, _, _l
from riskassess.labels import label

SHOWN_DEGREES = (Degree.SEVERE, Degree.MAJOR, Degree.MODERATE)
MISSING: dict[MissingReason, LazyText] = {
    MissingReason.OTHER_MOMENT: _l("只用于措施前"),
    MissingReason.NOT_KNOWN: _l("没有数据，不参与判定"),
    MissingReason.NO_VALID_ANSWERS: _l("没有有效问卷，不参与判定"),
}


def applied_rows(moment: MomentResult) -> list[tuple[str, str, str, str, str]]:
    """Return name, input, limits, grade and whether it decided, for each criterion applied."""
    return [
        (
            _("%(name)s（手册 %(at)s）", name=row.criterion.name, at=row.criterion.paragraph),
            input_words(row),
            "；".join(f"{label(grade)}：{words}" for grade, words in limit_words(row.criterion)),
            label(row.grade),
            _("决定") if row.grade is moment.grade else "",
        )
        for row in moment.outcomes
        if row.grade is not None
    ]


def not_applied_rows(moment: MomentResult) -> list[tuple[str, str]]:
    """Return name and reason of each criterion that gave no grade."""
    return [
        (str(row.criterion.name), str(MISSING[row.missing]))
        for row in moment.outcomes
        if row.missing is not None
    ]


def attention_texts(moment: MomentResult) -> list[str]:
    """Return what the manual asks to look at more closely."""
    return [str(text) for row in moment.outcomes for text in row.attention]


def deciding_names(moment: MomentResult) -> str:
    """Return the criteria that gave the grade, as one enumeration."""
    names = [str(row.criterion.name) for row in moment.outcomes if row.grade is moment.grade]
    return "、".join(names)


def input_words(outcome: CriterionOutcome) -> str:
    """Return what the project shows for a criterion, or why the criterion was not applied."""
    given = dict(outcome.inputs)
    if outcome.missing is not None:
        return str(MISSING[outcome.missing])
    if outcome.code is CriterionKind.SINGLE_FACTOR:
        counts = [(degree, given.get(degree, 0)) for degree in SHOWN_DEGREES]
        return "、".join(
            _("%(n)s 个%(degree)s", n=n, degree=label(degree)) for degree, n in counts if n
        ) or _("没有一般以上的因素")
    if outcome.code is CriterionKind.EVENT:
        return _event(outcome.criterion, RiskGrade(str(given["event_class"])))
    if outcome.code is CriterionKind.HEADCOUNT:
        return _("%(n)s 人（预测）", n=given["headcount"])
    if outcome.code is CriterionKind.OPPOSITION:
        share = percent(_decimal(outcome.value))
        words = _("%(share)s（反对 %(x)s 份 / 有效 %(n)s 份）")
        return words % {"share": share, "x": given["oppose"], "n": given["valid"]}
    return figure(_decimal(outcome.value), 4)


def _event(criterion: Criterion, grade: RiskGrade) -> str:
    return str(getattr(criterion.classes, grade.value)) if criterion.classes else label(grade)


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def limit_words(criterion: Criterion) -> list[tuple[RiskGrade, str]]:
    """Return the limits of a criterion, worst grade first."""
    if criterion.classes is not None:
        worst_first = (RiskGrade.HIGH, RiskGrade.MEDIUM, RiskGrade.LOW)
        return [(grade, str(getattr(criterion.classes, grade.value))) for grade in worst_first]
    rows = ((RiskGrade.HIGH, criterion.high), (RiskGrade.MEDIUM, criterion.medium))
    told = [(grade, _condition(row, criterion)) for grade, row in rows if row is not None]
    return [*told, (RiskGrade.LOW, _("其他情形"))]


def _condition(condition: Condition, criterion: Criterion) -> str:
    if condition.counts:
        return _("或").join(
            _("%(degree)s不少于 %(n)s 个", degree=label(row.degree), n=row.at_least)
            for row in condition.counts
        )
    if condition.above is not None:
        return _("大于 %(limit)s", limit=_limit(condition.above, criterion))
    return _("不小于 %(limit)s", limit=_limit(condition.at_least, criterion))


def _limit(limit: Decimal | None, criterion: Criterion) -> str:
    if criterion.code is CriterionKind.OPPOSITION:
        return percent(limit, 0)
    unit = str(criterion.unit) if criterion.unit else ""
    return f"{limit} {unit}".strip()
