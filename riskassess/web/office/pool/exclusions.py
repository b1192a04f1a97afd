"""Who is left out of a draw and why: as it stands now, and as it was frozen; contests."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from expert_pool.vocabulary import ContestState, ExclusionReason
from riskassess.domain.unit_policy import refuse_ruling
from riskassess.i18n import _
from riskassess.labels import label
from riskassess.queries import cases
from riskassess.queries.pool import contests as contest_rows
from riskassess.queries.pool import exclusions as queries
from riskassess.services.pool import contests, exclusion_lists
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.exclusion_words import fact_texts, read_facts
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.pool.unit_forms import ContestDecisionForm
from riskassess.web.paging import member_of, pager_of


@bp.get("/assessments/<int:assessment_id>/exclusions")
def list_exclusions(assessment_id: int) -> Any:
    """Show whom a draw announced today would leave out."""
    session = context.db_session()
    case = cases.get_office_case(session, assessment_id, actor=context.actor())
    reason = member_of(ExclusionReason, "reason")
    found = exclusion_lists.list_current(
        session, case, reason=reason, page=request.args.get("page", 1, type=int),
        now=context.clock(), names=context.name_tools(),
    )  # fmt: skip
    return render_template(
        "office/pool/list_exclusions.html", **head_of(case), found=found, reason=reason,
        lines=[(*row[:4], row[4], fact_texts(row[5])) for row in found.page.rows],
        pager=pager_of(found.page),
        draws=queries.list_announced(session, case.id),
    )  # fmt: skip


@bp.get("/draws/<int:draw_id>/exclusions")
def list_draw_exclusions(draw_id: int) -> Any:
    """Show whom an announced draw left out, as it was frozen."""
    session, reason = context.db_session(), member_of(ExclusionReason, "reason")
    draw, assessment_id = queries.get_draw(session, draw_id, actor=context.actor())
    case = cases.get_office_case(session, assessment_id, actor=context.actor())
    page = request.args.get("page", 1, type=int)
    found = queries.list_draw_exclusions(session, draw, reason=reason, page=page)
    return render_template(
        "office/pool/list_draw_exclusions.html", **head_of(case), draw=draw, reason=reason,
        **_counts(session, draw),
        lines=[(*row[:5], fact_texts(read_facts(row.facts))) for row in found.rows],
        pager=pager_of(found),
    )  # fmt: skip


def _counts(session: Any, draw: Any) -> dict[str, Any]:
    """Return how many each reason kept out; seats only as one number."""
    found = queries.count_draw_exclusions(session, draw)
    return {
        "counts": {each: count for each, count in found.items() if each not in queries.SEALED},
        "sealed": sum(count for each, count in found.items() if each in queries.SEALED),
    }


@bp.get("/experts/contests")
def list_contests() -> Any:
    """Show the objections of experts, open ones first."""
    state = member_of(ContestState, "state")
    found = contest_rows.list_contests(
        context.db_session(), context.actor(), state=state,
        page=request.args.get("page", 1, type=int),
    )  # fmt: skip
    lines = [(row, _reason_words(row.reasons)) for row in found.rows]
    return render_template(
        "office/pool/list_contests.html", lines=lines, pager=pager_of(found), state=state,
        states=[(each.value, label(each)) for each in ContestState],
    )  # fmt: skip


def _reason_words(reasons: str) -> list[str]:
    return [label(reason) for reason in queries.read_reasons(reasons)]


@bp.get("/experts/contests/<int:contest_id>")
def show_contest(contest_id: int) -> Any:
    """Show an objection with the facts it is about, and the form to decide it."""
    return _contest_page(contest_id, ContestDecisionForm(formdata=None))


def _contest_page(contest_id: int, form: ContestDecisionForm) -> str:
    session = context.db_session()
    contest = contest_rows.get_contest(session, contest_id, actor=context.actor())
    rows = contest_rows.newest_exclusions(session, contest.expert_id, contest.assessment_id)
    return render_template(
        "office/pool/show_contest.html",
        contest=contest,
        about=contest_rows.contested(session, contest),
        reasons=_reason_words(contest.reasons),
        facts=[text for row in rows for text in fact_texts(read_facts(row.facts))],
        form=form,
        why_not=refuse_ruling(context.actor()),
    )


@bp.post("/experts/contests/<int:contest_id>")
def decide_contest(contest_id: int) -> Any:
    """Uphold or lift an exclusion."""
    contest_rows.get_contest(context.db_session(), contest_id, actor=context.actor())
    form = ContestDecisionForm()
    if not done_by(form, lambda: _decide(contest_id, form)):
        return _contest_page(contest_id, form), 422
    flash(_("异议已处理，专家可以看到处理意见。已公告的抽取不受影响。"), "success")
    return redirect(url_for("office.list_contests"), code=303)


def _decide(contest_id: int, form: ContestDecisionForm) -> None:
    contests.decide_contest(
        context.db_session(),
        contest_id=contest_id,
        state=ContestState(form.state.data),
        decision=form.decision.data or "",
        actor=context.actor(),
        now=context.clock(),
    )
