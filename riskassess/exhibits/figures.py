"""The figures of a result: survey, spread, matrix, band; made from the record that is stored."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from riskassess.charts import (
    BandLabels,
    MatrixLabels,
    MatrixPoint,
    SharePart,
    Spread,
    SpreadLabels,
    SpreadRow,
    factor_matrix,
    grade_band,
    share_bar,
    spread_chart,
)
from riskassess.domain.assessment_file import ScoreSheet
from riskassess.domain.manual import Manual
from riskassess.domain.spread import factor_spread
from riskassess.domain.vocabulary import CriterionKind, RiskGrade
from riskassess.filters import figure, grade_label
from riskassess.i18n import _

Record = Mapping[str, Any]
SPREAD_ROWS = 14  # factors in one chart: more would not stand on one printed page


def survey_chart(rows: Sequence[tuple[str, int, Decimal, str]]) -> Markup:
    """Return the bar of shares; rows are name, count, share of 1 and the share in words."""
    said = "，".join(f"{name} {words}" for name, _count, _share, words in rows)
    parts = [
        SharePart(name, share, _("%(n)s 份 %(share)s", n=count, share=words))
        for name, count, share, words in rows
    ]
    return share_bar(parts, title=_("四类态度的比例"), desc=said)


def matrix_chart(record: Record, names: Mapping[str, str], manual: Manual) -> Markup:
    """Return probability × impact of every factor, before and after measures."""
    later = {row["code"]: row for row in (record["after"] or {"factors": []})["factors"]}
    points = [
        MatrixPoint(
            names.get(row["code"], row["code"]),
            _pair(row),
            _pair(later[row["code"]]) if row["code"] in later else None,
        )
        for row in record["before"]["factors"]
    ]
    steps = manual.degrees.steps
    labels = MatrixLabels(
        title=_("因素矩阵"),
        desc=_("横轴为风险概率，纵轴为影响程度；实心点为措施前，空心点为措施后。"),
        probability=_("风险概率 / %"),
        impact=_("影响程度 / %"),
        before=_("措施前"),
        after=_("措施后"),
        degrees=[str(step.name) for step in steps],
    )
    limits = [step.above for step in steps if step.above is not None]
    return factor_matrix(points, limits=limits, labels=labels)


def _pair(row: Record) -> tuple[Decimal, Decimal]:
    return Decimal(row["probability"]), Decimal(row["impact"])


def spread_charts(
    sheets: tuple[Sequence[ScoreSheet], Sequence[ScoreSheet]],
    names: Mapping[str, str],
    *,
    quantity: str,
) -> list[Markup]:
    """Return how far the experts lie apart in probability or impact, a chart a page at most."""
    before, after = factor_spread(sheets[0]), factor_spread(sheets[1])
    rows = [
        SpreadRow(
            f"{code} {names.get(code, '')}",
            _marks(getattr(found, quantity)),
            _marks(getattr(after[code], quantity)) if code in after else None,
        )
        for code, found in before.items()
    ]
    name = {"probability": _("风险概率"), "impact": _("影响程度")}[quantity]
    labels = SpreadLabels(
        title=_("专家打分的离散程度：%(name)s", name=name),
        desc=_("线为最低至最高，框为中间一半，菱形为平均值。"),
        axis=_("%(name)s / %%", name=name),
        before=_("措施前"),
        after=_("措施后"),
    )
    return [
        spread_chart(rows[first : first + SPREAD_ROWS], labels=labels)
        for first in range(0, len(rows), SPREAD_ROWS)
    ]


def _marks(found: Any) -> Spread:
    return Spread(found.minimum, found.q1, found.mean, found.q3, found.maximum)


def band_chart(record: Record, manual: Manual) -> Markup:
    """Return the index before and after on the scale of the grades."""
    rule = manual.criterion(CriterionKind.INDEX)
    conditions = [row for row in (rule.medium, rule.high) if row is not None]
    limits = [row.above if row.above is not None else row.at_least for row in conditions]
    before = Decimal(figure(record["before"]["index"]))
    after = Decimal(figure(record["after"]["index"])) if record["after"] else None
    labels = BandLabels(
        title=_("综合风险指数"),
        desc=_("措施前与措施后的综合风险指数在等级区间中的位置。"),
        before=_("措施前 %(value)s", value=before),
        after=_("措施后 %(value)s", value=after),
        grades=[grade_label(grade) for grade in RiskGrade],
    )
    return grade_band(before, after, [limit for limit in limits if limit is not None],
                      labels=labels)  # fmt: skip
