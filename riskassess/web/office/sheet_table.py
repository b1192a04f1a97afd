"""One member's submitted sheet as a table: what was written, under the heads of its manual."""

from typing import Any

from riskassess.domain.levels import UNIT as ONE
from riskassess.domain.levels import level_of_share
from riskassess.domain.manual import Manual
from riskassess.domain.sheet_form import POINT_FIELDS, SheetForm, print_points
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.queries.reviews import SheetView

HEADS: dict[str, LazyText] = {
    "before_weight": _l("前·权重"),
    "before_probability": _l("前·概率"),
    "before_impact": _l("前·影响"),
    "after_weight": _l("后·权重"),
    "after_probability": _l("后·概率"),
    "after_impact": _l("后·影响"),
    "before_points": _l("前·扣分"),
    "after_points": _l("后·扣分"),
}


def sheet_table(view: SheetView) -> dict[str, Any]:
    """Return columns and rows of the sheet; a row has code, name, marks and the reason."""
    manual = view.case.manual
    if manual.asks_points:
        return {
            "columns": [_("项目"), _("最多扣分"), *_heads(POINT_FIELDS)],
            "rows": _item_rows(view, SheetForm(manual)),
        }
    form = SheetForm(manual)
    rows = [
        {
            "code": code,
            "name": name,
            "comment": score.comment,
            "marks": [_mark(form, field, getattr(score, field)) for field in form.score_fields],
        }
        for code, name, score in view.scores
    ]
    return {"columns": [_("因素"), *_heads(form.score_fields)], "rows": rows}


def _heads(fields: tuple[str, ...]) -> list[str]:
    return [str(HEADS[field]) for field in fields]


def _mark(form: SheetForm, field: str, stored: int | None) -> str:
    written = form.write("", field, stored)
    if stored is None or written is None:
        return "—"
    if form.scale(field) is not None:
        return f"{written} {_level_word(form.manual, field, stored)}"
    return written if field.endswith("weight") else f"{written}%"


def _level_word(manual: Manual, field: str, stored: int) -> str:
    scales = manual.scales
    scale = scales.probability if field.endswith("probability") else scales.impact
    return scale[level_of_share(scale, stored) - 1].name(current_locale())


def _item_rows(view: SheetView, form: SheetForm) -> list[dict[str, Any]]:
    rows = []
    for item in form.items.values():
        given = view.points.get(item.code)
        before, after = (_points(getattr(given, field, None)) for field in POINT_FIELDS)
        if before is None and item.by_opposition:
            before = _("按问卷折算")
        rows.append(
            {
                "code": item.code,
                "name": item.name(current_locale()),
                "comment": given.comment if given else "",
                "marks": [print_points(int(item.maximum * ONE)), before or "—", after or "—"],
            }
        )
    return rows


def _points(stored: int | None) -> str | None:
    return None if stored is None else print_points(stored)
