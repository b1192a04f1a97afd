"""The deadline of the present state of a case: shown, put off, and corrected."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentAction, AssessmentState
from riskassess.filters import local, long_date
from riskassess.i18n import _
from riskassess.queries import cases
from riskassess.queries.assessments import Case, newest_review, standing_round_state
from riskassess.queries.pauses import list_clock_changes
from riskassess.queries.todo import due_of
from riskassess.services import clock_changes
from riskassess.web import context
from riskassess.web.acts import posting
from riskassess.web.case_forms import DeadlineForm
from riskassess.web.final_acts import Final, entries_of, final_act
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.case_record import why_not


def _case(assessment_id: int) -> Case:
    return cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())


@bp.get("/assessments/<int:assessment_id>/deadline")
def edit_deadline(assessment_id: int) -> Any:
    """Show until when the present state should last, and the form that puts it off."""
    return _deadline(_case(assessment_id), DeadlineForm(formdata=None))


def _deadline(case: Case, form: DeadlineForm, status: int = 200) -> Any:
    due, is_certain = due_of(
        case.manual, case.assessment.state, since=case.assessment.state_since,
        calendar=context.work_calendar(), granted=case.assessment.granted_days,
    )  # fmt: skip
    review = _scored_review(case)
    return render_template(
        "office/case_record/edit_deadline.html",
        **head_of(case),
        form=form,
        review=review,
        due=review.due_on if review else due,
        is_certain=is_certain or review is not None,
        clock=case.manual.clock_of(case.assessment.state),
        changes=list_clock_changes(context.db_session(), case),
        why_not=why_not(case, AssessmentAction.EXTEND),
    ), status


def _scored_review(case: Case) -> Any:
    """Return the review whose own day holds because its round is open, or None."""
    if case.assessment.state is not AssessmentState.IN_REVIEW:
        return None
    session = context.db_session()
    review = newest_review(session, case.id)
    is_open = review is not None and standing_round_state(session, review) is RoundState.OPEN
    return review if is_open else None


@bp.post("/assessments/<int:assessment_id>/deadline")
def extend_deadline(assessment_id: int) -> Any:
    """Put off the deadline of the present state, once it was asked about."""
    case, form = _case(assessment_id), DeadlineForm()
    act = posting(
        clock_changes.extend_clock, due_on=form.due_on.data, reason=form.reason.data or "",
        calendar=context.work_calendar(), assessment_id=assessment_id, actor=context.actor(),
        now=context.clock(),
    )  # fmt: skip
    again = lambda status: _deadline(_case(assessment_id), form, status)  # noqa: E731
    answer = final_act(form, act, ask=lambda: _ask(case, form), again=again)
    if answer is not None:
        return answer
    flash(_("截止日期已更改，项目单位会收到通知。"), "success")
    return redirect(url_for("office.edit_deadline", assessment_id=assessment_id), code=303)


def _ask(case: Case, form: DeadlineForm) -> Final:
    """Return the question with the day that will stand; raises what the act would refuse."""
    clock_changes.require_extension(
        context.db_session(), case, reason=form.reason.data or "", actor=context.actor()
    )
    plan = clock_changes.plan_extension(
        context.db_session(), case, form.due_on.data, today=local(context.clock()).date(),
        calendar=context.work_calendar(),
    )  # fmt: skip
    days = {"before": long_date(plan.due_before), "after": long_date(plan.due_after)}
    happens = [_("截止日期由 %(before)s 改为 %(after)s。", **days)]
    if plan.due_after != form.due_on.data:
        asked = long_date(form.due_on.data)
        happens.append(_("您填写的 %(asked)s 不是工作日，以 %(after)s 为准。", asked=asked, **days))
    happens.append(_("项目单位会收到通知；填错时可以再改，但不能早于手册规定的日期。"))
    return Final(
        title=_("更改截止日期？"),
        button=_("确认更改"),
        happens=happens,
        entries=entries_of(form),
        about=case.project.title,
    )
