"""Chapters 4 and 7 of a dossier: estimates, weights, points, agreement; before and after."""

from collections.abc import Mapping, Sequence
from typing import Any

from riskassess.domain.assessment_file import Assessment, ScoreSheet
from riskassess.domain.grading import AssessmentResult
from riskassess.domain.levels import level_of_share
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import IndexVariant
from riskassess.exhibits.exact import decimal, marks_text, short
from riskassess.exhibits.factor_cells import SCORE_UNIT, level_name, written_share
from riskassess.exhibits.factors import FactorTable, plain_cells
from riskassess.exhibits.figures import matrix_chart, spread_charts
from riskassess.exhibits.methods import COUNTED
from riskassess.exhibits.points import PointSection
from riskassess.exhibits.results import ResultSections
from riskassess.exhibits.weights import check_cells, pair_cells
from riskassess.filters import degree_label, figure, long_date
from riskassess.i18n import _
from riskassess.labels import label

Record = Mapping[str, Any]
NAME_WIDTH, CODE_WIDTH = 30, 8


def estimate_part(material: Any, sections: ResultSections) -> dict[str, Any]:
    """Return how the panel estimated: methods, tables of factors or items, weights, spread."""
    names, assessment = material.result.names, material.result.computed.assessment
    manual = material.case.manual
    sheets = (assessment.before, assessment.after or ())
    return {
        "methods": sections.methods,
        "tables": [_table(table) for table in sections.factors[:1]],
        "index": _index_note(sections, manual),
        "points": [_points(part) for part in sections.points],
        "weights": [
            {
                "title": title,
                "section": part,
                "checks": check_cells(part.checks),
                "pairs": [(row.name, pair_cells(row.pairs)) for row in part.checks],
            }
            for title, part in sections.weights
            if part.checks or part.constant
        ],
        "memberships": sections.memberships,
        "spreads": [
            *spread_charts(sheets, names, manual, quantity="probability"),
            *spread_charts(sheets, names, manual, quantity="impact"),
        ],
        "singles": [
            (f"{row.code} {names.get(row.code, '')}", singles(assessment, row.code, manual))
            for row in assessment.factors
        ],
        "single_head": single_head(manual),
        "agreement": sections.agreement,
    }


def _index_note(sections: ResultSections, manual: Manual) -> str:
    if not manual.asks_scores:
        return ""
    head = sections.headlines[0]
    return _("%(name)s：%(value)s", name=head.name, value=head.long)


def _table(table: FactorTable) -> dict[str, Any]:
    """Return a table of factors for print: heads, rows, columns set right, widths."""
    rest = (100 - CODE_WIDTH - NAME_WIDTH) / len(table.columns)
    return {
        "title": table.title,
        "head": [_("编号"), _("风险因素"), *(column.name for column in table.columns)],
        "rows": [plain_cells(row) for row in table.rows],
        "numbers": [n for n, column in enumerate(table.columns, start=2) if column.is_number],
        "widths": [CODE_WIDTH, NAME_WIDTH, *[round(rest, 1)] * len(table.columns)],
    }


def _points(part: PointSection) -> dict[str, Any]:
    return {
        "title": part.title,
        "rows": [
            (
                test.name,
                f"{row.code} {row.name}",
                row.maximum,
                row.points,
                marks_text(row.marks) or _("按问卷折算"),
            )
            for test in part.tests
            for row in test.rows
        ],
        "tests": [(test.name, test.maximum, test.lost, test.kept) for test in part.tests],
        "total": part.total,
        "kept": part.kept,
        "maximum": part.maximum,
        "opposition": part.opposition,
    }


def single_head(manual: Manual) -> list[str]:
    """Return the columns of the single scores: what the manual asks an expert for."""
    unit = _("档") if manual.asks_levels else ""
    names = [_("概率%(unit)s", unit=unit), _("影响%(unit)s", unit=unit)]
    if manual.asks_weight_scores:
        names.insert(0, _("权重"))
    moments = (_("前"), _("后"))
    told = [
        _("%(name)s（%(moment)s）", name=name, moment=each) for each in moments for name in names
    ]
    return [_("专家"), *told]


def singles(assessment: Assessment, code: str, manual: Manual) -> list[tuple[str, ...]]:
    """Return what each expert gave a factor, before and after measures."""
    later = {sheet.expert: sheet for sheet in assessment.after or ()}
    return [
        (
            sheet.expert,
            *_single(sheet, code, manual),
            *_single(later.get(sheet.expert), code, manual),
        )
        for sheet in assessment.before
    ]


def _single(sheet: ScoreSheet | None, code: str, manual: Manual) -> list[str]:
    if sheet is None:
        return ["—"] * (3 if manual.asks_weight_scores else 2)
    score, scales = sheet.scores[code], manual.scales
    if manual.asks_levels:
        told = [
            level_name(scales.probability, level_of_share(scales.probability, score.probability)),
            level_name(scales.impact, level_of_share(scales.impact, score.impact)),
        ]
    else:
        told = [written_share(score.probability), written_share(score.impact)]
    return [short(score.weight / SCORE_UNIT), *told] if manual.asks_weight_scores else told


def measure_rows(material: Any) -> list[tuple[str, ...]]:
    """Return code, factors, text, who answers, helper, stage and day of every measure."""
    return [
        (
            row.measure.code,
            "、".join(factor.code for factor in row.factors) or "—",
            row.measure.text,
            row.measure.owner or "—",
            row.measure.helper or "—",
            label(row.measure.stage) if row.measure.stage else "—",
            long_date(row.measure.due_on),
        )
        for row in material.measures
    ]


def change_part(material: Any, record: Record, sections: ResultSections) -> dict[str, Any]:
    """Return the table before and after measures, reasons for large improvements, the matrix."""
    result, names = material.result.computed.result, material.result.names
    manual = material.case.manual
    points = sections.points
    table = _changed_points(points) if points else _changed_factors(result, names, manual)
    return {
        **table,
        "chart": matrix_chart(record, names, manual),
        "is_level_matrix": manual.degrees.matrix_in_use is not None,
        "tables": [_table(each) for each in sections.factors[1:]],
        "reasons": [
            (row.code, row.improvement_reason) for row in material.factors if row.improvement_reason
        ],
    }


def _changed_factors(
    result: AssessmentResult, names: Mapping[str, str], manual: Manual
) -> dict[str, Any]:
    """Return what counts in the index and the degree of every factor, before and after."""
    later = {row.code: row for row in result.after.factors} if result.after else {}
    places = 4 if manual.index.variant is IndexVariant.A else 3
    rows = []
    for row in result.before.factors:
        after = later.get(row.code)
        rows.append(
            (
                row.code,
                names.get(row.code, row.code),
                figure(decimal(row.counted), places),
                degree_label(row.degree),
                figure(decimal(after.counted), places) if after else "—",
                degree_label(after.degree) if after else "—",
            )
        )
    what = str(COUNTED[manual.index.variant])
    words = [
        _("%(what)s（前）", what=what),
        _("程度（前）"),
        _("%(what)s（后）", what=what),
        _("程度（后）"),
    ]
    return {
        "head": [_("编号"), _("风险因素"), *words],
        "rows": rows,
        "numbers": (2, 4),
        "widths": (9, 37, 14, 13, 14, 13),
    }


def _changed_points(points: Sequence[PointSection]) -> dict[str, Any]:
    """Return points lost by test, before and after."""
    after = points[1] if len(points) > 1 else None
    later = {test.name: test.lost for test in after.tests} if after else {}
    rows = [
        (test.name, test.maximum, test.lost, later.get(test.name, "—")) for test in points[0].tests
    ]
    total = (_("合计"), points[0].maximum, points[0].total, after.total if after else "—")
    return {
        "head": [_("评估方面"), _("最多扣 / 分"), _("扣分（前）/ 分"), _("扣分（后）/ 分")],
        "rows": [*rows, total],
        "numbers": (1, 2, 3),
        "widths": (40, 20, 20, 20),
    }
