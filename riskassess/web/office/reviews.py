"""Opening a review, following it, closing its round; never a score of an open round."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.deadlines import due_on
from riskassess.domain.vocabulary import AssessmentAction, ReviewKind
from riskassess.exhibits.report_quality import sheet_quality
from riskassess.filters import local
from riskassess.i18n import _, current_locale
from riskassess.queries.assessments import get_case
from riskassess.queries.first_estimates import list_shifts
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.review_rooms import count_project_reviews, list_key_holders
from riskassess.queries.reviews import (
    ReviewView,
    SheetView,
    get_review,
    get_sheet,
)
from riskassess.queries.round_marks import room_rule
from riskassess.services import panels, rounds
from riskassess.services.draw_announcing import Desk
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.citations import office_pages
from riskassess.web.comparison_page import sheet_comparisons
from riskassess.web.final_acts import final_act
from riskassess.web.office.actions import may
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.certainty import with_certainty
from riskassess.web.office.draw_asking import ask_announcement
from riskassess.web.office.draw_desk import desk, rehearse, send
from riskassess.web.office.draw_offers import NOTHING_AHEAD, draw_offers, offered
from riskassess.web.office.review_forms import ReviewForm
from riskassess.web.office.review_page import review_page
from riskassess.web.office.sheet_table import sheet_table
from riskassess.web.shifts import shift_view


@bp.get("/assessments/<int:assessment_id>/review/new")
def open_review(assessment_id: int) -> Any:
    """Show the form that opens a review."""
    case = get_case(context.db_session(), assessment_id, actor=context.actor())
    calendar = context.work_calendar().with_manual(case.manual.holidays)
    start = local(context.clock()).date()
    due = due_on(start, case.manual.clock("review"), calendar.closed, calendar.working)
    return _show_form(case, ReviewForm(kind=ReviewKind.PROJECT_REVIEW.value, due_on=due))


def _show_form(case: Any, form: ReviewForm, status: int = 200) -> Any:
    need = case.manual.panel_rule(case.assessment.procedure, case.project.kind)
    why_not = may(case)[AssessmentAction.OPEN_REVIEW]
    ahead = NOTHING_AHEAD if why_not else draw_offers(case, review=None, due_on=form.due_on.data)
    return render_template(
        "office/reviews/open_review.html",
        **head_of(case),
        form=form.offering(ahead["offers"]),
        **ahead,
        need=need,
        professions={row.code: row.name(current_locale()) for row in case.manual.professions},
        why_not=why_not,
        number=count_project_reviews(context.db_session(), case.id) + 1,
        limit=case.manual.conclusion_rule.review_limit,
        consultation=pool_manual_of(
            context.db_session(), case.assessment.office_id
        ).room.consultation,
    ), status


@bp.post("/assessments/<int:assessment_id>/reviews")
def start_review(assessment_id: int) -> Any:
    """Open the round and announce the draw; nobody is drawn or invited yet."""
    case = get_case(context.db_session(), assessment_id, actor=context.actor())
    manual = pool_manual_of(context.db_session(), case.assessment.office_id)
    form, opened = ReviewForm().offering(offered(manual)), []
    answer = final_act(
        form,
        lambda: opened.append(_open(form, assessment_id, desk())),
        check=lambda: rehearse(lambda at: _open(form, assessment_id, at)),
        ask=lambda: ask_announcement(form, manual, about=case.project.title),
        again=lambda status: _show_form(case, form, status),
    )
    if answer is not None:
        return answer
    flash(_("评审已发起，抽取已公告。数值产生后请录入，随即抽取并发出邀请。"), "success")
    return redirect(url_for("office.show_draw", draw_id=opened[0].draw.id), code=303)


def _open(form: ReviewForm, assessment_id: int, at: Desk) -> panels.AnnouncedReview:
    return panels.open_review(
        context.db_session(),
        assessment_id=assessment_id,
        kind=ReviewKind(form.kind.data),
        due_on=form.due_on.data,
        choice=form.choice(),
        desk=at,
        occasion=form.occasion.data or "",
        sharing=form.sharing(),
    )


@bp.get("/assessments/<int:assessment_id>/review")
def show_review(assessment_id: int) -> Any:
    """Show who stands where in the newest review, or in the one asked for."""
    number = request.args.get("number", type=int)
    return render_template(
        "office/reviews/show_review.html", **review_page(assessment_id, number=number)
    )


@bp.post("/reviews/<int:review_id>/members/<int:member_id>/reminder")
def remind_member(review_id: int, member_id: int) -> Any:
    """Queue a reminder."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    return do(
        lambda: send([_remind(member_id)]),
        done=_("提醒已发出。"),
        to=_page_of(view),
    )


def _remind(member_id: int) -> int:
    return rounds.remind_member(
        context.db_session(),
        member_id=member_id,
        public_url=context.settings().public_url,
        actor=context.actor(),
        now=context.clock(),
    )


@bp.post("/reviews/<int:review_id>/closing")
def close_round(review_id: int) -> Any:
    """Close the round and compute the result."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    closed: list[Any] = []
    answer = do(
        lambda: closed.append(with_certainty(lambda: _close(view))()),
        done=_closed_words(view),
        to=_page_of(view),
    )
    if not closed or closed[0] is None:
        return answer
    return redirect(url_for("office.show_result", assessment_id=view.case.id), code=303)


def _closed_words(view: ReviewView) -> str:
    if list_key_holders(context.db_session(), view.round.id or 0):
        return _("本轮已截止，等两位持钥人开启。")
    if view.review.kind is ReviewKind.EXPERT_CONSULTATION:
        return _("本轮已结束。请看汇总，再发起下一轮或结束会诊。")
    return _("本轮已结束，结果已算出。")


def _close(view: ReviewView) -> Any:
    return rounds.close_round(
        context.db_session(),
        round_id=view.round.id or 0,
        actor=context.actor(),
        now=context.clock(),
        seal=context.sheet_vault().seal,
    )


def _page_of(view: ReviewView) -> str:
    return url_for("office.show_review", assessment_id=view.case.id, number=view.review.number)


@bp.get("/sheets/<int:sheet_id>")
def show_sheet(sheet_id: int) -> Any:
    """Show one member's submitted sheet; its round is closed."""
    view = get_sheet(context.db_session(), sheet_id, actor=context.actor())
    return render_template(
        "office/reviews/show_sheet.html",
        **head_of(view.case),
        **sheet_comparisons(context.db_session(), view.sheet),
        view=view,
        table=sheet_table(view),
        headings={row.code: row.name(current_locale()) for row in view.case.manual.opinions},
        quality=sheet_quality(
            view.quality, room_rule(context.db_session(), view.review).quality, view.case.manual
        ),
        shifts=_shifts_of(view),
        cited_pages=office_pages(view.review.assessment_id),
    )


def _shifts_of(view: SheetView) -> dict[str, Any] | None:
    """Return how the figures moved after the expert had seen the sponsor's own estimates."""
    shifts = list_shifts(context.db_session(), view.sheet, assessment_id=view.case.id)
    return shift_view(shifts, view.case.manual)
