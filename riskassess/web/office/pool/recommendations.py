"""A unit's recommendation on paper, entered by the pool keeper on the unit's behalf."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.i18n import _
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool import applications
from riskassess.services.pool.facts import office_desk
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.office.blueprint import bp
from riskassess.web.office.pool import forms
from riskassess.web.office.pool.application_page import units
from riskassess.web.pool_forms import (
    application_form,
    forget_papers,
    kept_names,
    papers_of,
    take_papers,
)

KEY = "office"


@bp.get("/experts/recommendations/new")
def edit_recommendation() -> Any:
    """Show the form."""
    manual = _manual()
    form = application_form(manual, required=False)
    return _page(manual, form, forms.support_form(units()))


@bp.post("/experts/recommendations/new")
def record_recommendation() -> Any:
    """Store the recommendation; the person is asked to complete it and to consent."""
    manual, unit = _manual(), forms.support_form(units())
    form = application_form(manual, required=False)
    files = take_papers(form, manual, key=KEY, tells_known=context.actor().office_id)
    if not unit.validate() or files is None or not done_by(form, lambda: _store(form, unit, files)):
        return _page(manual, form, unit), 422
    forget_papers()
    flash(_("推荐已登记，本人会收到邮件，核对并同意后办理。"), "success")
    return redirect(url_for("office.list_applications"), code=303)


def _store(form: Any, unit: Any, files: Any) -> None:
    posting(
        applications.recommend,
        papers=papers_of(form, files),
        unit_id=int(unit.unit.data),
        note=unit.note.data or "",
        seal=context.personal_seal(),
        actor=context.actor(),
        now=context.clock(),
        is_demonstration=context.settings().demonstration,
    )()


def _manual() -> Any:
    office_desk(context.actor(), now=context.clock())  # 404 for others than the pool keeper
    return pool_manual_of(context.db_session(), context.actor().office_id)


def _page(manual: Any, form: Any, unit: Any) -> str:
    return render_template(
        "office/pool/edit_recommendation.html",
        manual=manual,
        form=form,
        unit=unit,
        kept=kept_names(KEY),
        limit=limit_in_mebibytes(),
        is_sent=request.method == "POST",
    )
