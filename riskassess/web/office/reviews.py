"""Opening a review, following it, closing its round; never a score of an open round."""

import secrets
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from riskassess.domain.deadlines import due_on
from riskassess.domain.vocabulary import AssessmentAction, ReviewKind
from riskassess.filters import local
from riskassess.i18n import _
from riskassess.queries.assessments import get_case
from riskassess.queries.reviews import ReviewView, get_review, get_sheet, list_reviews
from riskassess.services import panels, rounds
from riskassess.services.draw_texts import draw_text
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.comparison_page import sheet_comparisons
from riskassess.web.office.actions import may
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.certainty import with_certainty
from riskassess.web.office.review_forms import ReviewForm
from riskassess.web.office.review_page import find_draw, review_page
from riskassess.web.office.sheet_table import sheet_table

SEED_BYTES = 32


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
    return render_template(
        "office/reviews/open_review.html",
        **head_of(case),
        form=form,
        need=need,
        professions={row.code: str(row.name) for row in case.manual.professions},
        why_not=may(case)[AssessmentAction.OPEN_REVIEW],
        number=len(list_reviews(context.db_session(), case.id)) + 1,
        limit=case.manual.conclusion_rule.review_limit,
    ), status


@bp.post("/assessments/<int:assessment_id>/reviews")
def start_review(assessment_id: int) -> Any:
    """Draw the panel, open the round and invite."""
    form, opened = ReviewForm(), []
    if not done_by(form, lambda: opened.append(_open(form, assessment_id))):
        case = get_case(context.db_session(), assessment_id, actor=context.actor())
        return _show_form(case, form, 422)
    _send(opened[0].message_ids)
    flash(_("已抽取专家并发出 %(n)s 份邀请。", n=len(opened[0].message_ids)), "success")
    return redirect(url_for("office.show_review", assessment_id=assessment_id), code=303)


def _open(form: ReviewForm, assessment_id: int) -> panels.DrawnReview:
    return panels.open_review(
        context.db_session(),
        assessment_id=assessment_id,
        kind=ReviewKind(form.kind.data),
        due_on=form.due_on.data,
        **_drawing(),
    )


def _drawing() -> dict[str, Any]:
    """Return what a draw is made with; nobody can choose or foresee the seed."""
    return {
        "seed": secrets.token_hex(SEED_BYTES),
        "public_url": context.settings().public_url,
        "actor": context.actor(),
        "now": context.clock(),
    }


def _send(message_ids: Any) -> None:
    for message_id in message_ids:
        context.ring()("message", message_id)


@bp.get("/assessments/<int:assessment_id>/review")
def show_review(assessment_id: int) -> Any:
    """Show who stands where in the newest review, or in the one asked for."""
    number = request.args.get("number", type=int)
    return render_template(
        "office/reviews/show_review.html", **review_page(assessment_id, number=number)
    )


@bp.post("/reviews/<int:review_id>/supplement")
def draw_supplement(review_id: int) -> Any:
    """Draw again for places that nobody holds any more."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    return do(
        lambda: _send(
            panels.draw_supplement(
                context.db_session(), review_id=review_id, **_drawing()
            ).message_ids
        ),
        done=_("已补充抽取并发出邀请；第一次抽取的记录保留。"),
        to=_page_of(view),
    )


@bp.post("/reviews/<int:review_id>/members/<int:member_id>/reminder")
def remind_member(review_id: int, member_id: int) -> Any:
    """Queue a reminder."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    made = {key: value for key, value in _drawing().items() if key != "seed"}
    return do(
        lambda: _send([rounds.remind_member(context.db_session(), member_id=member_id, **made)]),
        done=_("提醒已发出。"),
        to=_page_of(view),
    )


@bp.post("/reviews/<int:review_id>/closing")
def close_round(review_id: int) -> Any:
    """Close the round and compute the result."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    closed: list[Any] = []
    answer = do(
        lambda: closed.append(with_certainty(lambda: _close(view))()),
        done=_("本轮已结束，结果已算出。"),
        to=_page_of(view),
    )
    if not closed:
        return answer
    return redirect(url_for("office.show_result", assessment_id=view.case.id), code=303)


def _close(view: ReviewView) -> Any:
    return rounds.close_round(
        context.db_session(),
        round_id=view.round.id or 0,
        actor=context.actor(),
        now=context.clock(),
    )


def _page_of(view: ReviewView) -> str:
    return url_for("office.show_review", assessment_id=view.case.id, number=view.review.number)


@bp.get("/reviews/<int:review_id>/draws/<int:number>")
def download_draw(review_id: int, number: int) -> Any:
    """Give out the record of a draw, so that anybody can repeat it."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    line = find_draw(view, number)
    name = f"draw-{view.case.assessment.code}-{view.review.number}-{number}.json"
    return Response(
        draw_text(line.draw),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


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
    )
