"""Sheets that are saved while their round is closed on PostgreSQL: each waits for the other."""

import threading
import time

import pytest
from sqlmodel import Session, select

from models import Sheet
from riskassess.domain.errors import Refused
from riskassess.domain.vocabulary import Role, SheetState
from riskassess.services import rounds, sheet_reopening
from riskassess.services.sheets import Change
from tests import factories
from tests.services.test_acts_at_once import at_once, own_engine  # noqa: F401 - a fixture
from tests.services.test_sheet_reopening import Desk
from tests.support.kind_rooms import kind_room
from tests.support.sheets import save_changes
from tests.support.vault import vault

pytestmark = pytest.mark.postgres


def test_a_reopened_sheet_is_saved_while_the_round_is_closed(own_engine, now, monkeypatch):  # noqa: F811
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        room = kind_room(session, "cn-default", experts=2)
        officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
        desk = Desk(session, room, officer, now)
        for chair in (0, 1):
            desk.fill(chair)
            desk.ask(desk.submit(chair).sheet)
            desk.answer(chair=chair)
        session.commit()
    is_restoring, record = threading.Event(), sheet_reopening.record

    def slowly(*given, **named):
        record(*given, **named)
        if not is_restoring.is_set():  # the first of the two: the chain is held from here on
            is_restoring.set()
            time.sleep(0.3)

    monkeypatch.setattr(sheet_reopening, "record", slowly)
    seat = room.chairs[1]

    def save(one):
        is_restoring.wait(timeout=20)
        change = Change("late", "opinions", "overall", "最后一刻", "总体可行。", now)
        save_changes(one, member_id=seat.member.id, changes=[change], actor=seat.actor, now=now)

    def close(one):
        rounds.close_round(one, round_id=room.round.id, actor=officer, now=now, seal=vault().seal)

    for error in at_once(own_engine, close, save):
        assert isinstance(error, Refused), error  # the save came too late
    with Session(own_engine) as session:
        assert set(session.exec(select(Sheet.state))) == {SheetState.SUBMITTED}
