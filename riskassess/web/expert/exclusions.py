"""What left the signed-in expert out of draws, with the fact behind it, and objecting to it."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from riskassess.domain.errors import NotFound
from riskassess.i18n import _, _l
from riskassess.labels import label
from riskassess.queries.pool import contests as contest_rows
from riskassess.queries.pool import exclusions as queries
from riskassess.services.pool import contests
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.exclusion_words import fact_texts, read_facts
from riskassess.web.expert.blueprint import bp
from riskassess.web.forms import Form


class ContestForm(Form):
    """Why an exclusion is wrong."""

    text = TextAreaField(_l("异议理由"), [InputRequired(_l("请写明理由。")), Length(max=4000)])


def _own_id() -> int:
    found: int | None = context.actor().expert_id
    if found is None:
        raise NotFound("not_found", where="expert")
    return found


@bp.get("/exclusions")
def list_exclusions() -> Any:
    """Show the assessments whose draws left the expert out, newest first."""
    rows = queries.list_own_exclusions(context.db_session(), _own_id())
    draws = [
        (lines[0], [label(each.reason) for each in lines])
        for lines in (list(group) for _id, group in groupby(rows, key=attrgetter("draw_id")))
    ]
    own = contest_rows.list_own_contests(context.db_session(), _own_id())
    states = {row.assessment_id: row.state for row in reversed(own)}
    return render_template("expert/list_exclusions.html", draws=draws, states=states)


@bp.get("/exclusions/<int:assessment_id>")
def show_exclusion(assessment_id: int) -> Any:
    """Show the reasons and facts of the newest draw of an assessment, and the own objections."""
    return _page(assessment_id, ContestForm(formdata=None))


def _page(assessment_id: int, form: ContestForm) -> str:
    session, expert_id = context.db_session(), _own_id()
    about = contest_rows.announced_case(session, expert_id, assessment_id)
    rows = contest_rows.newest_exclusions(session, expert_id, assessment_id)
    own = contest_rows.list_own_contests(session, expert_id, assessment_id=assessment_id)
    return render_template(
        "expert/show_exclusion.html",
        about=about,
        reasons=[(label(row.reason), fact_texts(read_facts(row.facts))) for row in rows],
        contests=own,
        is_open=any(row.decided_at is None for row in own),
        contestable=[
            label(each) for each in contests.contestable(session, expert_id, assessment_id)
        ],
        form=form,
    )


@bp.post("/exclusions/<int:assessment_id>")
def raise_contest(assessment_id: int) -> Any:
    """Object to the exclusion."""
    contest_rows.announced_case(context.db_session(), _own_id(), assessment_id)
    form = ContestForm()
    if not done_by(form, lambda: _raise(assessment_id, form)):
        return _page(assessment_id, form), 422
    flash(_("异议已提交，由专家库管理员处理；处理意见在本页查看。"), "success")
    return redirect(url_for("expert.show_exclusion", assessment_id=assessment_id), code=303)


def _raise(assessment_id: int, form: ContestForm) -> None:
    contests.raise_contest(
        context.db_session(),
        assessment_id=assessment_id,
        text=form.text.data or "",
        actor=context.actor(),
        now=context.clock(),
    )
