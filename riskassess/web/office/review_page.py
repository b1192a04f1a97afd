"""Everything the page of a review shows: states and times of members, draws, buttons."""

from collections import Counter
from typing import Any

from expert_pool.vocabulary import ExclusionReason
from riskassess.domain.draw_policy import DrawRefusal, refuse_announcement
from riskassess.domain.errors import NotFound
from riskassess.domain.policy import may_read_sheets, refuse_closing
from riskassess.domain.review_policy import refuse_reminder
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import MemberState, RefusalReason, ReviewKind, Role
from riskassess.filters import local
from riskassess.i18n import _, current_locale, sentences
from riskassess.labels import label
from riskassess.messages import explain
from riskassess.queries.assessments import get_case, standing_state
from riskassess.queries.attention import is_attention_open
from riskassess.queries.draws import panel_facts, read_json
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.review_rooms import list_due_changes, materials_are_late
from riskassess.queries.reviews import ReviewView, get_review, list_reviews
from riskassess.queries.round_marks import room_rule
from riskassess.services.appointments import open_places_of
from riskassess.services.candidates import seat_name
from riskassess.web import context
from riskassess.web.office.actions import may
from riskassess.web.office.case_page import head_of
from riskassess.web.office.draw_page import reason_names, request_lines, why_not
from riskassess.web.office.panel_seal import note_members_shown, reads_panel
from riskassess.web.office.review_waits import waits_of


def review_page(
    assessment_id: int, *, number: int | None = None, decision: Any = None
) -> dict[str, Any]:
    """Return the template's values for the newest review, or the one with a number.

    `decision` is the form on a request that was sent and comes back.
    """
    session, actor = context.db_session(), context.actor()
    case = get_case(session, assessment_id, actor=actor)
    reviews = list_reviews(session, case.id)
    values = {**head_of(case), "reviews": reviews, "may": may(case), "view": None}
    if not reviews:
        return values
    chosen = next((row for row in reviews if number in (None, row.number)), None)
    if chosen is None:
        raise NotFound("not_found", where=f"review:{assessment_id}:{number}")
    reads = reads_panel(chosen)
    if reads:
        note_members_shown(chosen)
    view = get_review(session, chosen.id or 0, actor=actor)
    vacancies, why_no_close = open_names(view), _why_not_close(view)
    pending = next((line for line in view.draws if line.is_pending), None)
    return {
        **values,
        "view": view,
        "waits": waits_of(
            view, open_seats=len(vacancies), pending=pending, may_close=not why_no_close
        ),
        **_days(view),
        "members": [_member(view, line) for line in view.members] if reads else [],
        "member_states": _states(view),
        "reads_panel": reads,
        "draws": [_draw(view, line, reads=reads) for line in view.draws],
        "counts": {**_counts(view), "open": len(vacancies)},
        "why_not_close": why_no_close,
        "why_not_announce": why_not_announce(view),
        "vacant": vacant_seats(view),
        "pending": pending,
        "requests": request_lines(view.review, decision),
        "reasons": reason_names(pool_manual_of(session, view.review.office_id).draw),
        "is_officer": actor.has(Role.CASE_OFFICER),
        "may_judge": actor.has(Role.CASE_OFFICER, Role.POOL_KEEPER),
    }


def _days(view: ReviewView) -> dict[str, Any]:
    """Return how the days of a review stand: put off, meeting, materials, and what is over."""
    session, review = context.db_session(), view.review
    rule = room_rule(session, review)
    today = local(context.clock()).date()
    return {
        # of this round: the day of an earlier one is told in the minutes
        "due_changes": [
            line
            for line in list_due_changes(session, review.id or 0)
            if line.row.changed_at >= view.round.opened_at
        ],
        "materials_late": review.meeting_at is not None
        and materials_are_late(review, rule.meeting.materials_days, today=today),
        "materials_days": rule.meeting.materials_days,
        "is_over": standing_state(review, view.round) is RoundState.CLOSED,
        "is_locked": view.round.state is RoundState.LOCKED,
        "is_consultation": review.kind is ReviewKind.EXPERT_CONSULTATION,
        "may_see_attention": is_attention_open(context.actor(), review, view.round),
        "may_see_consultation": may_read_sheets(
            context.actor(), round_state=RoundState.CLOSED, owner_expert_id=None
        ),
    }


def vacant_seats(view: ReviewView) -> list[str]:
    """Return the seats that the newest draw left for a direct appointment."""
    newest = next((row.draw for row in view.draws[::-1] if row.draw.announcement), None)
    rows = read_json(newest.announcement).get("vacant", ()) if newest else ()
    return [str(row["name"]) for row in rows]


def _counts(view: ReviewView) -> dict[str, int]:
    """Return how many members have come how far; the started are a count only."""
    states = [line.member.state for line in view.seated]
    answered = {MemberState.ACCEPTED, MemberState.READY, MemberState.SUBMITTED}
    return {
        "seated": len(states),
        "accepted": sum(state in answered for state in states),
        "declared": sum(state in {MemberState.READY, MemberState.SUBMITTED} for state in states),
        "opened": sum(line.member.opened_at is not None for line in view.seated),
        "started": sum(line.started_at is not None for line in view.seated),
        "submitted": view.submitted,
    }


def _member(view: ReviewView, line: Any) -> dict[str, Any]:
    profession = view.case.manual.profession(line.member.profession)
    reason = refuse_reminder(
        context.actor(), round_state=view.round.state, member_state=line.member.state
    )
    return {
        "line": line,
        "name": line.name,
        "profession": profession.name(current_locale()) if profession else line.member.profession,
        "may_remind": reason is None and line.member.expert_id is not None,
    }


def _states(view: ReviewView) -> list[tuple[MemberState, int]]:
    """Return how many members stand where: all that is told of a sealed panel."""
    counts = Counter(line.member.state for line in view.members)
    return [(state, counts[state]) for state in MemberState if counts[state]]


def _draw(view: ReviewView, line: Any, *, reads: bool) -> dict[str, Any]:
    """Return a draw; only the first form shows order and exclusions here, once they are open."""
    if not (line.draw.seed and reads):
        return {"line": line, "is_told": False, "order": [], "excluded": []}
    need = view.case.manual.panel_rule(view.case.assessment.procedure, view.case.project.kind)
    seats = {seat.code: seat.name(current_locale()) for seat in need.seats}
    excluded = line.snapshot["excluded"]
    return {
        "line": line,
        "is_told": True,
        "pool": len(line.snapshot["experts"]),
        "candidates": len(line.snapshot["experts"]) - len(excluded),
        "excluded": [
            (code, _("、").join(label(ExclusionReason(reason)) for reason in reasons))
            for code, reasons in sorted(excluded.items())
        ],
        "order": [
            (code, seats.get(place, _("其他专业")), key)
            for code, place, key in line.result["members"]
        ]
        + [(code, _("候补"), key) for code, _place, key in line.result["reserves"]],
    }


def find_draw(view: ReviewView, number: int) -> Any:
    """Return one draw of a review; raises NotFound."""
    for line in view.draws:
        if line.draw.number == number:
            return line
    raise NotFound("not_found", where=f"draw:{number}")


def _why_not_close(view: ReviewView) -> str:
    reason = refuse_closing(
        context.actor(),
        round_state=view.round.state,
        submitted=view.submitted,
        quorum=view.review.quorum,
    )
    if reason is None:
        is_announced = panel_facts(context.db_session(), view.review).is_announced
        return sentences(explain(DrawRefusal.DRAW_PENDING, {})) if is_announced else ""
    if reason is RefusalReason.NOT_YOUR_ROLE:
        return _("结束本轮由承办人办理。")
    return sentences(explain(reason, {}))


def why_not_announce(view: ReviewView) -> str:
    """Return why no further draw may be announced now, in words; empty when it may."""
    facts = panel_facts(context.db_session(), view.review)
    reason = refuse_announcement(context.actor(), facts)
    return misfit(view, reason) or why_not(reason, _("抽取由承办人公告。"))


def open_names(view: ReviewView) -> list[str]:
    """Return the seats of an open panel that nobody holds, one for each place."""
    if not view.is_open:
        return []
    places = open_places_of(context.db_session(), view.case, view.review)
    return [seat_name(view.case, place.code) for place in places]


def misfit(view: ReviewView, reason: str | None) -> str:
    """Return what to do where every place is taken and a required seat has nobody who fits it."""
    seats = open_names(view) if reason is RefusalReason.PANEL_COMPLETE else []
    if not seats:
        return ""
    return _(
        "席位已满，但%(seats)s席位没有专业相符的人。请先登记一位成员的回避或申请重新抽取，再补这一席位。",
        seats=_("、").join(dict.fromkeys(seats)),
    )
