"""What of a review that is over deserves a look: for attention only, nothing is left out."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import render_template

from riskassess.charts.leans import LeanBar, lean_chart
from riskassess.domain.manual import Manual
from riskassess.domain.room.attention import FarOut
from riskassess.domain.room.marks import mark_limits
from riskassess.exhibits.round_outcomes import item_words, mark_text
from riskassess.filters import percent
from riskassess.i18n import _
from riskassess.queries.attention import AttentionView, get_attention
from riskassess.web import context
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of

SCALE = 10_000


@bp.get("/reviews/<int:review_id>/attention")
def show_attention(review_id: int) -> Any:
    """Show far-out estimates and experts who lean, once the review is over."""
    view = get_attention(context.db_session(), review_id, actor=context.actor())
    return render_template(
        "office/reviews/show_attention.html",
        **head_of(view.case),
        view=view,
        chart=_chart(view),
        experts=_experts(view),
        far_out=[_far_out(row, view) for row in view.found.far_out],
        lean=percent(_decimal(view.rule.lean), 0),
        fences=str(_decimal(view.rule.fences).normalize()),
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _signed(difference: Fraction) -> str:
    text = percent(_decimal(difference) / SCALE)
    return f"+{text}" if difference > 0 else text.replace("-", "−")


def _chart(view: AttentionView) -> Any:
    if not view.leans:
        return None
    marked = {row.expert for row in view.found.leaning}
    bars = [
        LeanBar(row.expert, _decimal(row.difference) / SCALE, _signed(row.difference),
                is_marked=row.expert in marked)
        for row in view.leans
    ]  # fmt: skip
    limit = percent(_decimal(view.rule.lean), 0)
    return lean_chart(
        bars, limit=_decimal(view.rule.lean), limits=(f"−{limit}", f"+{limit}"),
        title=_("各专家与中位数的平均差"),
        desc=_("向左偏低，向右偏高；虚线是关注的界限，空心粗边的超过界限。"),
    )  # fmt: skip


def _experts(view: AttentionView) -> list[dict[str, Any]]:
    far, leaning = Counter(row.expert for row in view.found.far_out), view.found.leaning
    marked = {row.expert: row.difference for row in leaning}
    return [
        {
            "code": row.expert,
            "difference": _signed(row.difference),
            "far_out": far[row.expert],
            "word": _word(marked.get(row.expert)),
        }
        for row in view.leans
    ]


def _word(difference: Fraction | None) -> str:
    if difference is None:
        return "—"
    return _("整体偏高") if difference > 0 else _("整体偏低")


def _far_out(row: FarOut, view: AttentionView) -> tuple[str, str, str, str, str]:
    code, name, what = item_words(row.item, view.names)
    manual = view.case.manual
    fences = f"{_bound(row.item, row.low, manual)} – {_bound(row.item, row.high, manual)}"
    return row.expert, f"{code} {name}", what, mark_text(row.item, row.mark, manual), fences


def _bound(item: str, value: Fraction, manual: Manual) -> str:
    """Return a fence, at most the end of the scale: beyond it there are no marks."""
    low, high = mark_limits(item, manual)
    return mark_text(item, _decimal(min(max(value, Fraction(low)), Fraction(high))), manual)
