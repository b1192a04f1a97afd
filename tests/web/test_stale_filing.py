"""A correction after the filing is told beside the grade, to the sponsor and to the office."""

from models import Assessment, Project
from riskassess.adapters.keys import OfficeKeys
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.services import corrections, proposals, side_states
from tests import factories
from tests.support import reviews as scenes

NOTE = "不再对应现在的内容"


def test_a_stale_approval_is_told_beside_the_grade(session, client, sign_in, now, tmp_path):
    case, _review, _result, officer = scenes.graded(session, now=now)
    proposal = proposals.propose_grade(
        session, assessment_id=case.id, explanation="一致。", actor=officer, now=now
    )
    proposals.approve_grade(
        session, proposal_id=proposal.id, sign=OfficeKeys(tmp_path / "k").sign,
        actor=scenes.approver(case), now=now,
    )  # fmt: skip
    unit_id = session.get_one(Project, case.project_id).unit_id
    sponsor = factories.account(Role.PROJECT_UNIT, office_id=case.office_id, unit_id=unit_id)
    office = factories.account(Role.CASE_OFFICER, office_id=case.office_id)

    def pages():
        for account, room in ((sponsor, "sponsor"), (office, "office")):
            sign_in(client, account)
            for place in ("", "/certainty"):
                answer = client.get(f"/{room}/assessments/{case.id}{place}")
                assert answer.status_code == 200
                yield answer.get_data(as_text=True)

    assert [NOTE in page for page in pages()] == [False] * 4
    change = corrections.Change("place", "另一个地方", "登记有误")
    corrections.correct_registration(
        session, assessment_id=case.id, change=change, actor=officer, now=now
    )
    assert [NOTE in page for page in pages()] == [True] * 4
    assert all("等待稳定办重新计算" in page for page in pages())
    side_states.suspend_assessment(
        session, assessment_id=case.id, reason="资金未落实", actor=officer, now=now
    )
    assert [NOTE in page for page in pages()] == [True] * 4
    cancelled = session.get_one(Assessment, case.id)
    cancelled.state = AssessmentState.CANCELLED
    session.commit()
    assert not any("等待稳定办重新计算" in page for page in pages()), "nobody waits any more"
    assert [NOTE in page for page in pages()] == [True] * 4
