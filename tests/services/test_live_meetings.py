"""The live meeting: all at one factor, a count, no mark before all are in, then frozen."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from expert_pool.vocabulary import RecusalGround
from models import AuditEntry, Expert, LiveStep, RoundKey, SheetChange, row_id
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room.live import read_shown
from riskassess.domain.room_vocabulary import KeyHolder
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import list_factors
from riskassess.queries.live_meetings import get_meeting
from riskassess.services import live_meetings, recusals
from riskassess.services.letters import Outbox
from riskassess.services.officer_keys import share_round
from riskassess.services.sheets import Change
from tests import factories
from tests.factories import NOW
from tests.support.consultation_room import save, save_factor, scoring_room
from tests.support.kind_rooms import OPINIONS
from tests.support.sheets import save_changes, submit_sheet
from tests.support.vault import vault

SHARES = ("10", "50", "90")


@pytest.fixture
def room(session):
    return scoring_room(session, experts=3, way="live")


@pytest.fixture
def officer(room):
    return factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)


def call(session, room, actor, **more):
    return live_meetings.call_next(
        session, review_id=row_id(room.review), actor=actor, now=NOW, **more
    )


def show(session, room, actor, reason="专家因病离场"):
    return live_meetings.show_now(
        session, review_id=row_id(room.review), reason=reason, actor=actor, now=NOW,
        seal=vault().seal,
    )  # fmt: skip


def ready(session, room, chair, step):
    seat = room.chairs[chair]
    return live_meetings.mark_ready(
        session, member_id=row_id(seat.member), step_id=row_id(step), actor=seat.actor, now=NOW,
        vault=vault(),
    )  # fmt: skip


def standing(session, room):
    return get_meeting(session, room.round, list_factors(session, row_id(room.assessment)))


def all_in(session, room, step):
    for chair, share in enumerate(SHARES):
        save_factor(session, room, chair, step.factor_id, share)
        ready(session, room, chair, step)


def test_the_last_one_in_shows_the_marks_by_size_and_only_then(session, room, officer):
    step = call(session, room, officer)
    for chair, share in ((2, "90"), (0, "10")):
        save_factor(session, room, chair, step.factor_id, share)
        ready(session, room, chair, step)
        assert session.get(LiveStep, step.id).shown == ""
    assert (standing(session, room).ready, standing(session, room).present) == (2, 3)
    save_factor(session, room, 1, step.factor_id, "50")
    ready(session, room, 1, step)
    found = {figure.field: (figure, marks) for figure, marks in read_shown(step.shown)}
    figure, marks = found["before_impact"]
    assert (figure.median, marks, figure.is_settled) == (5000, (1000, 5000, 9000), False)
    assert found["before_weight"][1] == (70_000, 70_000, 70_000)


def test_ready_needs_every_figure_of_the_factor(session, room, officer):
    step = call(session, room, officer)
    with pytest.raises(Refused, match="live_incomplete"):
        ready(session, room, 0, step)
    assert standing(session, room).ready == 0


def test_shown_figures_are_frozen_reasons_and_gaps_are_not(session, room, officer):
    step = call(session, room, officer)
    for chair in (0, 1):
        save_factor(session, room, chair, step.factor_id, SHARES[chair])
        ready(session, room, chair, step)
    show(session, room, officer)
    place = str(step.factor_id)
    refused = save(session, room, 0, [(place, "before_impact", "60"), (place, "comment", "补充")])
    assert [error.code for error in refused.rejected.values()] == ["live_shown"]
    assert len(refused.saved) == 1
    late = save_factor(session, room, 2, step.factor_id, "50")  # who was missing fills the gaps
    assert late.rejected == {}


def test_the_chair_shows_with_a_reason_and_never_a_single_mark(session, room, officer):
    step = call(session, room, officer)
    save_factor(session, room, 0, step.factor_id, "10")
    ready(session, room, 0, step)
    with pytest.raises(InvalidInput, match="live_reason_missing"):
        show(session, room, officer, reason=" ")
    with pytest.raises(Refused, match="live_too_few"):
        show(session, room, officer)
    with pytest.raises(InvalidInput, match="live_reason_missing"):
        call(session, room, officer)
    following = call(session, room, officer, reason="两位专家离场")
    assert (following.position, session.get(LiveStep, step.id).reason) == (2, "两位专家离场")


def test_all_factors_once_and_no_more(session, room, officer):
    for _factor in room.factors:
        all_in(session, room, call(session, room, officer))
    assert not standing(session, room).has_next
    with pytest.raises(Refused, match="live_all_called"):
        call(session, room, officer)


def test_who_handed_in_the_whole_sheet_is_in_already(session, room, officer):
    for factor in room.factors:
        save_factor(session, room, 0, factor.id, "10")
    save(session, room, 0, OPINIONS)
    submit_sheet(
        session, member_id=row_id(room.chairs[0].member), actor=room.chairs[0].actor, now=NOW
    )
    step = call(session, room, officer)
    assert standing(session, room).ready == 1
    for chair in (1, 2):
        save_factor(session, room, chair, step.factor_id, SHARES[chair])
        ready(session, room, chair, step)
    assert step.shown_at is not None


def test_who_empties_a_figure_is_not_ready_until_saying_so_again(session, room, officer):
    step = call(session, room, officer)
    place = str(step.factor_id)
    for chair in (0, 1):
        save_factor(session, room, chair, step.factor_id, SHARES[chair])
        ready(session, room, chair, step)
    base = [Change("empty", place, "before_impact", None, "10", NOW)]
    seat = room.chairs[0]
    save_changes(session, member_id=row_id(seat.member), changes=base, actor=seat.actor, now=NOW)
    assert standing(session, room).ready == 1
    save_factor(session, room, 2, step.factor_id, "90")
    ready(session, room, 2, step)  # neither shown with two of three, nor refused
    assert session.get(LiveStep, step.id).shown_at is None
    with pytest.raises(Refused, match="live_incomplete"):
        ready(session, room, 0, step)
    back = [Change("back", place, "before_impact", "11", None, NOW)]
    save_changes(session, member_id=row_id(seat.member), changes=back, actor=seat.actor, now=NOW)
    ready(session, room, 0, step)
    found = {figure.field: marks for figure, marks in read_shown(step.shown)}
    assert found["before_impact"] == (1100, 5000, 9000)


def test_marks_of_who_left_the_panel_are_never_shown(session, room, officer):
    step = call(session, room, officer)
    for chair in (0, 1):
        save_factor(session, room, chair, step.factor_id, SHARES[chair])
        ready(session, room, chair, step)
    expert = session.get(Expert, room.chairs[0].member.expert_id)
    recusals.record_recusal(
        session, assessment_id=row_id(room.assessment), expert_code=expert.code, note="",
        ground=RecusalGround.KINSHIP, actor=officer, now=NOW, outbox=Outbox("https://office.example"),
    )  # fmt: skip
    with pytest.raises(Refused, match="live_too_few"):
        show(session, room, officer)
    save_factor(session, room, 2, step.factor_id, "90")
    ready(session, room, 2, step)
    assert step.shown_at is None  # two are no quorum of three
    show(session, room, officer)
    assert {
        marks for figure, marks in read_shown(step.shown) if figure.field == "before_impact"
    } == {(5000, 9000)}


def test_a_gap_filled_after_the_showing_is_told_from_after_it(session, room, officer):
    step = call(session, room, officer)
    for chair in (0, 1):
        save_factor(session, room, chair, step.factor_id, SHARES[chair])
        ready(session, room, chair, step)
    show(session, room, officer)
    seat, later = room.chairs[2], NOW + timedelta(minutes=9)
    late = [Change("late", str(step.factor_id), "before_impact", "50", None, NOW)]
    save_changes(session, member_id=row_id(seat.member), changes=late, actor=seat.actor, now=later)
    assert session.exec(select(SheetChange).where(SheetChange.op == "late")).one().typed_at == later


def test_the_leader_takes_the_chair_from_the_officer(session, room, officer):
    leader = room.chairs[0]
    leader.member.is_leader = True
    factories.save(leader.member)
    for stranger in (officer, room.chairs[1].actor):
        with pytest.raises(NotFound):
            call(session, room, stranger)
    assert call(session, room, leader.actor).position == 1


def test_those_who_signed_in_are_waited_for(session, room, officer):
    for chair in room.chairs[:2]:
        chair.member.signed_in_at, chair.member.signed_in_how = NOW, "in_person"
        factories.save(chair.member)
    assert standing(session, room).present == 2
    room.review.quorum = 2
    factories.save(room.review)
    step = call(session, room, officer)
    for chair in (0, 1):
        save_factor(session, room, chair, step.factor_id, SHARES[chair])
        ready(session, room, chair, step)
    assert step.shown_at is not None


def test_a_round_whose_key_officers_hold_is_never_live(session, room, officer):
    with pytest.raises(Refused, match="live_needs_server_key"):
        share_round(session, room.round, holders=[], actor=officer, now=NOW, seal=None)
    step = call(session, room, officer)
    save_factor(session, room, 0, step.factor_id, "10")
    key = session.exec(select(RoundKey)).one()
    key.holder = KeyHolder.OFFICERS
    factories.save(key)
    for act in (lambda: ready(session, room, 0, step), lambda: show(session, room, officer)):
        with pytest.raises(Refused, match="live_needs_server_key"):
            act()


def test_a_round_of_own_time_is_no_meeting(session):
    other = scoring_room(session, experts=3)
    officer = factories.actor(Role.CASE_OFFICER, office_id=other.review.office_id)
    with pytest.raises(Refused, match="live_not_live"):
        call(session, other, officer)


def test_the_trail_counts_who_is_ready_and_names_nobody(session, room, officer):
    all_in(session, room, call(session, room, officer))
    of_meeting = select(AuditEntry).where(col(AuditEntry.action).like("live:%"))
    rows = session.exec(of_meeting.order_by(col(AuditEntry.id))).all()
    actors = [(row.action, row.actor_id is None) for row in rows]
    assert actors == [("live:call", False), *[("live:ready", True)] * 3, ("live:show", True)]
    assert not any("1000" in row.after or "9000" in row.after for row in rows)
