"""Judging the work of experts: per review, per seat, per expert and year."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.expert_work import (
    refuse_judging,
    refuse_year,
    year_mean,
    year_result,
    yuan_text,
)
from riskassess.domain.room_vocabulary import RoundState
from riskassess.filters import local
from riskassess.i18n import _, current_locale
from riskassess.queries import experts
from riskassess.queries.assessments import standing_state
from riskassess.queries.manuals import pool_words
from riskassess.queries.pool import evaluations as queries
from riskassess.queries.pool.work_records import work_records
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.reviews import get_review
from riskassess.services.pool import evaluations, years
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.office.blueprint import bp
from riskassess.web.office.pool.judging import require_judge, why_not
from riskassess.web.office.pool.work_forms import judgement_form, judgement_of, year_form
from riskassess.web.paging import pager_of


@bp.get("/experts/evaluations")
def list_evaluations() -> Any:
    """Show the closed reviews and how much of their work is judged; no points."""
    require_judge()
    page = request.args.get("page", 1, type=int)
    found = queries.list_judged_reviews(context.db_session(), context.actor(), page=page)
    return render_template(
        "office/pool/list_evaluations.html", rows=found.rows, pager=pager_of(found)
    )


@bp.get("/reviews/<int:review_id>/work")
def show_review_work(review_id: int) -> Any:
    """Show the seats of a review whose work is judged and paid."""
    require_judge()
    session = context.db_session()
    view = get_review(session, review_id, actor=context.actor())
    is_running = standing_state(view.review, view.round) is not RoundState.CLOSED
    return render_template(
        "office/pool/show_review_work.html",
        view=view,
        is_running=is_running,
        rows=[] if is_running else queries.list_work(session, review_id),
        professions=pool_words(session, current_locale())["professions"],
        yuan_text=yuan_text,
    )


def _task(member_id: int) -> queries.TaskView:
    require_judge()
    return queries.get_task(context.db_session(), member_id, actor=context.actor())


@bp.get("/experts/seats/<int:member_id>/evaluation")
def edit_evaluation(member_id: int) -> Any:
    """Show how a seat was judged, and the form."""
    task = _task(member_id)
    values = {item.code: item.points for item in task.items if item.points is not None}
    row = task.evaluation
    note = {"note": row.note} if row else {}
    return _show(task, judgement_form(task.manual, correcting=row is not None, **values, **note))


def _show(task: queries.TaskView, form: Any, status: int = 200) -> Any:
    reason = refuse_judging(
        context.actor(),
        round_state=task.round_state,
        member_state=task.member.state,
        in_pool=task.expert is not None,
    )
    return render_template(
        "office/pool/edit_evaluation.html",
        task=task,
        form=form,
        why_not=why_not(reason),
        names={item.code: item.name for item in task.items},
        total=sum(item.maximum for item in task.items),
        due_on=task.review.due_on,
        is_late=bool(task.submitted_at) and local(task.submitted_at).date() > task.review.due_on,
    ), status


@bp.post("/experts/seats/<int:member_id>/evaluation")
def record_evaluation(member_id: int) -> Any:
    """Judge the work of a seat."""
    task = _task(member_id)
    form = judgement_form(task.manual, correcting=False)
    act = posting(evaluations.evaluate_task, **_given(task, form))
    if not done_by(form, act):
        return _show(task, form, 422)
    flash(_("评价已登记，专家会收到通知。"), "success")
    return redirect(url_for("office.show_review_work", review_id=task.review.id), code=303)


def _given(task: queries.TaskView, form: Any) -> dict[str, Any]:
    return {
        "member_id": task.member.id,
        "judgement": judgement_of(form, task.manual),
        "actor": context.actor(),
        "now": context.clock(),
    }


@bp.post("/experts/seats/<int:member_id>/evaluation/correction")
def correct_evaluation(member_id: int) -> Any:
    """Judge the work of a seat anew, with a reason."""
    task = _task(member_id)
    form = judgement_form(task.manual, correcting=True)
    given = {**_given(task, form), "reason": form.reason.data or ""}
    if not done_by(form, posting(evaluations.correct_evaluation, **given)):
        return _show(task, form, 422)
    flash(_("评价已更正，更正前的内容保留，专家会收到通知。"), "success")
    return redirect(url_for("office.edit_evaluation", member_id=member_id), code=303)


@bp.get("/experts/<int:expert_id>/work")
def show_expert_work(expert_id: int) -> Any:
    """Show everything recorded of an expert's work, with what the expert says about it."""
    require_judge()
    expert = experts.get_expert(context.db_session(), expert_id, actor=context.actor())
    year = _shown_year(request.args.get("year", type=int))
    return _show_expert(
        expert, year, year_form(_manual(), year=year, result=_reckoned(expert, year))
    )


def _shown_year(asked: int | None) -> int:
    """Return the year asked for; this year for one in which nobody can have worked."""
    this = local(context.clock()).year
    return asked if asked is not None and years.EARLIEST <= asked <= this else this


def _manual() -> Any:
    return pool_manual_of(context.db_session(), context.actor().office_id)


def _reckoned(expert: Any, year: int) -> str:
    """Return the result that the year's tasks give, or an empty text without any."""
    totals = years.list_totals(context.db_session(), expert.id, year)
    return year_result(_manual().evaluation, year_mean(totals)).code if totals else ""


def _show_expert(expert: Any, year: int, form: Any, status: int = 200) -> Any:
    session = context.db_session()
    totals = years.list_totals(session, expert.id, year)
    rule, records = _manual().evaluation, work_records(session, expert.id)
    return render_template(
        "office/pool/show_expert_work.html",
        expert=expert,
        records=records,
        form=form,
        year=year,
        years=sorted({local(context.clock()).year, *(line.year for line in records.tasks)}),
        tasks=len(totals),
        mean=year_mean(totals) if totals else None,
        result=year_result(rule, year_mean(totals)) if totals else None,
        rule=rule,
        confirmed=next((line for line in records.years if line.row.year == year), None),
        why_not=why_not(refuse_year(context.actor())),
    ), status


@bp.post("/experts/<int:expert_id>/years")
def confirm_year(expert_id: int) -> Any:
    """Confirm the result of a year."""
    require_judge()
    expert = experts.get_expert(context.db_session(), expert_id, actor=context.actor())
    form = year_form(_manual())
    year = form.year.data or local(context.clock()).year
    choice = years.YearChoice(year, form.result.data or "", form.reason.data or "")
    given = {"choice": choice, "actor": context.actor(), "now": context.clock()}
    if not done_by(form, posting(years.confirm_year, expert_id=expert_id, **given)):
        return _show_expert(expert, _shown_year(year), form, 422)
    flash(_("%(year)s 年的结果已确认，专家会收到通知。", year=year), "success")
    return redirect(url_for("office.show_expert_work", expert_id=expert_id, year=year), code=303)
