"""The figures of a result: survey, spread, matrix, band; made from the record that is stored."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from riskassess.charts import (
    BandLabels,
    LevelMatrixLabels,
    LevelPoint,
    MatrixLabels,
    MatrixPoint,
    SharePart,
    Spread,
    SpreadLabels,
    SpreadRow,
    factor_matrix,
    grade_band,
    level_matrix,
    share_bar,
    spread_chart,
)
from riskassess.charts.spread import PERCENT
from riskassess.domain.assessment_file import ScoreSheet
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import DegreeMatrix, DegreeRule
from riskassess.domain.spread import factor_spread
from riskassess.domain.vocabulary import CriterionKind, Degree, RiskGrade
from riskassess.filters import figure, grade_label
from riskassess.i18n import _, current_locale
from riskassess.labels import label

Record = Mapping[str, Any]
SPREAD_ROWS = 14  # factors in one chart: more would not stand on one printed page


def survey_chart(rows: Sequence[tuple[str, int, Decimal, str]]) -> Markup:
    """Return the bar of shares; rows are name, count, share of 1 and the share in words."""
    said = _("，").join(f"{name} {words}" for name, _count, _share, words in rows)
    parts = [
        SharePart(name, share, _("%(n)s 份 %(share)s", n=count, share=words))
        for name, count, share, words in rows
    ]
    return share_bar(parts, title=_("四类态度的比例"), desc=said)


def matrix_chart(record: Record, names: Mapping[str, str], manual: Manual) -> Markup | None:
    """Return where every factor stands, before and after measures, by the manual's rule.

    Probability × impact with the limits as curves, or the matrix of levels; None where nobody
    scores factors.
    """
    rows = record["before"]["factors"]
    if not rows:
        return None
    later = {row["code"]: row for row in (record["after"] or {"factors": []})["factors"]}
    matrix = manual.degrees.matrix_in_use
    if manual.degrees.rule is DegreeRule.MATRIX and matrix is not None:
        return _level_chart(rows, later, names, manual, matrix)
    points = [
        MatrixPoint(
            names.get(row["code"], row["code"]),
            _pair(row),
            _pair(later[row["code"]]) if row["code"] in later else None,
        )
        for row in rows
    ]
    steps = manual.degrees.steps
    labels = MatrixLabels(
        title=_("因素矩阵"),
        desc=_("横轴为风险概率，纵轴为影响程度；实心点为措施前，空心点为措施后。"),
        probability=_("风险概率 / %"),
        impact=_("影响程度 / %"),
        before=_("措施前"),
        after=_("措施后"),
        degrees=[step.name(current_locale()) for step in steps],
    )
    limits = [step.above for step in steps if step.above is not None]
    return factor_matrix(points, limits=limits, labels=labels)


def _level_chart(
    rows: Sequence[Record],
    later: Mapping[str, Record],
    names: Mapping[str, str],
    manual: Manual,
    matrix: DegreeMatrix,
) -> Markup:
    points = [
        LevelPoint(
            row["code"],
            names.get(row["code"], row["code"]),
            _levels(row),
            _levels(later[row["code"]]) if row["code"] in later else None,
        )
        for row in rows
    ]
    order = list(Degree)
    degrees = [
        [order.index(degree) for degree in row.degrees]
        for row in sorted(matrix.rows, key=lambda row: row.impact)
    ]
    labels = LevelMatrixLabels(
        title=_("因素矩阵"),
        desc=_("横为概率档，纵为影响档，格内为风险程度；实心点为措施前，空心点为措施后。"),
        probability=_("风险概率"),
        impact=_("影响程度"),
        before=_("措施前"),
        after=_("措施后"),
        degrees=[label(degree) for degree in order],
        probability_levels=[row.name(current_locale()) for row in manual.scales.probability],
        impact_levels=[row.name(current_locale()) for row in manual.scales.impact],
        more=_("另 %(n)s 个"),
    )
    return level_matrix(points, degrees, labels=labels)


def _levels(row: Record) -> tuple[int, int]:
    return row["probability_level"], row["impact_level"]


def _pair(row: Record) -> tuple[Decimal, Decimal]:
    return Decimal(row["probability"]), Decimal(row["impact"])


def spread_charts(
    sheets: tuple[Sequence[ScoreSheet], Sequence[ScoreSheet]],
    names: Mapping[str, str],
    manual: Manual,
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
        axis=_("%(name)s / 档", name=name) if manual.asks_levels else _("%(name)s / %%", name=name),
        before=_("措施前"),
        after=_("措施后"),
        ticks=_level_ticks(manual, quantity) if manual.asks_levels else PERCENT,
    )
    return [
        spread_chart(rows[first : first + SPREAD_ROWS], labels=labels)
        for first in range(0, len(rows), SPREAD_ROWS)
    ]


def _level_ticks(manual: Manual, quantity: str) -> list[tuple[Decimal, str]]:
    """Return the levels where their shares stand: each at the upper end of its band."""
    return [(row.up_to, str(row.level)) for row in getattr(manual.scales, quantity)]


def _marks(found: Any) -> Spread:
    return Spread(found.minimum, found.q1, found.mean, found.q3, found.maximum)


def band_chart(record: Record, manual: Manual) -> Markup | None:
    """Return index or deduction score before and after on the scale of the grades, if there is one.

    The index lies between 0 and 1, a deduction score between 0 and the sum of its maxima.
    """
    kind = CriterionKind.DEDUCTION if manual.asks_points else CriterionKind.INDEX
    rule = next((row for row in manual.criteria if row.code is kind and row.active), None)
    before = _band_value(record["before"], kind)
    if rule is None or before is None:
        return None
    after = _band_value(record["after"], kind) if record["after"] else None
    conditions = [row for row in (rule.medium, rule.high) if row is not None]
    limits = [row.above if row.above is not None else row.at_least for row in conditions]
    labels = BandLabels(
        title=rule.name(current_locale()),
        desc=_("措施前与措施后的%(name)s在等级区间中的位置。", name=rule.name(current_locale())),
        before=_("措施前 %(value)s", value=before),
        after=_("措施后 %(value)s", value="—" if after is None else after),
        grades=[grade_label(grade) for grade in RiskGrade],
    )
    items = manual.deduction.items if manual.deduction else ()
    whole = sum((item.maximum for item in items), Decimal()) or Decimal(1)
    return grade_band(before, after, [limit for limit in limits if limit is not None],
                      labels=labels, whole=whole)  # fmt: skip


def _band_value(moment: Record, kind: CriterionKind) -> Decimal | None:
    if kind is CriterionKind.DEDUCTION:
        points = moment.get("points")
        return None if points is None else Decimal(figure(points["total"]["number"], 2))
    return None if moment["index"] is None else Decimal(figure(moment["index"]))
