"""A unit recommends experts to the pool and sees how its recommendations stand."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from wtforms import TextAreaField
from wtforms.validators import Length

from riskassess.i18n import _, _l, current_locale
from riskassess.queries.manuals import pool_words
from riskassess.queries.pool.applications import list_recommended
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool import applications
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.forms import Form
from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.pool_forms import (
    application_form,
    forget_papers,
    kept_names,
    papers_of,
    take_papers,
)
from riskassess.web.sponsor.blueprint import bp

KEY = "unit"


class OpinionForm(Form):
    """Why the unit recommends somebody."""

    note = TextAreaField(_l("推荐意见"), [Length(max=2000)])


@bp.get("/recommendations")
def list_recommendations() -> Any:
    """Show whom the unit recommended."""
    session, actor = context.db_session(), context.actor()
    rows = list_recommended(session, actor) if actor.unit_id else []
    return render_template(
        "sponsor/list_recommendations.html", rows=rows, words=pool_words(session, current_locale())
    )


@bp.get("/recommendations/new")
def edit_recommendation() -> Any:
    """Show the form."""
    manual = _manual()
    return _page(manual, application_form(manual, required=False), OpinionForm())


@bp.post("/recommendations/new")
def send_recommendation() -> Any:
    """Store the recommendation; the person is asked to complete it and to consent."""
    manual, opinion = _manual(), OpinionForm()
    form = application_form(manual, required=False)
    files = take_papers(form, manual, key=KEY, tells_known=context.actor().office_id)
    if (
        not opinion.validate()
        or files is None
        or not done_by(form, lambda: _store(form, opinion, files))
    ):
        return _page(manual, form, opinion), 422
    forget_papers()
    flash(_("推荐已提交，本人会收到邮件，核对并同意后由稳定办审查。"), "success")
    return redirect(url_for("sponsor.list_recommendations"), code=303)


def _store(form: Any, opinion: OpinionForm, files: Any) -> None:
    actor = context.actor()
    posting(
        applications.recommend,
        papers=papers_of(form, files),
        unit_id=actor.unit_id or 0,
        note=opinion.note.data or "",
        seal=context.personal_seal(),
        actor=actor,
        now=context.clock(),
        is_demonstration=context.settings().demonstration,
    )()


def _manual() -> Any:
    actor = context.actor()
    if actor.unit_id is None:
        abort(404)
    return pool_manual_of(context.db_session(), actor.office_id)


def _page(manual: Any, form: Any, opinion: OpinionForm) -> str:
    return render_template(
        "sponsor/edit_recommendation.html",
        manual=manual,
        form=form,
        opinion=opinion,
        kept=kept_names(KEY),
        limit=limit_in_mebibytes(),
    )
