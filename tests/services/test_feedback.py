"""What a closed round tells whom: figures, the own mark, reasons under changing names."""

from datetime import date

import pytest
from sqlmodel import select

from models import RoundName, row_id
from riskassess.domain.errors import NotFound
from riskassess.domain.room_vocabulary import RoundState, RoundWay
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import newest_round
from riskassess.queries.feedback import (
    feedback_of,
    get_told_round,
    list_told_rounds,
)
from riskassess.services.consultations import Desk, open_next_round
from tests import factories
from tests.factories import NOW
from tests.support.consultation_room import close, fill_sheet, told_room

DUE = date(2026, 3, 20)


@pytest.fixture
def room(session):
    return told_room(session)


def open_next(session, room, way=RoundWay.OWN_TIME):
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    return open_next_round(
        session, review_id=row_id(room.review), way=way, due_on=DUE, desk=Desk(officer, NOW)
    )


def told_to(session, room, chair):
    member = room.chairs[chair].member
    return feedback_of(session, get_told_round(session, member, None), member=member)


def test_figures_stand_with_the_own_mark_and_the_reasons_of_the_others(session, room):
    told = told_to(session, room, 0)
    factor = next(row for row in told.factors if row.code == "B03")
    figure = next(row for row in factor.figures if row.field == "before_impact")
    assert (figure.minimum, figure.q1, figure.median, figure.q3, figure.maximum) == (
        1000, 3000, 5000, 7000, 9000,
    )  # fmt: skip
    assert (figure.own, figure.is_settled, figure.moved) == (1000, False, None)
    assert factor.own_reason == "两批方案相差三成"
    assert {row.text for row in factor.reasons} == {"公示期已满", "仍有十二户未签"}
    names = set(session.exec(select(RoundName.name)).all())
    assert {row.name for row in factor.reasons} | {told.name} == names


def test_who_handed_in_nothing_is_told_nothing(session, room):
    late = room.chairs[3].member
    assert list_told_rounds(session, late) == []
    with pytest.raises(NotFound):
        get_told_round(session, late, 1)


def test_a_replacement_is_told_from_the_first_own_round_on(session, room):
    open_next(session, room)
    for chair, share in enumerate(("40", "50", "60")):
        fill_sheet(session, room, chair + 1, share, "换人后")
    round_ = newest_round(session, row_id(room.review))
    late = room.chairs[3].member
    assert list_told_rounds(session, late) == []  # the round is open
    close(session, room)
    assert [row.number for row in list_told_rounds(session, late)] == [2]
    assert feedback_of(session, round_, member=late).name


def test_nothing_of_an_open_round_is_told(session, room):
    round_ = open_next(session, room)
    fill_sheet(session, room, 0, "40", "第二轮理由")
    assert round_.state is RoundState.OPEN
    with pytest.raises(NotFound):
        feedback_of(session, round_)
    assert told_to(session, room, 0).round.number == 1


def test_the_office_reads_every_reason_by_name(session, room):
    told = feedback_of(session, newest_round(session, row_id(room.review)))
    assert (told.name, told.factors[0].own_reason) == ("", "")
    assert [row.name for row in told.factors[0].reasons] == sorted(
        row.name for row in told.factors[0].reasons
    )
    assert len(told.factors[0].reasons) == 3
