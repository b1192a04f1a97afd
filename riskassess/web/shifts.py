"""How far an expert's figures moved after the sponsor's own were shown, for expert and office."""

from collections.abc import Sequence
from typing import Any

from riskassess.domain.manual import Manual
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import Moment
from riskassess.i18n import LazyText, _, _l
from riskassess.labels import label
from riskassess.queries.first_estimates import Shift

FIGURES: dict[str, LazyText] = {
    "weight": _l("权重"),
    "probability": _l("概率"),
    "impact": _l("影响"),
}


def shift_view(shifts: Sequence[Shift] | None, manual: Manual) -> dict[str, Any] | None:
    """Return the figures that moved as rows of text, and how many did; None without any pair."""
    if not shifts:
        return None
    form = SheetForm(manual)
    moved = [_row(form, shift) for shift in shifts if shift.first != shift.final]
    return {"rows": moved, "moved": len(moved), "all": len(shifts)}


def _row(form: SheetForm, shift: Shift) -> list[str]:
    moment, _sep, part = shift.field.partition("_")
    first, final = (_figure(form, shift.field, stored) for stored in (shift.first, shift.final))
    name = f"{label(Moment(moment))}{FIGURES[part]}"
    return [shift.factor.name, name, first, final, _difference(form, shift)]


def _figure(form: SheetForm, field: str, stored: int) -> str:
    written = form.write("", field, stored) or ""
    if form.scale(field) is not None:
        return _("%(n)s 级", n=written)
    return written if field.endswith("weight") else f"{written}%"


def _difference(form: SheetForm, shift: Shift) -> str:
    """Return the difference with its sign: points of percent, levels, or marks of weight."""
    sign = "＋" if shift.final > shift.first else "−"
    scale = form.scale(shift.field)
    if scale is not None:
        levels = [
            int(form.write("", shift.field, each) or 0) for each in (shift.first, shift.final)
        ]
        return f"{sign}{abs(levels[1] - levels[0])}"
    return f"{sign}{form.write('', shift.field, abs(shift.final - shift.first))}"
