"""Round names hold against the office too: sheets of a consultation open with its end."""

import json

import pytest
from sqlmodel import select

from models import Sheet
from riskassess.domain.vocabulary import ReviewState, Role
from riskassess.queries.exports import find_assessment
from tests import factories
from tests.support.consultation_room import REASONS, told_room
from tests.support.office import page, sign_in


@pytest.fixture
def room(session):
    return told_room(session)


def test_no_office_role_reads_a_consultations_sheets_before_its_end(client, session, room):
    base, sheet = f"/office/reviews/{room.review.id}", session.exec(select(Sheet)).first()
    roles = (Role.APPROVER, Role.CASE_OFFICER)
    actors = [factories.actor(role, office_id=room.review.office_id) for role in roles]
    for actor in actors:
        sign_in(client, session, actor)
        text = page(client, f"{base}/versions")
        assert "会诊还没有结束" in text
        assert not [reason for reason in REASONS if reason in text]
        page(client, f"/office/sheets/{sheet.id}", 404)
        assert "sheets" not in json.loads(client.get(f"{base}/rounds/1/record").data)
    assert "本轮记录只含校验码" in page(client, f"{base}/commitments")
    office_id, code = room.review.office_id, room.assessment.code
    assert find_assessment(session, code, office_id=office_id)["experts"] == []
    room.review.state, room.review.closed_at = ReviewState.CLOSED, factories.NOW
    factories.save(room.review)
    assert len(find_assessment(session, code, office_id=office_id)["experts"]) == 3
    text = page(client, f"{base}/versions")
    assert f"/office/sheets/{sheet.id}" in text
    assert "本轮记录只含校验码" not in page(client, f"{base}/commitments")
    assert REASONS[0] in page(client, f"/office/sheets/{sheet.id}")
    assert len(json.loads(client.get(f"{base}/rounds/1/record").data)["sheets"]) > 0
