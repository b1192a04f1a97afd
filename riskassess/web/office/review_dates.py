"""Days of a review: putting off the deadline, the meeting, materials sent ahead, who was there."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.errors import NotFound
from riskassess.domain.reasons import required_reason
from riskassess.domain.review_policy import PRESENT, refuse_meeting, refuse_put_off
from riskassess.filters import local, long_date
from riskassess.i18n import _, sentences
from riskassess.messages import explain
from riskassess.queries.assessments import standing_round_state
from riskassess.queries.review_rooms import (
    list_due_changes,
    materials_are_late,
    materials_day,
)
from riskassess.queries.reviews import ReviewView, get_review
from riskassess.queries.round_marks import room_rule
from riskassess.services import due_changes, meetings
from riskassess.services.letters import Outbox
from riskassess.web import context
from riskassess.web.acts import do, done_by, posting
from riskassess.web.final_acts import Final, entries_of, final_act
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.panel_seal import note_members_shown, reads_panel
from riskassess.web.office.room_forms import ExtensionForm, MeetingForm


@bp.get("/reviews/<int:review_id>/extension")
def show_extension(review_id: int) -> Any:
    """Show until when the sheets are wanted, and the form that puts it off."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    return _extension(view, ExtensionForm())


def _extension(view: ReviewView, form: ExtensionForm, status: int = 200) -> Any:
    session = context.db_session()
    state = standing_round_state(session, view.review)
    reason = refuse_put_off(context.actor(), state, view.case.assessment.state)
    return render_template(
        "office/reviews/edit_extension.html",
        **head_of(view.case),
        view=view,
        form=form,
        changes=list_due_changes(session, view.review.id or 0),
        why_not=sentences(explain(reason, {})) if reason else "",
        waited=sum(line.submitted_at is None for line in view.seated),
    ), status


@bp.post("/reviews/<int:review_id>/extension")
def put_off_review(review_id: int) -> Any:
    """Put off the deadline, once it was asked about; everybody who is waited for hears of it."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    form = ExtensionForm()
    act = posting(
        due_changes.put_off_review, review_id=review_id, due_on=form.due_on.data,
        reason=form.reason.data or "", actor=context.actor(), now=context.clock(),
    )  # fmt: skip
    again = lambda status: _extension(view, form, status)  # noqa: E731
    answer = final_act(form, act, ask=lambda: _ask_extension(view, form), again=again)
    if answer is not None:
        return answer
    return _told(_("截止日期已更改，未提交的专家会收到通知。"), review_page_url(view))


def _ask_extension(view: ReviewView, form: ExtensionForm) -> Final:
    """Return the question with both days; raises what the act would refuse."""
    required_reason(form.reason.data or "")
    due_changes.require_put_off(
        context.db_session(), view.case, view.review, due_on=form.due_on.data,
        actor=context.actor(), now=context.clock(),
    )  # fmt: skip
    days = {"before": long_date(view.review.due_on), "after": long_date(form.due_on.data)}
    return Final(
        title=_("更改截止日期？"),
        button=_("确认更改"),
        happens=[
            _("截止日期由 %(before)s 改为 %(after)s。", **days),
            _("还没有提交的专家会收到通知；填错时可以再改，但不能早于本轮原定的日期。"),
        ],
        entries=entries_of(form),
        about=view.case.project.title,
    )


def _told(text: str, to: str) -> Any:
    flash(text, "success")
    return redirect(to, code=303)


def review_page_url(view: ReviewView) -> str:
    """Return the address of a review's own page."""
    return url_for("office.show_review", assessment_id=view.case.id, number=view.review.number)


@bp.get("/reviews/<int:review_id>/panel-meeting")
def show_review_meeting(review_id: int) -> Any:
    """Show the meeting of a review: when and where, the materials, who is signed in."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    planned = local(view.review.meeting_at) if view.review.meeting_at else None
    return _meeting(view, MeetingForm(meeting_at=planned, place=view.review.meeting_place))


def _meeting(view: ReviewView, form: MeetingForm, status: int = 200) -> Any:
    session, now = context.db_session(), context.clock()
    reads = reads_panel(view.review)
    if reads:
        note_members_shown(view.review)
    days = room_rule(session, view.review).meeting.materials_days
    reason = refuse_meeting(context.actor(), view.case.assessment.state)
    present = [line for line in view.seated if line.member.state in PRESENT]
    return render_template(
        "office/reviews/edit_meeting.html",
        **head_of(view.case),
        view=view,
        form=form,
        why_not=sentences(explain(reason, {})) if reason else "",
        days=days,
        last_day=materials_day(view.review, days),
        is_late=materials_are_late(view.review, days, today=local(now).date()),
        reads_panel=reads,
        present=present,
        signed_in=sum(line.member.signed_in_at is not None for line in present),
        is_day=_is_day(view),
    ), status


def _is_day(view: ReviewView) -> bool:
    """Return whether the day of the meeting has come."""
    planned = view.review.meeting_at
    return planned is not None and local(context.clock()).date() >= local(planned).date()


@bp.post("/reviews/<int:review_id>/panel-meeting")
def plan_review_meeting(review_id: int) -> Any:
    """Set time and place of the meeting; the panel is invited by mail."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    form = MeetingForm()
    act = posting(_plan, review_id=review_id, form=form)
    if not done_by(form, act):
        return _meeting(view, form, 422)
    return _told(_("会议已安排，通知已发给专家组。"), _meeting_url(review_id))


def _plan(session: Any, *, outbox: Outbox, review_id: int, form: MeetingForm) -> Any:
    return meetings.plan_meeting(
        session, review_id=review_id, meeting_at=form.moment, place=form.place.data or "",
        actor=context.actor(), now=context.clock(), outbox=outbox,
    )  # fmt: skip


def _meeting_url(review_id: int) -> str:
    return url_for("office.show_review_meeting", review_id=review_id)


@bp.post("/reviews/<int:review_id>/materials")
def send_materials(review_id: int) -> Any:
    """Write down that the materials are sent, and tell the panel where they are."""
    act = posting(
        meetings.send_materials, review_id=review_id, actor=context.actor(), now=context.clock()
    )
    return do(act, done=_("材料送达已登记，专家会收到通知。"), to=_meeting_url(review_id))


def _require_member(review_id: int, member_id: int) -> None:
    view = get_review(context.db_session(), review_id, actor=context.actor())
    if all(line.member.id != member_id for line in view.members):
        raise NotFound("not_found", where=f"member:{member_id}")


@bp.post("/reviews/<int:review_id>/members/<int:member_id>/sign-in")
def sign_in_member(review_id: int, member_id: int) -> Any:
    """Sign in a member who came."""
    _require_member(review_id, member_id)
    return do(
        lambda: meetings.sign_in_member(
            context.db_session(), member_id=member_id, actor=context.actor(), now=context.clock()
        ),
        done=_("已登记签到。"),
        to=f"{_meeting_url(review_id)}#sign-in",
    )


@bp.post("/reviews/<int:review_id>/members/<int:member_id>/sign-in/striking")
def strike_sign_in(review_id: int, member_id: int) -> Any:
    """Take back a sign-in that was entered by mistake."""
    _require_member(review_id, member_id)
    return do(
        lambda: meetings.strike_sign_in(
            context.db_session(), member_id=member_id, actor=context.actor(), now=context.clock()
        ),
        done=_("签到已撤销，撤销记录在案。"),
        to=f"{_meeting_url(review_id)}#sign-in",
    )
