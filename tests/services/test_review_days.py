"""Days of a review: put off while it runs, within bounds; meetings, who signs in, what waits."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, DueChange, Message, PanelMember, Review, row_id
from riskassess.domain.deadlines import WEEKDAYS
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import RoundState, SignInWay
from riskassess.domain.tasks import TaskKind
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.queries.room_todo import list_room_tasks
from riskassess.services import due_changes, meetings, side_states
from riskassess.services.letters import Outbox
from tests import factories
from tests.support.review_room import DUE, make_room

URL = "https://wenping.example.invalid"


@pytest.fixture
def room(session):
    made = make_room(session, experts=3)
    made.review.pool_manual_version_id = factories.pool_manual().id
    factories.save(made.review)
    return made


@pytest.fixture
def officer(room):
    return factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)


def put_off(session, room, actor, now, *, day=DUE + timedelta(days=7), reason="补充勘察"):
    outbox = Outbox(URL)
    due_changes.put_off_review(
        session, review_id=row_id(room.review), due_on=day, reason=reason, actor=actor, now=now,
        outbox=outbox,
    )  # fmt: skip
    return outbox.message_ids


def test_only_who_has_not_submitted_hears_of_a_later_day(session, room, officer, now):
    room.chairs[0].member.state = MemberState.SUBMITTED
    factories.save(room.chairs[0].member)
    assert len(put_off(session, room, officer, now)) == 2
    assert session.get(Review, room.review.id).due_on == DUE + timedelta(days=7)
    row = session.exec(select(DueChange)).one()
    assert (row.due_before, row.reason) == (DUE, "补充勘察")
    told = session.exec(select(Message)).all()
    assert {message.topic for message in told} == {"due_change"}
    assert all("补充勘察" in message.body for message in told)
    trace = session.exec(select(AuditEntry).where(AuditEntry.action == "review:put_off")).one()
    assert "补充勘察" in trace.after


def test_what_is_refused_changes_nothing(session, room, officer, now):
    for day, reason, code in (
        (DUE, "原因", "due_same"),
        (DUE - timedelta(days=1), "原因", "due_before_round"),
        (DUE.replace(year=2099), "原因", "due_too_far"),
        (DUE + timedelta(days=1), " ", "reason_missing"),
        (DUE + timedelta(days=1), "长" * 1001, "text_too_long"),
    ):
        with pytest.raises(InvalidInput, match=code):
            put_off(session, room, officer, now, day=day, reason=reason)
    with pytest.raises(InvalidInput, match="due_past"):  # a day that is gone is no day
        put_off(session, room, officer, now + timedelta(days=60))
    with pytest.raises(Refused, match="not_your_role"):
        put_off(session, room, factories.actor(Role.APPROVER, office_id=officer.office_id), now)
    with pytest.raises(NotFound):
        put_off(session, room, factories.actor(Role.CASE_OFFICER), now)
    room.round.state = RoundState.CLOSED
    factories.save(room.round)
    with pytest.raises(Refused, match="round_closed"):
        put_off(session, room, officer, now)
    assert session.exec(select(DueChange)).all() == []


def test_a_mistyped_day_is_put_back_to_the_first_one_and_days_of_a_pause_stay(
    session, room, officer, now
):
    put_off(session, room, officer, now, day=DUE + timedelta(days=300))
    assert len(put_off(session, room, officer, now, day=DUE + timedelta(days=7))) == 3
    put_off(session, room, officer, now, day=DUE, reason="填错，改回")
    assert session.get(Review, room.review.id).due_on == DUE
    halt = {"assessment_id": row_id(room.assessment), "actor": officer, "reason": "等规划批复"}
    side_states.suspend_assessment(session, **halt, now=now)
    back = now + timedelta(days=5)
    side_states.resume_assessment(session, **halt, now=back, calendar=WEEKDAYS)
    put_off(session, room, officer, back + timedelta(hours=1), day=DUE + timedelta(days=9))
    with pytest.raises(InvalidInput, match="due_before_round"):
        put_off(session, room, officer, back, day=DUE + timedelta(days=4))
    put_off(session, room, officer, back, day=DUE + timedelta(days=5))


def plan(session, room, officer, now, *, days=10):
    return meetings.plan_meeting(
        session, review_id=row_id(room.review), meeting_at=now + timedelta(days=days),
        place="三楼会议室", actor=officer, now=now, outbox=Outbox(URL),
    )  # fmt: skip


def test_members_sign_in_themselves_or_are_signed_in_on_the_day(session, room, officer, now):
    first, second, third = room.chairs
    call = {"member_id": first.member.id, "actor": first.actor}
    with pytest.raises(Refused, match="meeting_missing"):
        meetings.sign_in_member(session, now=now, **call)
    plan(session, room, officer, now)
    with pytest.raises(Refused, match="meeting_ahead"):
        meetings.sign_in_member(session, now=now, **call)
    day = now + timedelta(days=10)
    assert meetings.sign_in_member(session, now=day, **call).signed_in_how is SignInWay.ONLINE
    with pytest.raises(Refused, match="signed_in_already"):
        meetings.sign_in_member(session, now=day, **call)
    with pytest.raises(NotFound):  # nobody signs in for another
        meetings.sign_in_member(session, member_id=second.member.id, actor=first.actor, now=day)
    done = meetings.sign_in_member(session, member_id=second.member.id, actor=officer, now=day)
    assert (done.signed_in_how, done.signed_in_by_id) == (SignInWay.IN_PERSON, officer.account_id)
    third.member.state = MemberState.INVITED
    factories.save(third.member)
    with pytest.raises(Refused, match="not_declared"):
        meetings.sign_in_member(session, member_id=third.member.id, actor=officer, now=day)
    with pytest.raises(Refused, match="meeting_held"):
        plan(session, room, officer, day)
    with pytest.raises(Refused, match="signed_in_by_self"):
        meetings.strike_sign_in(session, member_id=first.member.id, actor=officer, now=day)
    struck = meetings.strike_sign_in(session, member_id=second.member.id, actor=officer, now=day)
    assert struck.signed_in_at is None


def test_a_meeting_lies_ahead_and_has_a_place(session, room, officer, now):
    with pytest.raises(InvalidInput, match="meeting_in_past"):
        plan(session, room, officer, now, days=0)
    call = {"review_id": row_id(room.review), "actor": officer, "now": now}
    with pytest.raises(InvalidInput, match="place_missing"):
        meetings.plan_meeting(
            session, meeting_at=now + timedelta(days=1), place=" ", outbox=Outbox(URL), **call
        )
    outbox = Outbox(URL)
    for _each in range(2):  # the second time is no news
        meetings.send_materials(session, outbox=outbox, **call)
    assert len(outbox.message_ids) == 3


def test_the_first_visit_is_kept_and_only_the_own(session, room, now):
    first, second = room.chairs[:2]
    for actor, at in ((second.actor, now), (first.actor, now), (first.actor, now + timedelta(1))):
        meetings.note_opened(session, member_id=first.member.id, actor=actor, now=at)
    assert session.get(PanelMember, first.member.id).opened_at == now
    room.review.closed_at = now
    factories.save(room.review)
    meetings.note_opened(session, member_id=second.member.id, actor=second.actor, now=now)
    assert session.get(PanelMember, second.member.id).opened_at is None  # too late to count


def test_days_that_come_near_stand_on_the_officers_list(session, room, officer, now):
    plan(session, room, officer, now, days=10)  # on 12 March
    told = {
        day: [task.kind for task in list_room_tasks(session, officer, today=day)]
        for day in (date(2026, 3, 2), date(2026, 3, 11), date(2026, 3, 17))
    }
    assert told == {
        date(2026, 3, 2): [TaskKind.SEND_MATERIALS],
        date(2026, 3, 11): [TaskKind.SEND_MATERIALS, TaskKind.HOLD_MEETING],
        date(2026, 3, 17): [TaskKind.PUT_OFF_REVIEW],
    }
    late = list_room_tasks(session, officer, today=date(2026, 3, 17))[0]
    assert (late.is_late, late.count, late.due_on) == (True, 3, DUE)
    expert = room.chairs[0].actor
    assert list_room_tasks(session, expert, today=date(2026, 3, 17)) == []
