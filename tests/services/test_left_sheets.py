"""Sheets that were handed in and need care: their expert left, or they are older than versions."""

import pytest
from sqlmodel import select

from expert_pool.vocabulary import RecusalGround
from models import Expert, Score
from riskassess.domain.errors import Refused
from riskassess.proof.room_check import check_room_file
from riskassess.services import rounds, sheet_copies
from riskassess.services.letters import Outbox
from riskassess.services.recusals import record_recusal
from tests.services.test_sheet_reopening import desk, officer, room  # noqa: F401 - fixtures
from tests.support.signing import sign
from tests.support.vault import vault


def test_the_record_has_it_and_the_result_has_not(session, room, desk, officer, now):  # noqa: F811
    for chair in (0, 1):
        desk.fill(chair)
    sheet = desk.submit(0).sheet
    desk.submit(1)
    desk.ask(sheet)
    desk.answer()
    record_recusal(
        session, assessment_id=room.assessment.id, ground=RecusalGround.KINSHIP, note="亲属",
        expert_code=session.get(Expert, room.chairs[0].member.expert_id).code, actor=officer,
        now=now, outbox=Outbox("https://x"),
    )  # fmt: skip
    room.review.quorum = 1
    rounds.close_round(session, round_id=room.round.id, actor=officer, now=now, seal=vault().seal)
    record = sheet_copies.signed_round_record(
        session, room.round, with_sheets=True, now=now, sign=sign
    )
    assert check_room_file(record.encode()).whole
    assert sheet.id not in session.exec(select(Score.sheet_id)).all()


def test_a_sheet_of_before_there_were_versions_is_not_reopened(session, desk):  # noqa: F811
    desk.fill()
    sheet = desk.submit().sheet
    session.delete(desk.versions()[0])
    session.flush()
    with pytest.raises(Refused, match="sheet_unversioned"):
        desk.ask(sheet)
