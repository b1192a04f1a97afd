"""What a review waits for now, the next thing first: for whom, until when, and the way to do it."""

from collections.abc import Iterator
from typing import Any

from flask import url_for

from riskassess.domain.room_vocabulary import RoundKind, RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState, ReviewKind, ReviewState
from riskassess.filters import date_text, datetime_text, local
from riskassess.i18n import _, _l
from riskassess.queries.review_rooms import (
    count_open_risks,
    list_key_holders,
    list_raised_risks,
    materials_are_late,
    materials_day,
)
from riskassess.queries.reviews import ReviewView
from riskassess.queries.round_marks import room_rule
from riskassess.web import context
from riskassess.web.office.opinion_waits import opinion_waits
from riskassess.web.office.review_wait import Wait


def waits_of(view: ReviewView, *, open_seats: int, pending: Any, may_close: bool) -> list[Wait]:
    """Return what a review waits for, what the case officer can do before what others do."""
    found = [
        *_of_round(view, may_close=may_close),
        *_of_panel(open_seats, pending),
        *_of_meeting(view),
        *_of_members(view),
        *opinion_waits(view),
    ]
    return sorted(found, key=lambda wait: (not wait.is_late, wait.url is None))


def _of_round(view: ReviewView, *, may_close: bool) -> Iterator[Wait]:
    """Yield what the newest round waits for: its closing, its key, the way on."""
    officer = _("承办人")
    if view.round.state is RoundState.LOCKED:
        holders = list_key_holders(context.db_session(), view.round.id or 0)
        missing = _("、").join(name for name, is_given in holders if not is_given)
        url = url_for("office.show_opening", assessment_id=view.case.id)
        what = _("本轮已截止，等两位持钥人开启")
        yield Wait(what, missing or _("持钥人"), url=url, verb=_("开封情况"))
    elif view.is_open and may_close:
        what = _("已提交 %(n)s 份，达到法定份数，可以结束本轮", n=view.submitted)
        yield Wait(what, officer, url="#closing", verb=_("结束本轮"))
    elif view.round.state is RoundState.CLOSED:
        yield from _after_round(view)


def _after_round(view: ReviewView) -> Iterator[Wait]:
    if view.review.kind is not ReviewKind.EXPERT_CONSULTATION:
        return
    if view.review.state is ReviewState.CLOSED:
        return
    url = url_for("office.show_consultation", review_id=view.review.id)
    officer = _("承办人")
    left = count_open_risks(list_raised_risks(context.db_session(), view.review.id or 0))
    if left:
        yield Wait(_("专家提出的风险，%(n)s 条待处理", n=left), officer, url=url, verb=_("处理"))
    elif view.round.kind is RoundKind.ISSUES:
        yield Wait(_("列题轮已结束，发起第一轮评分"), officer, url=url, verb=_("发起"))
    else:
        yield Wait(_("本轮已结束，发起下一轮或结束会诊"), officer, url=url, verb=_("办理"))


def _of_panel(open_seats: int, pending: Any) -> Iterator[Wait]:
    """Yield values of an announced draw, or seats that nobody holds."""
    if pending:
        yield Wait(
            _("第 %(n)s 次抽取已公告，等数值产生后录入", n=pending.draw.number),
            _("承办人"),
            datetime_text(pending.draw.expected_at),
            url_for("office.show_draw", draw_id=pending.draw.id),
            _("录入"),
        )
    elif open_seats:
        yield Wait(
            _("专家组缺 %(n)s 人", n=open_seats),
            _("承办人"),
            url="#supplement",
            verb=_("补抽或指定"),
        )


def _of_meeting(view: ReviewView) -> Iterator[Wait]:
    """Yield materials that are not sent, and a meeting that lies ahead."""
    review, now = view.review, context.clock()
    if review.meeting_at is None or view.case.assessment.state is not AssessmentState.IN_REVIEW:
        return
    url = url_for("office.show_review_meeting", review_id=review.id)
    days = room_rule(context.db_session(), review).meeting.materials_days
    last, today = materials_day(review, days), local(now).date()
    if review.materials_at is None:
        late = materials_are_late(review, days, today=today)
        yield Wait(_("材料送达专家"), _("承办人"), date_text(last), url, _("记录"), is_late=late)
    if local(review.meeting_at).date() >= today:
        yield Wait(
            _("评审会：%(place)s", place=review.meeting_place), _("专家组"),
            datetime_text(review.meeting_at), url, _("查看"),
        )  # fmt: skip


def _of_members(view: ReviewView) -> Iterator[Wait]:
    """Yield how many members are waited for at each step; nothing of what they wrote."""
    if not view.is_open:
        return
    states = [line.member.state for line in view.seated]
    due = view.review.due_on
    is_late = due < local(context.clock()).date()
    steps = (
        (MemberState.INVITED, _l("%(n)s 位专家答复邀请")),
        (MemberState.ACCEPTED, _l("%(n)s 位专家声明回避与保密")),
        (MemberState.READY, _l("%(n)s 位专家提交")),
    )
    for state, what in steps:
        if state in states:
            until = _answer_day(view) if state is MemberState.INVITED else date_text(due)
            yield Wait(what % {"n": states.count(state)}, _("专家"), until)
    if is_late and view.submitted < len(states):
        url = url_for("office.show_extension", review_id=view.review.id)
        yield Wait(
            _("已过截止日期，%(n)s 人还没有提交：催办或延期", n=len(states) - view.submitted),
            _("承办人"), date_text(due), url, _("延期"), is_late=True,
        )  # fmt: skip


def _answer_day(view: ReviewView) -> str:
    """Return the first day on which an invitation ends that is not answered."""
    ends = [
        line.member.token_expires_at
        for line in view.seated
        if line.member.state is MemberState.INVITED and line.member.token_expires_at
    ]
    return date_text(min(ends)) if ends else ""
