"""An expert consultation on the office's side: raised risks, what rounds came to, the way on."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.deadlines import due_on
from riskassess.domain.errors import NotFound
from riskassess.domain.policy import may_read_sheets
from riskassess.domain.room_vocabulary import RaisedState, RoundKind, RoundState, RoundWay
from riskassess.domain.vocabulary import ReviewKind, ReviewState, Role
from riskassess.exhibits.round_outcomes import OutcomeWords, outcome_words
from riskassess.filters import local
from riskassess.i18n import _, current_locale
from riskassess.queries.assessments import list_factors
from riskassess.queries.review_rooms import (
    RiskLine,
    count_open_risks,
    list_raised_risks,
    list_rounds,
    read_outcome,
)
from riskassess.queries.reviews import ReviewView, get_review
from riskassess.queries.round_marks import room_rule, scored_names
from riskassess.services import consultations
from riskassess.services.consultations import Desk
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.final_acts import Final, entries_of, final_act
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.certainty import with_certainty
from riskassess.web.office.room_forms import EndForm, NextRoundForm, RiskForm

NEXT, END = "next", "end"


@bp.get("/reviews/<int:review_id>/consultation")
def show_consultation(review_id: int) -> Any:
    """Show how a consultation stands and what may be done with it."""
    return _show(_view(review_id))


def _view(review_id: int) -> ReviewView:
    view = get_review(context.db_session(), review_id, actor=context.actor())
    is_reader = may_read_sheets(
        context.actor(), round_state=RoundState.CLOSED, owner_expert_id=None
    )
    if view.review.kind is not ReviewKind.EXPERT_CONSULTATION or not is_reader:
        raise NotFound("not_found", where=f"review:{review_id}")
    return view


def _show(view: ReviewView, status: int = 200, **forms: Any) -> Any:
    session = context.db_session()
    risks = list_raised_risks(session, view.review.id or 0)
    factors = list_factors(session, view.case.id)
    rule = room_rule(session, view.review).consultation
    is_leading = context.actor().has(Role.CASE_OFFICER) and _is_between(view)
    may_go_on = is_leading and not count_open_risks(risks)
    outcomes = _outcomes(view, rule)
    is_scored = view.round.kind is RoundKind.SCORING
    return render_template(
        "office/reviews/show_consultation.html",
        **head_of(view.case),
        view=view,
        rounds=list_rounds(session, view.review.id or 0),
        risks=[_risk(line, factors, forms) for line in risks],
        open_risks=count_open_risks(risks),
        outcomes=outcomes,
        is_leading=is_leading,
        may_open=may_go_on and view.round.number < rule.rounds_at_most,
        may_end=may_go_on and is_scored,
        needs_reason=is_scored and not (outcomes and outcomes[0].may_end),
        rule=rule,
        categories={row.code: row.name(current_locale()) for row in view.case.manual.categories},
        next_form=forms.get(NEXT) or _next_form(view),
        end_form=forms.get(END) or EndForm(prefix=END),
    ), status


def _is_between(view: ReviewView) -> bool:
    """Return whether a round is closed and the consultation is not ended."""
    is_over = view.review.state is ReviewState.CLOSED
    return view.round.state is RoundState.CLOSED and not is_over


def _outcomes(view: ReviewView, rule: Any) -> list[OutcomeWords]:
    """Return what the closed scoring rounds came to, the newest first."""
    session, manual = context.db_session(), view.case.manual
    names = scored_names(session, view.case.id, manual)
    found = [read_outcome(row) for row in list_rounds(session, view.review.id or 0)]
    return [
        outcome_words(each, names=names, rule=rule, manual=manual)
        for each in reversed(found)
        if each
    ]


def _next_form(view: ReviewView) -> NextRoundForm:
    calendar = context.work_calendar().with_manual(view.case.manual.holidays)
    start, clock = local(context.clock()).date(), view.case.manual.clock("review")
    due = due_on(start, clock, calendar.closed, calendar.working)
    return NextRoundForm(prefix=NEXT, due_on=due)


def _risk_form(risk_id: int | None, factors: list[Any]) -> RiskForm:
    offered = [(row.code, f"{row.code} {row.name}") for row in factors]
    return RiskForm(prefix=f"risk{risk_id}").offering(offered)


def _risk(line: RiskLine, factors: list[Any], forms: dict[str, Any]) -> dict[str, Any]:
    key = f"risk{line.risk.id}"
    is_open = line.risk.state is RaisedState.RAISED
    form = forms.get(key) or (_risk_form(line.risk.id, factors) if is_open else None)
    return {"line": line, "form": form}


@bp.post("/reviews/<int:review_id>/risks/<int:risk_id>")
def decide_raised_risk(review_id: int, risk_id: int) -> Any:
    """Decide on a risk that an expert raised."""
    view = _view(review_id)
    known = {line.risk.id for line in list_raised_risks(context.db_session(), review_id)}
    if risk_id not in known:
        raise NotFound("not_found", where=f"risk:{risk_id}")
    form = _risk_form(risk_id, list_factors(context.db_session(), view.case.id))
    if not done_by(form, lambda: _decide(risk_id, form)):
        return _show(view, 422, **{f"risk{risk_id}": form})
    flash(_("已处理。"), "success")
    return redirect(_url(view), code=303)


def _decide(risk_id: int, form: RiskForm) -> Any:
    return consultations.decide_raised(
        context.db_session(), risk_id=risk_id, state=RaisedState(form.state.data),
        factor_code=form.factor.data or "", reason=form.reason.data or "", desk=_desk(),
    )  # fmt: skip


def _desk() -> Desk:
    return Desk(context.actor(), context.clock(), context.officer_seal())


def _url(view: ReviewView) -> str:
    return url_for("office.show_consultation", review_id=view.review.id)


@bp.post("/reviews/<int:review_id>/rounds")
def open_next_round(review_id: int) -> Any:
    """Open the next scoring round."""
    view, form = _view(review_id), NextRoundForm(prefix=NEXT)
    if not done_by(form, _opening(review_id, form)):
        return _show(view, 422, **{NEXT: form})
    flash(_("下一轮已经发起，专家会收到通知。"), "success")
    return redirect(
        url_for("office.show_review", assessment_id=view.case.id, number=view.review.number),
        code=303,
    )


def _opening(review_id: int, form: NextRoundForm) -> Callable[[], Any]:
    return lambda: posting(
        consultations.open_next_round, review_id=review_id, way=RoundWay(form.way.data),
        due_on=form.due_on.data, desk=_desk(),
    )()  # fmt: skip


@bp.post("/reviews/<int:review_id>/ending")
def end_consultation(review_id: int) -> Any:
    """End a consultation with its last round; the result is computed."""
    view, form = _view(review_id), EndForm(prefix=END)
    answer = final_act(
        form,
        with_certainty(lambda: _end(review_id, form)),
        ask=lambda: _ask_end(view, form),
        again=lambda status: _show(view, status, **{END: form}),
    )
    if answer is not None:
        return answer
    flash(_("会诊已结束，结果已算出。"), "success")
    return redirect(url_for("office.show_result", assessment_id=view.case.id), code=303)


def _ask_end(view: ReviewView, form: EndForm) -> Final:
    return Final(
        title=_("结束会诊？"),
        button=_("结束会诊并计算"),
        happens=[_("以最后一轮评分计算结果，此后不能再发起评分轮。")],
        entries=entries_of(form),
        about=view.case.project.title,
    )


def _end(review_id: int, form: EndForm) -> Any:
    return consultations.end_consultation(
        context.db_session(), review_id=review_id, reason=form.reason.data or "", desk=_desk()
    )
