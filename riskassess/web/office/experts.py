"""The expert pool as the office reads it, and recusals for one assessment."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from expert_pool.vocabulary import ExpertState, RecusalGround
from riskassess.filters import date_text
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.queries import cases, experts
from riskassess.queries.manuals import pool_words
from riskassess.services import recusals
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.forms import RecusalForm
from riskassess.web.paging import member_of, pager_of


@bp.get("/experts")
def list_experts() -> Any:
    """Show the pool, 50 a page."""
    session, chosen = context.db_session(), _chosen()
    found = experts.list_experts(
        session, context.actor(), **chosen, page=request.args.get("page", 1, type=int)
    )
    names, words = pool_words(session), {each: label(each) for each in ExpertState}
    return render_template(
        "office/list_experts.html",
        rows=[_cells(row, names, words) for row in found.rows],
        pager=pager_of(found),
        names=names,
        states=[(each.value, word) for each, word in words.items()],
        chosen=chosen,
    )


def _cells(row: Any, names: Any, words: Mapping[ExpertState, str]) -> tuple[Any, ...]:
    """Return what a line of the list shows, in words."""
    classes, professions = names["classes"], names["professions"]
    id, code, name, expert_class, profession, title, employer, state, until = row
    return (
        id,
        name,
        code,
        classes.get(expert_class, expert_class),
        professions.get(profession, profession),
        employer,
        title,
        "●" if state == ExpertState.ACTIVE else "○",
        words[state],
        date_text(until),
    )


def _chosen() -> dict[str, Any]:
    return {
        "expert_class": request.args.get("class", ""),
        "profession": request.args.get("profession", ""),
        "state": member_of(ExpertState, "state"),
        "words": request.args.get("q", "").strip(),
    }


@bp.get("/experts/<int:expert_id>")
def show_expert(expert_id: int) -> Any:
    """Show one expert and the reviews taken part in."""
    session = context.db_session()
    expert = experts.get_expert(session, expert_id, actor=context.actor())
    return render_template(
        "office/show_expert.html",
        expert=expert,
        reviews=experts.list_participations(session, expert),
        names=pool_words(session),
        today=context.clock().date(),
    )


def _show(assessment_id: int, form: RecusalForm, status: int = 200) -> Any:
    session = context.db_session()
    case = cases.get_office_case(session, assessment_id, actor=context.actor())
    rows = cases.list_recusals(session, case)
    return render_template(
        "office/edit_recusals.html", **head_of(case), rows=rows, form=form
    ), status


@bp.get("/assessments/<int:assessment_id>/recusals")
def edit_recusals(assessment_id: int) -> Any:
    """Show who takes no part, and the form for another."""
    return _show(assessment_id, RecusalForm(expert=request.args.get("expert", "")))


@bp.post("/assessments/<int:assessment_id>/recusals")
def record_recusal(assessment_id: int) -> Any:
    """Record a recusal."""
    form = RecusalForm()
    if not done_by(form, lambda: _record(assessment_id, form)):
        return _show(assessment_id, form, 422)
    flash(_("回避已登记：这位专家不参加本评估；原在专家组的已退出，有候补的已邀请。"), "success")
    return redirect(url_for("office.edit_recusals", assessment_id=assessment_id), code=303)


def _record(assessment_id: int, form: RecusalForm) -> None:
    posting(
        recusals.record_recusal,
        assessment_id=assessment_id,
        expert_code=form.expert.data or "",
        ground=RecusalGround(form.ground.data),
        note=form.note.data or "",
        actor=context.actor(),
        now=context.clock(),
    )()
