"""The grade table in words: what went into a criterion, its limits, why it was not applied."""

from decimal import Decimal
from fractions import Fraction

from riskassess.domain.grading import CriterionOutcome, MissingReason
from riskassess.domain.manual import Condition, Criterion, DegreeCount
from riskassess.domain.vocabulary import CriterionKind, Degree, RiskGrade
from riskassess.filters import figure, percent
from riskassess.i18n import LazyText, _, _l
from riskassess.labels import label

MISSING: dict[MissingReason, LazyText] = {
    MissingReason.OTHER_MOMENT: _l("只用于措施前"),
    MissingReason.NOT_KNOWN: _l("没有数据，不参与判定"),
    MissingReason.NO_VALID_ANSWERS: _l("没有有效问卷，不参与判定"),
}
SHOWN_DEGREES = (Degree.SEVERE, Degree.MAJOR, Degree.MODERATE)


def input_words(outcome: CriterionOutcome) -> str:
    """Return what the project shows for a criterion."""
    given = dict(outcome.inputs)
    if outcome.missing is not None:
        return str(MISSING[outcome.missing])
    if outcome.code is CriterionKind.SINGLE_FACTOR:
        counts = [(degree, given.get(degree, 0)) for degree in SHOWN_DEGREES]
        return "、".join(
            _("%(n)s 个%(degree)s", n=n, degree=label(degree)) for degree, n in counts if n
        ) or _("没有一般以上的因素")
    if outcome.code is CriterionKind.EVENT:
        return _event_words(outcome.criterion, RiskGrade(str(given["event_class"])))
    if outcome.code is CriterionKind.HEADCOUNT:
        return _("%(n)s 人（预测）", n=given["headcount"])
    if outcome.code is CriterionKind.OPPOSITION:
        share = percent(_decimal(outcome.value))
        return _("%(share)s（%(x)s / %(n)s）", share=share, x=given["oppose"], n=given["valid"])
    return figure(_decimal(outcome.value))


def _event_words(criterion: Criterion, grade: RiskGrade) -> str:
    classes = criterion.classes
    return str(getattr(classes, grade.value)) if classes else label(grade)


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def limit_words(criterion: Criterion) -> list[tuple[RiskGrade, str]]:
    """Return the limits of a criterion, worst grade first."""
    if criterion.classes is not None:
        worst_first = (RiskGrade.HIGH, RiskGrade.MEDIUM, RiskGrade.LOW)
        return [(grade, str(getattr(criterion.classes, grade.value))) for grade in worst_first]
    rows = [(RiskGrade.HIGH, criterion.high), (RiskGrade.MEDIUM, criterion.medium)]
    told = [(grade, _condition_words(row, criterion)) for grade, row in rows if row is not None]
    return [*told, (RiskGrade.LOW, _("其他情形"))]


def _condition_words(condition: Condition, criterion: Criterion) -> str:
    if condition.counts:
        return _("或").join(_count_words(row) for row in condition.counts)
    if condition.above is not None:
        return _("大于 %(limit)s", limit=_limit(condition.above, criterion))
    return _("不小于 %(limit)s", limit=_limit(condition.at_least, criterion))


def _count_words(row: DegreeCount) -> str:
    return _("%(degree)s不少于 %(n)s 个", degree=label(row.degree), n=row.at_least)


def _limit(limit: Decimal | None, criterion: Criterion) -> str:
    if criterion.code is CriterionKind.OPPOSITION:
        return percent(limit, 0)
    unit = str(criterion.unit) if criterion.unit else ""
    return f"{limit} {unit}".strip()
