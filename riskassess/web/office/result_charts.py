"""The figures of a result: factor matrix, spread of the panel, grade band."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.charts import (
    BandLabels,
    MatrixLabels,
    MatrixPoint,
    Spread,
    SpreadLabels,
    SpreadRow,
    factor_matrix,
    grade_band,
    spread_chart,
)
from riskassess.domain.grading import AssessmentResult
from riskassess.domain.spread import factor_spread
from riskassess.domain.vocabulary import CriterionKind, RiskGrade
from riskassess.filters import figure, grade_label
from riskassess.i18n import _

PLACES = 3


def rounded(value: Fraction) -> Decimal:
    """Return a value as it is shown, rounded half up once."""
    return Decimal(figure(Decimal(value.numerator) / Decimal(value.denominator), PLACES))


def matrix_chart(result: AssessmentResult, names: Mapping[str, str]) -> Any:
    """Return probability × impact of every factor, before and after measures."""
    after = {row.code: row for row in result.after.factors} if result.after else {}
    points = [
        MatrixPoint(
            names.get(row.code, row.code),
            (float(row.probability), float(row.impact)),
            (float(after[row.code].probability), float(after[row.code].impact))
            if row.code in after
            else None,
        )
        for row in result.before.factors
    ]
    steps = result.manual.degrees.steps
    labels = MatrixLabels(
        title=_("因素矩阵"),
        desc=_("横轴为风险概率，纵轴为影响程度；实心点为措施前，空心点为措施后。"),
        probability=_("风险概率 %"),
        impact=_("影响程度 %"),
        before=_("措施前"),
        after=_("措施后"),
        degrees=[str(step.name) for step in steps],
    )
    limits = [step.above for step in steps if step.above is not None]
    return factor_matrix(points, limits=limits, labels=labels)


def spread_of(view: Any, quantity: str) -> Any:
    """Return how far the experts lie apart; `quantity` is probability or impact."""
    assessment = view.computed.assessment
    before, after = factor_spread(assessment.before), factor_spread(assessment.after or ())
    rows = [
        SpreadRow(
            view.names.get(code, code),
            _marks(getattr(found, quantity)),
            _marks(getattr(after[code], quantity)) if code in after else None,
        )
        for code, found in before.items()
    ]
    name = {"probability": _("风险概率"), "impact": _("影响程度")}[quantity]
    labels = SpreadLabels(
        title=_("专家打分的离散程度：%(name)s", name=name),
        desc=_("线为最低至最高，框为中间一半，菱形为平均值。"),
        axis=_("%(name)s %%", name=name),
        before=_("措施前"),
        after=_("措施后"),
    )
    return spread_chart(rows, labels=labels)


def _marks(found: Any) -> Spread:
    return Spread(found.minimum, found.q1, found.mean, found.q3, found.maximum)


def band_chart(result: AssessmentResult) -> Any:
    """Return the index before and after on the scale of the grades."""
    rule = result.manual.criterion(CriterionKind.INDEX)
    conditions = [row for row in (rule.medium, rule.high) if row is not None]
    before = rounded(result.before.index)
    after = rounded(result.after.index) if result.after else None
    labels = BandLabels(
        title=_("综合风险指数"),
        desc=_("措施前与措施后的综合风险指数在等级区间中的位置。"),
        before=_("措施前 %(value)s", value=before),
        after=_("措施后 %(value)s", value=after),
        grades=[grade_label(grade) for grade in RiskGrade],
    )
    limits = [row.above if row.above is not None else row.at_least for row in conditions]
    return grade_band(before, after, limits, labels=labels)  # type: ignore[arg-type]  # set by the check of manuals
