"""What the sponsor learns of the certainty: after the filing, and never by expert."""

import json

import pytest
from sqlmodel import select

from models import PanelMember
from riskassess.adapters.keys import OfficeKeys
from riskassess.domain.vocabulary import AssessmentState
from riskassess.queries.certainty import find_certainty
from riskassess.services import proposals
from tests.support import reviews as scenes

FILED = (
    AssessmentState.FILED, AssessmentState.DECIDED, AssessmentState.TRACKING,
    AssessmentState.CLOSED, AssessmentState.ARCHIVED,
)  # fmt: skip


@pytest.fixture
def filed(session, now, browse):
    """Return a signed-in sponsor whose case was graded and filed, and the result."""
    browser = browse()
    case, _review, result, officer = scenes.graded(session, now=now, owner=browser.unit)
    browser.case = case
    return browser, case, result, officer


def test_nothing_before_the_filing_everything_but_experts_after_it(session, filed, now, tmp_path):
    browser, case, result, officer = filed
    assert browser.get("/certainty").status_code == 404
    proposal = proposals.propose_grade(
        session, assessment_id=case.id, explanation="依据充分", actor=officer, now=now
    )
    assert browser.get("/certainty").status_code == 404
    proposals.approve_grade(
        session,
        proposal_id=proposal.id,
        sign=OfficeKeys(tmp_path / "keys").sign,
        actor=scenes.approver(case),
        now=now,
    )
    session.refresh(case)
    answer = browser.get("/certainty")
    assert answer.status_code == 200
    assert "重抽 10,000 次中" in answer.text
    assert "去掉任何一位专家" in answer.text
    record = json.loads(find_certainty(session, result.id).record)
    members = session.exec(select(PanelMember)).all()
    names = {row["name"] for row in record["left_out"]}
    assert names <= {member.code for member in members}
    for code in names:
        assert code not in answer.text
    assert "逐一去掉专家：" not in answer.text
    assert f'href="/sponsor/assessments/{case.id}/certainty"' in browser.get().text


@pytest.mark.parametrize("state", [state for state in AssessmentState if state not in FILED])
def test_no_state_before_the_filing_shows_it(session, filed, state):
    browser, case, _result, _officer = filed
    case.state = state
    session.add(case)
    session.commit()
    assert browser.get("/certainty").status_code == 404


def test_other_unit_learns_nothing(session, filed, browse):
    _browser, case, _result, _officer = filed
    stranger = browse()
    stranger.case = case
    assert stranger.get("/certainty").status_code == 404
