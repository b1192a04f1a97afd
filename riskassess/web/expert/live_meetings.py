"""A live meeting from an expert's place: the called factor, its results, the leader's chair."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from riskassess.domain.policy import refuse_saving
from riskassess.i18n import _
from riskassess.queries.assessments import list_factors
from riskassess.queries.leaders import find_leader
from riskassess.queries.live_meetings import Meeting, get_meeting, ready_members
from riskassess.queries.sheet_contents import own_content
from riskassess.queries.sheets import Seat, get_readable_seat
from riskassess.services import live_meetings, sheets
from riskassess.web import context
from riskassess.web.acts import do
from riskassess.web.expert import changes as wire
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.fields import bands_of, levels_view
from riskassess.web.expert.room import Part, Room, open_room
from riskassess.web.expert.saving import save
from riskassess.web.expert.summary import refusal_words, saved_text
from riskassess.web.live_page import ChairForm, is_live, live_values, state_answer

Notes = dict[str, tuple[str, str]]


@bp.get("/reviews/<int:member_id>/live")
def show_meeting(member_id: int) -> Any:
    """Show where the meeting stands and the fields of the called factor."""
    return _page(_seat(member_id), {})


@bp.get("/reviews/<int:member_id>/live/state")
def show_meeting_state(member_id: int) -> Any:
    """Tell a page whether something changed: version and counts, nothing else."""
    return state_answer(_meeting(_seat(member_id)))


@bp.post("/reviews/<int:member_id>/live/steps/<int:step_id>")
def fill_live_factor(member_id: int, step_id: int) -> Any:
    """Save the fields that were sent, and say that the factor is filled."""
    seat = _seat(member_id)
    room = open_room(seat)
    part = _called(seat, room)
    changed = wire.form_changes(request.form, part, now=context.clock()) if part else []
    outcome = save(member_id, changed) if changed else sheets.SaveOutcome()
    if notes := wire.form_notes(changed, outcome):
        return _page(seat, notes), 422
    to = url_for("expert.show_meeting", member_id=member_id)
    if request.form.get("go") != "ready":
        return redirect(to, code=303)
    return do(lambda: _ready(member_id, step_id), done=_("已记下：这个因素您填好了。"), to=to)


@bp.post("/reviews/<int:member_id>/live/next")
def lead_to_next_factor(member_id: int) -> Any:
    """Lead the meeting on, as the panel's leader."""
    seat, form = _seat(member_id), ChairForm()
    return do(
        lambda: live_meetings.call_next(
            context.db_session(), review_id=seat.review.id or 0, actor=context.actor(),
            now=context.clock(), reason=form.reason.data or "",
        ),
        done=_("已进入下一个因素。"), to=url_for("expert.show_meeting", member_id=member_id),
    )  # fmt: skip


@bp.post("/reviews/<int:member_id>/live/showing")
def show_live_results(member_id: int) -> Any:
    """Show the results although somebody is missing, as the panel's leader."""
    seat, form = _seat(member_id), ChairForm()
    return do(
        lambda: live_meetings.show_now(
            context.db_session(), review_id=seat.review.id or 0, reason=form.reason.data or "",
            actor=context.actor(), now=context.clock(), seal=context.sheet_vault().seal,
        ),
        done=_("结果已公布。"), to=url_for("expert.show_meeting", member_id=member_id),
    )  # fmt: skip


def _seat(member_id: int) -> Seat:
    seat = get_readable_seat(context.db_session(), member_id, actor=context.actor())
    if not is_live(seat.round):
        abort(404)
    return seat


def _ready(member_id: int, step_id: int) -> Any:
    return live_meetings.mark_ready(
        context.db_session(), member_id=member_id, step_id=step_id, actor=context.actor(),
        now=context.clock(), vault=context.sheet_vault(),
    )  # fmt: skip


def _round(seat: Seat) -> Any:
    """Return the live round of a seat; `_seat` has looked that there is one."""
    return seat.round


def _meeting(seat: Seat) -> Meeting:
    session = context.db_session()
    return get_meeting(session, _round(seat), list_factors(session, seat.assessment.id or 0))


def _called(seat: Seat, room: Room) -> Part | None:
    """Return the screen of the factor that the meeting is at."""
    called = _meeting(seat).factor
    key = str(called.id) if called else ""
    return next((part for part in room.parts if part.key == key), None)


def _page(seat: Seat, notes: Notes) -> str:
    session, seal = context.db_session(), context.sheet_vault().seal
    room = open_room(seat)
    own = own_content(session, seat, seal=seal).document
    values = live_values(seat.review, seat.round, room.manual, own)
    meeting, leader = values["meeting"], find_leader(session, seat.review)
    done = ready_members(session, _round(seat), meeting.step) if meeting.step else set()
    reason = refuse_saving(context.actor(), seat.facts())
    return render_template(
        "expert/consultation/show_meeting.html",
        seat=seat, room=room, part=_called(seat, room), notes=notes, **values,
        is_chair=leader is not None and leader.id == seat.member.id,
        has_leader=leader is not None,
        is_ready=seat.member.id in done,
        refusal=refusal_words(reason),
        saved=saved_text(seat.sheet, now=context.clock()),
        bands={part: bands_of(room.manual, part) for part in ("probability", "impact")},
        levels=_levels(room),
        form=ChairForm(formdata=None),
    )  # fmt: skip


def _levels(room: Room) -> dict[str, Any]:
    parts = ("probability", "impact") if room.manual.asks_levels else ()
    return {part: levels_view(room.manual, part) for part in parts}
