"""The office's pages of a case: read, accept, return, decide, check, close."""

import pytest
from sqlmodel import select

from models import Commitment, Document, Measure, Recusal, ReturnPoint, Survey, Transition
from riskassess.domain.vocabulary import AssessmentState, CommitmentState, Role
from tests import factories

S = AssessmentState


def page(client, case, tail="", status=200):
    answer = client.get(f"/office/assessments/{case.id}{tail}")
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def send(client, case, tail, **data):
    return client.post(f"/office/assessments/{case.id}{tail}", data=data, follow_redirects=True)


def fresh(session, case):
    session.refresh(case)
    return case


def said(answer):
    return answer.get_data(as_text=True)


# a draft is its sponsor's alone: see test_office_never_sees_a_draft
@pytest.mark.parametrize("state", [each for each in S if each is not S.DRAFT])
def test_case_page_stands_in_every_state(client, desk, state):
    case = desk(state)
    text = page(client, case)
    for anchor in ("registration", "documents", "survey", "factors", "measures", "history"):
        assert f'id="{anchor}"' in text
    assert ('aria-current="step"' in text) == (state is not S.ARCHIVED)


def test_case_page_shows_survey_and_history(client, desk, session):
    case = desk(S.PREPARING)
    officer = factories.account(Role.CASE_OFFICER, office_id=case.office_id, display_name="王某")
    counts = {"issued": 400, "valid": 341, "support": 200, "conditional": 40}
    factories.save(
        Survey(
            office_id=case.office_id,
            assessment_id=case.id,
            number=1,
            indifferent=22,
            oppose=79,
            recorded_at=factories.NOW,
            **counts,
        )
    )
    factories.save(
        Transition(
            office_id=case.office_id,
            assessment_id=case.id,
            action="accept",
            before=S.SUBMITTED,
            after=S.SURVEYING,
            actor_id=officer.id,
            at=factories.NOW,
        )
    )
    text = page(client, case)
    assert all(words in text for words in ("79 份", "23.2%", "19.0% 至 27.9%"))
    assert "王某受理，由“已提交”转为“调查中”" in text


def test_what_one_may_not_do_is_said(client, desk):
    assert "这一步由承办人办理" in page(client, desk(S.SUBMITTED, Role.APPROVER))


def test_acceptance_and_a_second_press(client, desk, session):
    case = desk(S.SUBMITTED)
    assert "受理后进入调查阶段" in page(client, case, "/registration")
    assert "已受理" in said(send(client, case, "/acceptance"))
    assert fresh(session, case).state is S.SURVEYING
    again = send(client, case, "/acceptance")
    assert again.status_code == 200
    assert "这一步现在不能做" in said(again)


def test_return_with_points(client, desk, session):
    case = desk(S.SUBMITTED)
    points = {
        "points-0-subject": "D05",
        "points-0-text": "缺少资金证明",
        "points-1-subject": "",
        "points-1-text": "户数不一致",
        "points-2-subject": "",
        "points-2-text": "",
    }
    assert "已退回 2 条意见" in said(send(client, case, "/registration-return", **points))
    rows = session.exec(select(ReturnPoint).where(ReturnPoint.assessment_id == case.id)).all()
    assert [row.text for row in rows] == ["缺少资金证明", "户数不一致"]


def test_return_without_points_keeps_what_was_typed(client, desk):
    case = desk(S.SUBMITTED)
    answer = send(client, case, "/registration-return", **{"points-0-subject": "D05 资金证明"})
    assert answer.status_code == 422
    assert "有一条意见只有事项" in said(answer)
    assert "D05 资金证明" in said(answer)
    assert send(client, case, "/registration-return").status_code == 422


def test_one_more_point_keeps_the_others(client, desk, session):
    case = desk(S.SUBMITTED)
    answer = send(
        client,
        case,
        "/registration-return",
        more="1",
        **{"points-0-text": "甲", "points-2-text": ""},
    )
    assert "points-3-text" in said(answer)
    assert "甲" in said(answer)
    assert fresh(session, case).state is S.SUBMITTED


def test_factor_list_is_shown_and_fixed(client, desk, session):
    case = desk(S.PREPARING, handed_in_at=factories.NOW)
    assert "因素清单（1 个）" in page(client, case, "/preparation")
    assert "因素清单已确定" in said(send(client, case, "/factor-list"))
    assert fresh(session, case).factors_fixed_at is not None
    assert "因素清单已经确定" in said(send(client, case, "/factor-list"))


def test_materials_go_back(client, desk, session):
    case = desk(S.PREPARING, handed_in_at=factories.NOW)
    send(client, case, "/preparation-return", **{"points-0-text": "报告缺第三章"})
    assert fresh(session, case).handed_in_at is None


def test_decision_needs_its_reason(client, desk, session):
    case = desk(S.FILED)
    factories.document(case, "D27")
    given = {"decision": "implement", "body": "市人民政府", "decided_on": "2026-03-01"}
    answer = send(client, case, "/decision", **given)
    assert answer.status_code == 422
    assert "没有填写理由" in said(answer)
    assert "市人民政府" in said(answer)
    assert "决定已登记" in said(send(client, case, "/decision", **given, reason="会议决定"))
    assert "已开始跟踪" in said(send(client, case, "/tracking"))
    assert fresh(session, case).state is S.TRACKING


def proven(session, case):
    measure = session.exec(select(Measure).where(Measure.assessment_id == case.id)).one()
    factories.save(
        Commitment(
            office_id=case.office_id,
            measure_id=measure.id,
            state=CommitmentState.PROVEN,
            evidence="已逐户送达",
        )
    )
    return measure


def test_measure_is_checked_and_the_case_closed(client, desk, session):
    case = desk(S.TRACKING)
    measure = proven(session, case)
    url = f"/measures/{measure.id}"
    assert "已逐户送达" in page(client, case, url)
    assert send(client, case, url, verdict="back", remark="").status_code == 422
    assert "已核实" in said(send(client, case, url, verdict="confirmed"))
    again = send(client, case, url, verdict="confirmed")
    assert "没有保存" in said(again)
    assert "已结案" in said(send(client, case, "/closing", reason="全部核实"))
    assert fresh(session, case).state is S.CLOSED


def test_closing_too_early_says_why(client, desk, session):
    case = desk(S.TRACKING)
    assert "还有措施没有核实" in page(client, case, "/closing")
    assert send(client, case, "/closing", reason="-").status_code == 422


def test_recusal_is_recorded(client, desk, session):
    case = desk(S.PREPARING)
    expert = factories.expert(office_id=case.office_id)
    answer = send(client, case, "/recusals", expert=expert.code, ground="kinship")
    assert "回避已登记" in said(answer)
    assert session.exec(select(Recusal).where(Recusal.assessment_id == case.id)).one()
    unknown = send(client, case, "/recusals", expert="ZJ9999", ground="kinship")
    assert unknown.status_code == 422
    assert "没有编号为“ZJ9999”的专家" in said(unknown)


def document(case, app, **values):
    stored = app.extensions["files"].put(b"%PDF-1.4 test")
    app.extensions["files"].put_page(stored.digest, 1, b"\xff\xd8\xff jpeg")
    given = {"code": "D08", "title": "问卷统计", "filename": "问卷.pdf", "page_count": 1}
    return factories.save(
        Document(
            office_id=case.office_id,
            assessment_id=case.id,
            media_type="application/pdf",
            size=stored.size,
            digest=stored.digest,
            uploaded_at=factories.NOW,
            **{**given, **values},
        )
    )


def test_pages_of_a_document(client, desk, app):
    case = desk(S.SURVEYING)
    url = f"/documents/{document(case, app).id}"
    text = page(client, case, url)
    assert "限制查阅" in text
    assert f"{url}/pages/1" in text
    image = client.get(f"/office/assessments/{case.id}{url}/pages/1")
    assert (image.status_code, image.mimetype) == (200, "image/jpeg")
    assert page(client, case, f"{url}/pages/2", status=404)
    assert page(client, case, f"{url}/pages/0", status=404)
    file = client.get(f"/office/assessments/{case.id}{url}/file")
    assert file.headers["Content-Disposition"].startswith("attachment")
    file.close()


def test_document_under_another_case_is_not_found(client, desk, app):
    other = factories.assessment()
    case = desk(S.SURVEYING)
    assert page(client, case, f"/documents/{document(other, app).id}", status=404)


TAILS = ("", "/registration", "/preparation", "/decision", "/tracking", "/closing", "/recusals")


@pytest.mark.parametrize("tail", TAILS)
def test_other_offices_learn_nothing(client, desk, tail):
    other = factories.assessment(state=S.SUBMITTED)
    desk(S.SUBMITTED)
    assert page(client, other, tail, status=404)
