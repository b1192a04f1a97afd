"""Withdrawn, suspended, resumed, put off: the state comes back, clocks stop, nothing is lost."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import (
    AuditEntry,
    ClockChange,
    DueChange,
    Message,
    PanelMember,
    Project,
    Review,
    Unit,
    row_id,
)
from riskassess.domain.deadlines import WEEKDAYS
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentState, MemberState, Role
from riskassess.proof.canonical import canonical_json
from riskassess.queries.exports import find_assessment
from riskassess.queries.invitations import LinkState, link_state
from riskassess.queries.todo import list_tasks
from riskassess.services import clock_changes, rounds, side_states
from riskassess.services.acceptance import accept_assessment
from riskassess.services.letters import Outbox
from riskassess.services.sheets import Change
from tests import factories
from tests.support.review_room import DUE, make_room
from tests.support.sheets import save_changes, submit_sheet
from tests.support.vault import vault

S = AssessmentState
URL = "https://wenping.example.invalid"


@pytest.fixture
def owner():
    return factories.unit()


@pytest.fixture
def officer(owner):
    return factories.actor(Role.CASE_OFFICER, office_id=owner.office_id)


def suspend(session, case, actor, now, reason="等待规划调整", outbox=None):
    return side_states.suspend_assessment(
        session, assessment_id=row_id(case), reason=reason, actor=actor, now=now, outbox=outbox
    )


def resume(session, case, actor, now, outbox=None):
    return side_states.resume_assessment(
        session, assessment_id=row_id(case), reason="规划已批复", actor=actor, now=now,
        calendar=WEEKDAYS, outbox=outbox,
    )  # fmt: skip


def due_of_task(session, actor, now):
    return {task.subject_id: task.due_on for task in list_tasks(session, actor, now=now)}


def test_a_clock_stands_still_while_a_case_is_suspended(session, owner, officer, now):
    case = factories.assessment(owner=owner, state=S.SUBMITTED)
    before = due_of_task(session, officer, now)[case.id]
    suspend(session, case, officer, now + timedelta(days=1))
    assert (case.state, case.held_state) == (S.SUSPENDED, S.SUBMITTED)
    assert due_of_task(session, officer, now + timedelta(days=2)) == {case.id: None}
    resume(session, case, officer, now + timedelta(days=8))  # a week: five working days
    assert (case.state, case.held_state, case.state_since) == (S.SUBMITTED, None, now)
    row = session.exec(select(ClockChange)).one()
    assert (row.days, row.due_before) == (5, before)
    assert due_of_task(session, officer, now + timedelta(days=8))[case.id] == row.due_after
    assert row.due_after == before + timedelta(days=7)


def test_days_granted_end_with_the_state(session, owner, officer, now):
    case = factories.assessment(owner=owner, state=S.SUBMITTED)
    before = due_of_task(session, officer, now)[case.id]
    given = {"actor": officer, "now": now, "calendar": WEEKDAYS}
    later = before + timedelta(days=7)
    for day, reason, code in (
        (before, "补充材料", "due_unchanged"),
        (before - timedelta(days=1), "补充材料", "due_before_own"),
        (before.replace(year=2126), "补充材料", "due_too_far"),
        (later, " ", "reason_missing"),
        (later, "长" * 1001, "text_too_long"),
    ):
        with pytest.raises((InvalidInput, Refused), match=code):
            clock_changes.extend_clock(
                session, assessment_id=case.id, due_on=day, reason=reason, **given
            )
    clock_changes.extend_clock(
        session, assessment_id=case.id, due_on=later, reason="补充材料", **given
    )
    assert due_of_task(session, officer, now)[case.id] == later
    sooner = before + timedelta(days=1)  # mistyped: corrected to an earlier day
    for day in (sooner, later):
        clock_changes.extend_clock(
            session, assessment_id=case.id, due_on=day, reason="更正", **given
        )
        assert due_of_task(session, officer, now)[case.id] == day
    trace = session.exec(select(AuditEntry).where(AuditEntry.action == "assessment:extend")).first()
    assert later.isoformat() in trace.after
    suspend(session, case, officer, now)
    assert resume(session, case, officer, now).assessment.granted_days == 5


def test_nobody_else_suspends_and_nothing_moves_meanwhile(session, owner, officer, now):
    case = factories.assessment(owner=owner, state=S.SUBMITTED)
    with pytest.raises(Refused, match="not_your_role"):
        suspend(session, case, factories.sponsor(owner), now)
    with pytest.raises(InvalidInput, match="reason_missing"):
        suspend(session, case, officer, now, reason=" ")
    with pytest.raises(NotFound):
        suspend(session, case, factories.actor(Role.CASE_OFFICER), now)
    suspend(session, case, officer, now)
    with pytest.raises(IllegalTransition):
        suspend(session, case, officer, now)
    with pytest.raises(Refused, match="case_suspended"):
        accept_assessment(session, assessment_id=case.id, actor=officer, now=now)


@pytest.fixture
def room(session):
    return make_room(session, experts=2)


@pytest.fixture
def case_officer(room):
    return factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)


def save(session, room, now, place, field, value):
    changes = [Change(f"{place}{field}", place, field, value, None, at=now)]
    chair = room.chairs[0]
    return save_changes(
        session, member_id=chair.member.id, changes=changes, actor=chair.actor, now=now
    )


def test_sheets_are_kept_but_not_handed_in_while_suspended(session, room, case_officer, now):
    factor = str(room.factors[0].id)
    save(session, room, now, factor, "before_impact", "40")
    outbox = Outbox(URL)
    suspend(session, room.assessment, case_officer, now, outbox=outbox)
    told = session.exec(select(Message).where(Message.topic == "halt")).all()
    assert len(told) == 2
    assert not any("等待规划调整" in row.body for row in told)
    kept = save(session, room, now, factor, "after_impact", "20")
    assert kept.saved == [f"{factor}after_impact"]
    place = {"member_id": room.chairs[0].member.id, "actor": room.chairs[0].actor, "now": now}
    with pytest.raises(Refused, match="case_suspended"):
        submit_sheet(session, **place)
    with pytest.raises((Refused, IllegalTransition)):
        rounds.close_round(
            session, round_id=room.round.id, actor=case_officer, now=now, seal=vault().seal
        )
    assert list_tasks(session, room.chairs[0].actor, now=now) == []


def test_days_and_links_of_a_review_go_on_by_as_much(session, room, case_officer, now):
    member = session.get(PanelMember, room.chairs[0].member.id)
    member.state = MemberState.INVITED
    factories.save(member)
    ends = member.token_expires_at

    def link(moment):
        return link_state(session, member, reader_expert_id=None, now=moment)

    suspend(session, room.assessment, case_officer, now)
    assert link(now) is LinkState.HALTED
    later = now + timedelta(days=10)
    resume(session, room.assessment, case_officer, later, outbox=Outbox(URL))
    assert member.token_expires_at == ends + timedelta(days=10)
    assert link(later) is LinkState.OPEN
    assert session.get(Review, room.review.id).due_on == DUE + timedelta(days=10)
    assert "中止 10 天" in session.exec(select(DueChange)).one().reason
    assert session.exec(select(Message).where(Message.topic == "due_change")).all()


def test_a_withdrawn_case_is_over_for_everybody_and_keeps_everything(session, room, now):
    case = room.assessment
    owner = factories.sponsor(session.get(Unit, session.get(Project, case.project_id).unit_id))
    save(session, room, now, str(room.factors[0].id), "before_impact", "40")
    given = {"assessment_id": case.id, "actor": owner, "now": now}
    with pytest.raises(InvalidInput, match="reason_missing"):
        side_states.withdraw_assessment(session, reason="", **given)
    side_states.withdraw_assessment(session, reason="项目停建", **given)
    assert (case.state, case.held_state) == (S.CANCELLED, S.IN_REVIEW)
    assert room.round.closed_at is None  # nobody opens what the experts wrote
    with pytest.raises(Refused, match="round_closed"):
        save(session, room, now, str(room.factors[0].id), "after_impact", "20")
    with pytest.raises(IllegalTransition):
        side_states.withdraw_assessment(session, reason="再撤", **given)


def test_a_suspended_case_is_exported_as_before(session, room, case_officer, now):
    def file():
        found = find_assessment(session, room.assessment.code, office_id=room.review.office_id)
        return canonical_json(found)

    before = file()
    suspend(session, room.assessment, case_officer, now)
    assert file() == before
