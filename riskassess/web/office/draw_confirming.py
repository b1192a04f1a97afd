"""Published values of a draw, confirmed by another person than the one who entered them."""

from typing import Any

from flask import flash, redirect, url_for
from wtforms import HiddenField
from wtforms.validators import Length

from riskassess.domain.draw_policy import refuse_confirmation
from riskassess.i18n import _
from riskassess.queries.draws import DrawView, SourceLine, get_draw, source_facts
from riskassess.services import draws
from riskassess.services.draw_values import groups_text
from riskassess.services.draws import Entered
from riskassess.web import context
from riskassess.web.final_acts import final_act
from riskassess.web.forms import Form
from riskassess.web.office.blueprint import bp
from riskassess.web.office.draw_asking import ask_confirmation, check_confirmation
from riskassess.web.office.draw_desk import desk, send


class ConfirmationForm(Form):
    """The values that whoever confirms has seen."""

    seen = HiddenField(validators=[Length(max=1000)])


def confirming(view: DrawView, line: SourceLine) -> dict[str, Any]:
    """Return what the page of a draw says of a source: its numbers, and who still confirms."""
    waits = view.is_announced and line.value is not None and not line.is_settled
    reason = refuse_confirmation(context.actor(), source_facts(view, line)) if waits else None
    seen = line.value.values if line.value else ""
    return {
        "groups": groups_text(line.announced),
        "waits_for_confirmation": waits,
        "why_not_confirm": _why_not(line) if reason else "",
        "confirmation_form": ConfirmationForm(prefix=f"confirm-{line.code}", seen=seen),
    }


def _why_not(line: SourceLine) -> str:
    return _("由%(name)s录入，还须由另一位承办人或审批人对照来源复核。", name=line.entered_by)


@bp.post("/draws/<int:draw_id>/values/<source>/confirmation")
def confirm_values(draw_id: int, source: str) -> Any:
    """Confirm published values; with the last one the draw is made."""
    case, view = get_draw(context.db_session(), draw_id, actor=context.actor())
    form, made = ConfirmationForm(prefix=f"confirm-{source}"), []
    answer = final_act(
        form,
        lambda: made.append(_confirm(draw_id, source, form.seen.data or "")),
        check=lambda: check_confirmation(view, source, form.seen.data or ""),
        ask=lambda: ask_confirmation(view, source, about=case.project.title),
        again=lambda _status: _back(draw_id, form),
    )
    if answer is not None:
        return answer
    send(made[0].message_ids)
    flash(_told(made[0]), "success")
    return redirect(url_for("office.show_draw", draw_id=draw_id), code=303)


def _back(draw_id: int, form: ConfirmationForm) -> Any:
    for text in form.form_errors:
        flash(text, "error")
    return redirect(url_for("office.show_draw", draw_id=draw_id), code=303)


def _told(made: Entered) -> str:
    if not made.is_drawn:
        return _("数值已复核。")
    return _("数值齐备，已抽取专家并发出 %(n)s 份邀请。", n=len(made.message_ids))


def _confirm(draw_id: int, source: str, seen: str) -> Entered:
    return draws.confirm_values(
        context.db_session(),
        draw_id=draw_id,
        source=source,
        seen=seen,
        public_url=context.settings().public_url,
        desk=desk(),
    )
