"""The grade table in words: what went in, the limits, why a row was not applied."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.domain.grading import MissingReason
from riskassess.domain.manual import Condition, Criterion
from riskassess.domain.vocabulary import CriterionKind, Degree, Moment, RiskGrade
from riskassess.exhibits.exact import amount, beside, limits_of, share_text
from riskassess.filters import percent
from riskassess.i18n import LazyText, _, _l
from riskassess.labels import label

SHOWN_DEGREES = (Degree.SEVERE, Degree.MAJOR, Degree.MODERATE)
WORST_FIRST = tuple(reversed(RiskGrade))
NOT_KNOWN: dict[MissingReason, LazyText] = {
    MissingReason.NOT_KNOWN: _l("没有数据，不参与判定"),
    MissingReason.NO_VALID_ANSWERS: _l("没有有效问卷，不参与判定"),
}
ONLY_AT: dict[Moment, LazyText] = {
    Moment.BEFORE: _l("只用于措施前"),
    Moment.AFTER: _l("只用于措施后"),
}
INPUT_NAMES: dict[str, LazyText] = {
    "event_class": _l("可能引发的事件的类别"),
    "headcount": _l("预测的参与人数"),
    "oppose": _l("反对份数"),
    "valid": _l("有效份数"),
    "index": _l("指数"),
    "total": _l("扣分总分"),
}
CONFIDENCE: dict[str, LazyText] = {
    "high": _l("可信度高"),
    "medium": _l("可信度中"),
    "low": _l("可信度低"),
}
Inputs = Mapping[str, Any]


def reason_words(criterion: Criterion, reason: str) -> str:
    """Return why a criterion was not applied."""
    if reason == MissingReason.OTHER_MOMENT:
        return _("、").join(str(ONLY_AT[moment]) for moment in criterion.moments)
    return str(NOT_KNOWN[MissingReason(reason)])


def missing_words(names: Iterable[str]) -> str:
    """Return which inputs are missing, as one enumeration."""
    return _("、").join(str(INPUT_NAMES.get(name, name)) for name in names)


def input_words(criterion: Criterion, inputs: Inputs, value: Fraction | None) -> str:
    """Return what the project shows for an applied criterion."""
    return _INPUTS[criterion.code](criterion, inputs, value)


def _by_counts(_criterion: Criterion, inputs: Inputs, _value: Fraction | None) -> str:
    counts = [(degree, inputs.get(degree.value, 0)) for degree in SHOWN_DEGREES]
    told = [_("%(n)s 个%(degree)s", n=n, degree=label(degree)) for degree, n in counts if n]
    return _("、").join(told) or _("没有一般以上的因素")


def _by_index(criterion: Criterion, _inputs: Inputs, value: Fraction | None) -> str:
    return "—" if value is None else beside(value, limits_of(criterion))


def _by_points(criterion: Criterion, _inputs: Inputs, value: Fraction | None) -> str:
    told = "—" if value is None else beside(value, limits_of(criterion), 2)
    return _("%(n)s 分", n=told)


def _by_event(criterion: Criterion, inputs: Inputs, _value: Fraction | None) -> str:
    grade = RiskGrade(str(inputs["event_class"]))
    return str(getattr(criterion.classes, grade.value)) if criterion.classes else label(grade)


def _by_headcount(_criterion: Criterion, inputs: Inputs, _value: Fraction | None) -> str:
    return _("%(n)s 人（预测）", n=inputs["headcount"])


def _by_opposition(criterion: Criterion, inputs: Inputs, value: Fraction | None) -> str:
    limits = [limit * 100 for limit in limits_of(criterion)]
    share = "—" if value is None else beside(value * 100, limits, 1) + "%"
    words = _("%(share)s（反对 %(x)s 份 / 有效 %(n)s 份）")
    return words % {"share": share, "x": inputs["oppose"], "n": inputs["valid"]}


def _by_membership(_criterion: Criterion, inputs: Inputs, value: Fraction | None) -> str:
    share = "—" if value is None else share_text(value)
    degree = label(Degree(str(inputs["greatest"])))
    return _("%(degree)s，隶属度 %(share)s", degree=degree, share=share)


_INPUTS = {
    CriterionKind.SINGLE_FACTOR: _by_counts,
    CriterionKind.INDEX: _by_index,
    CriterionKind.EVENT: _by_event,
    CriterionKind.HEADCOUNT: _by_headcount,
    CriterionKind.OPPOSITION: _by_opposition,
    CriterionKind.DEDUCTION: _by_points,
    CriterionKind.MEMBERSHIP: _by_membership,
}


def limit_words(criterion: Criterion) -> list[tuple[RiskGrade, str]]:
    """Return the limits of a criterion, worst grade first."""
    if criterion.classes is not None:
        return [(grade, str(getattr(criterion.classes, grade.value))) for grade in WORST_FIRST]
    if criterion.verdicts:
        return [(grade, _verdict(criterion, grade)) for grade in WORST_FIRST]
    rows = ((RiskGrade.HIGH, criterion.high), (RiskGrade.MEDIUM, criterion.medium))
    told = [(grade, _condition(row, criterion)) for grade, row in rows if row is not None]
    return [*told, (RiskGrade.LOW, _("其他情形"))]


def rule_text(criterion: Criterion) -> str:
    """Return the limits of a criterion as one text, for print."""
    return _("；").join(
        _("%(name)s：%(value)s", name=label(grade), value=words)
        for grade, words in limit_words(criterion)
    )


def _verdict(criterion: Criterion, grade: RiskGrade) -> str:
    degrees = [label(row.degree) for row in criterion.verdicts if row.grade is grade]
    return _("、").join(degrees) or "—"


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
    if criterion.code is CriterionKind.OPPOSITION and limit is not None and limit * 100 % 1 == 0:
        return percent(limit, 0)
    return "—" if limit is None else amount(limit, criterion)
