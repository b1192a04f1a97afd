"""Experts who leave in the middle, clocks that are wrong: what was written stays, nothing leaks."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from expert_pool.vocabulary import ExpertState, RecusalGround
from models import Expert, LedgerEntry, PanelMember, Score, Sheet, SheetChange, row_id
from riskassess.domain.errors import Refused
from riskassess.domain.room_vocabulary import RoundWay
from riskassess.domain.vocabulary import MemberState, Role, SheetState
from riskassess.queries.assessment_files import submitted_panel
from riskassess.services import consultations, recusals, rounds
from riskassess.services.consultations import Desk
from riskassess.services.letters import Outbox
from riskassess.services.pool.seats import leave_seats
from riskassess.services.sheets import Change
from tests import factories
from tests.support.consultations import consultation_room, issues_closed, officer_of, scored
from tests.support.review_room import make_room
from tests.support.sheets import save_changes
from tests.support.vault import vault

URL = "https://wenping.example.invalid"


@pytest.fixture
def room(session):
    return make_room(session, experts=3)


@pytest.fixture
def officer(room):
    return factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)


def write(session, room, chair, now, value="50", base=None):
    seat = room.chairs[chair]
    change = Change(f"op{chair}{value}", str(room.factors[0].id), "before_impact", value, base, now)
    return save_changes(
        session, member_id=seat.member.id, changes=[change], actor=seat.actor, now=now
    )


def recuse(session, room, member, actor, now):
    expert = session.get(Expert, member.expert_id)
    return recusals.record_recusal(
        session, assessment_id=row_id(room.assessment), expert_code=expert.code,
        ground=RecusalGround.KINSHIP, note="", actor=actor, now=now, outbox=Outbox(URL),
    )  # fmt: skip


@pytest.mark.parametrize("way", ["recused", "removed"])
def test_a_sheet_begun_by_who_left_stays_sealed_and_never_counts(session, room, officer, now, way):
    write(session, room, 0, now)
    first = room.chairs[0].member
    if way == "recused":
        recuse(session, room, first, officer, now)
    else:
        expert = session.get(Expert, first.expert_id)
        expert.state = ExpertState.REMOVED
        leave_seats(session, expert, actor=officer, now=now, outbox=Outbox(URL))
        session.commit()
    assert session.get(PanelMember, first.id).state is MemberState.RECUSED
    with pytest.raises(Refused):
        write(session, room, 0, now, value="90")
    sheet = session.exec(select(Sheet)).one()
    assert (sheet.state, bool(sheet.sealed)) == (SheetState.DRAFT, True)
    newest = session.exec(select(LedgerEntry).order_by(col(LedgerEntry.id).desc())).first()
    assert newest.member_id == first.id
    with pytest.raises(Refused, match="quorum_missing"):
        rounds.close_round(
            session, round_id=row_id(room.round), actor=officer, now=now, seal=vault().seal
        )
    assert submitted_panel(session, row_id(room.round)) == []
    assert session.exec(select(Score)).all() == []


def next_round(session, room, officer, now):
    return consultations.open_next_round(
        session, review_id=row_id(room.review), way=RoundWay.OWN_TIME,
        due_on=date(2026, 3, 20), desk=Desk(officer, now), outbox=Outbox(URL),
    )  # fmt: skip


@pytest.fixture
def between(session, now):
    """Return a consultation after its first scoring round."""
    made = consultation_room(session)
    session.delete(issues_closed(session, made, now))
    scored(session, made, (4000, 5000, 6000), now)
    return made


def test_a_recusal_between_two_rounds_empties_the_seat_and_keeps_the_round(session, between, now):
    officer, first = officer_of(between), between.chairs[0].member
    before = between.round.outcome
    recuse(session, between, first, officer, now)
    assert session.get(PanelMember, first.id).state is MemberState.RECUSED
    assert (between.round.outcome, len(submitted_panel(session, between.round.id))) == (before, 3)
    next_round(session, between, officer, now)
    states = [chair.member.state for chair in between.chairs]
    assert states == [MemberState.RECUSED, MemberState.READY, MemberState.READY]


def test_who_left_the_pool_between_two_rounds_has_no_seat_in_the_next(session, between, now):
    first = between.chairs[0].member
    expert = session.get(Expert, first.expert_id)
    expert.state = ExpertState.REMOVED
    factories.save(expert)
    next_round(session, between, officer_of(between), now)
    assert session.get(PanelMember, first.id).state is MemberState.RECUSED
    line = session.exec(select(LedgerEntry).where(LedgerEntry.member_id == first.id)).all()
    assert "out_of_pool" in {row.reason_code for row in line}


def test_a_browser_whose_clock_is_ahead_writes_no_time_of_the_future(session, room, now):
    seat, ahead = room.chairs[0], now + timedelta(days=400)
    change = Change("ahead", str(room.factors[0].id), "before_impact", "50", None, ahead)
    save_changes(session, member_id=seat.member.id, changes=[change], actor=seat.actor, now=now)
    assert session.exec(select(SheetChange)).one().typed_at == now


def test_a_server_clock_set_back_loses_nothing(session, room, now):
    write(session, room, 0, now)
    back = now - timedelta(hours=6)
    assert write(session, room, 0, back, value="60", base="50").saved
    assert session.exec(select(Sheet)).one().started_at == now
