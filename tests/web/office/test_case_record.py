"""Beside the way of a case: notes, suspension, deadline, correction, history, what is new."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import CaseNote, ClockChange, Correction, LastLook, Project
from models.engine import transaction
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.accounts import actor_for
from riskassess.services.acceptance import accept_assessment
from riskassess.services.audit import record
from tests import factories
from tests.support.review_room import make_room

S = AssessmentState


def text_of(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def address(case, rest=""):
    return f"/office/assessments/{case.id}{rest}"


@pytest.fixture
def sponsor_of(session):
    """Return a maker of the account of a case's sponsor."""

    def make(case):
        project = session.get(Project, case.project_id)
        return factories.account(
            Role.PROJECT_UNIT, office_id=case.office_id, unit_id=project.unit_id
        )

    return make


def test_notes_are_added_to_and_never_lost(client, session, desk):
    case = desk(S.SURVEYING)
    notes = address(case, "/notes")
    refused = client.post(notes, data={"text": "  "})
    assert refused.status_code == 422
    client.post(notes, data={"text": "先问水利局"})
    first = session.exec(select(CaseNote)).one()
    client.post(f"{notes}/{first.id}/correction", data={"text": "先问水务局"})
    page = text_of(client, notes)
    assert "先问水务局" in page
    assert "先问水利局" in page
    again = client.post(f"{notes}/{first.id}/correction", data={"text": "第三种写法"})
    assert again.status_code == 422
    assert "第三种写法" in again.get_data(as_text=True)


def test_a_note_is_nobodys_but_the_offices(client, session, desk, sign_in, sponsor_of):
    case = desk(S.SURVEYING)
    client.post(address(case, "/notes"), data={"text": "先问水利局"})
    note = session.exec(select(CaseNote)).one()
    colleague = factories.account(Role.APPROVER, office_id=case.office_id)
    sign_in(client, colleague)
    assert "先问水利局" in text_of(client, address(case, "/notes"))
    assert client.post(
        address(case, f"/notes/{note.id}/correction"), data={"text": "改"}
    ).status_code == 422  # fmt: skip
    sign_in(client, sponsor_of(case))
    page = text_of(client, f"/sponsor/assessments/{case.id}")
    assert "水利局" not in page
    assert "备注" not in page
    text_of(client, address(case, "/notes"), 404)


def test_suspending_and_resuming_say_what_they_do(client, session, desk):
    case = desk(S.SUBMITTED)
    assert client.post(address(case, "/suspension"), data={"reason": ""}).status_code == 422
    client.post(address(case, "/suspension"), data={"reason": "等待规划调整"})
    page = text_of(client, address(case))
    assert "已中止" in page
    assert "等待规划调整" in page
    assert "现在可以办理" not in page
    assert "评估已中止，具备条件后恢复" in text_of(client, "/office/")
    assert case.code in text_of(client, "/office/assessments?state=suspended")
    resumed = address(case, "/resumption")
    told = client.post(resumed, data={"reason": "规划已批复"}, follow_redirects=True)
    assert "当天中止、当天恢复，期限不变。" in told.get_data(as_text=True)
    session.refresh(case)
    assert case.state is S.SUBMITTED


def test_a_deadline_is_put_off_with_a_reason_and_shown(client, session, desk):
    case = desk(S.SUBMITTED)
    page = text_of(client, address(case, "/deadline"))
    assert "2026-03-09" in page
    early = client.post(address(case, "/deadline"), data={"due_on": "2026-03-09", "reason": "缓"})
    assert early.status_code == 422
    given = {"due_on": "2026-03-15", "reason": "补充勘察"}  # a Sunday
    asked = client.post(address(case, "/deadline"), data=given).get_data(as_text=True)
    assert "不是工作日，以 2026年3月13日 为准" in asked
    no_day = client.post(address(case, "/deadline"), data=given | {"due_on": "2026-02-30"})
    assert "不是有效的日期值。" in no_day.get_data(as_text=True)
    far = client.post(address(case, "/deadline"), data=given | {"due_on": "2126-03-16"})
    assert far.status_code == 422
    assert session.exec(select(ClockChange)).all() == []
    given |= {"due_on": "2026-03-16", "confirmed": "yes"}
    client.post(address(case, "/deadline"), data=given)
    assert session.exec(select(ClockChange)).one().due_after == date(2026, 3, 16)
    page = text_of(client, address(case, "/deadline"))
    assert "补充勘察" in page
    assert "延至 2026-03-16" not in page
    assert "2026-03-16 前" in text_of(client, "/office/")
    assert "延期至 2026-03-16。<" in text_of(client, address(case))
    client.post(address(case, "/deadline"), data=given | {"due_on": "2026-03-18"})
    page = text_of(client, address(case))
    assert "延期至 2026-03-16。现在的期限是 2026-03-18。" in page
    assert "延期至 2026-03-18。现在" not in page


def test_an_extension_in_a_review_is_told_with_the_day_that_holds_now(client, session, sign_in):
    room = make_room(session)
    officer = factories.account(Role.CASE_OFFICER, office_id=room.review.office_id)
    with transaction(session):
        record(
            session, actor=actor_for(session, officer), action="assessment:extend",
            subject=room.assessment, before={"due_on": "2026-03-20"},
            after={"due_on": "2026-03-27"}, now=factories.NOW,
        )  # fmt: skip
    sign_in(client, officer)
    said = f"延期至 2026-03-27。现在的期限是 {room.review.due_on.isoformat()}。"
    assert said in text_of(client, address(room.assessment)), "the round has a day of its own"


def test_a_correction_keeps_old_and_new_beside_the_data(client, session, desk, sign_in, sponsor_of):
    case = desk(S.SURVEYING)
    officer = session.exec(select(factories.Account)).first()
    sign_in(client, sponsor_of(case))
    asks = f"/sponsor/assessments/{case.id}/corrections/title"
    empty = client.post(asks, data={"value": "", "reason": "笔误"})
    assert empty.status_code == 422
    client.post(asks, data={"value": "东环路改建工程", "reason": "笔误"})
    row = session.exec(select(Correction)).one()
    old = session.get(Project, case.project_id).title
    assert (row.old_value, row.new_value) == (old, "东环路改建工程")
    sign_in(client, officer)
    assert "项目单位申请更正登记（1 项）" in text_of(client, "/office/")
    decision = address(case, f"/correction-requests/{row.id}/decision")
    unexplained = client.post(decision, data={"decision": "refuse"})
    assert unexplained.status_code == 422
    assert all(
        mark in unexplained.text for mark in ('href="#reason"', 'id="reason"', "aria-invalid")
    )
    client.post(decision, data={"decision": "confirm"})
    page = text_of(client, address(case))
    assert f"<del>{old}</del>" in page
    assert "<ins>东环路改建工程</ins>" in page
    assert session.get(Project, case.project_id).title == "东环路改建工程"
    late = client.post(decision, data={"decision": "confirm"}).get_data(as_text=True)
    assert "已经办理过" in late


@pytest.mark.parametrize(
    ("value", "stored"),
    [("-5", ""), ("1e400", ""), ("12.5", ""), ("10000001", ""), ("-", ""), ("１,２00", "1200")],
)
def test_a_count_is_corrected_as_it_is_registered(client, session, desk, value, stored):
    case = desk(S.SURVEYING)
    project = session.get(Project, case.project_id)
    project.kind = "demolition"
    factories.save(project)
    path = address(case, "/corrections/details.households")
    answer = client.post(path, data={"value": value, "reason": "笔误"})
    rows = session.exec(select(Correction)).all()
    assert [row.new_value for row in rows] == [stored] * bool(stored)
    assert answer.status_code == (303 if stored else 422)


def test_only_what_may_be_empty_is_labelled_so(client, desk):
    case = desk(S.SURVEYING)
    assert "可不填" not in text_of(client, address(case, "/corrections/title"))
    assert "可不填" in text_of(client, address(case, "/corrections/institution"))


def test_a_long_reason_reaches_the_server_which_keeps_it(client, desk):
    path = address(desk(S.SURVEYING), "/notes")
    assert "maxlength" not in text_of(client, path)
    refused = client.post(path, data={"text": "长" * 5001})
    assert refused.status_code == 422
    assert "长" * 5001 in refused.get_data(as_text=True)


@pytest.mark.parametrize("field", ["kind", "procedure", "details.unknown", "level"])
def test_what_decides_the_way_is_not_corrected(client, desk, field):
    case = desk(S.FILED)
    text_of(client, address(case, f"/corrections/{field}"), 404)


def test_what_is_new_is_told_once_and_not_to_who_did_it(client, session, desk, sign_in, now):
    case = desk(S.SUBMITTED)
    officer = session.exec(select(factories.Account)).first()
    assert "有新变化" not in text_of(client, address(case))
    other = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    accept_assessment(
        session, assessment_id=case.id, actor=other, now=now + timedelta(hours=1)
    )  # fmt: skip
    assert "有新变化" in text_of(client, "/office/assessments")
    page = text_of(client, address(case))
    assert "有新变化（1 条" in page
    assert "由“已提交”转为“调查中”" in page
    assert "有新变化" not in text_of(client, address(case))
    client.post(address(case, "/notes"), data={"text": "自己写的"})
    assert "有新变化" not in text_of(client, "/office/assessments")
    assert {look.account_id for look in session.exec(select(LastLook))} == {officer.id}


def test_a_sponsor_is_told_what_the_office_decided_and_no_name(
    client, session, desk, sign_in, sponsor_of, now
):
    case = desk(S.SUBMITTED)
    officer = session.exec(select(factories.Account)).first()
    sponsor = sponsor_of(case)
    sign_in(client, sponsor)
    sponsored = f"/sponsor/assessments/{case.id}"
    text_of(client, sponsored)
    sign_in(client, officer)
    client.post(address(case, "/notes"), data={"text": "内部"})
    sign_in(client, sponsor)
    assert "有新变化" not in text_of(client, "/sponsor/assessments")
    sign_in(client, officer)
    client.post(address(case, "/suspension"), data={"reason": "等待规划调整"})
    sign_in(client, sponsor)
    assert "有新变化" in text_of(client, "/sponsor/assessments")
    page = text_of(client, sponsored)
    assert "稳定办中止评估，由“已提交”转为“已中止”。" in page
    assert officer.display_name not in page


def test_what_was_done_stays_with_the_unit_it_was_done_for(
    client, session, desk, sign_in, sponsor_of
):
    case = desk(S.SURVEYING)
    officer = session.exec(select(factories.Account)).first()
    clerk, colleague = sponsor_of(case), sponsor_of(case)
    sponsored = f"/sponsor/assessments/{case.id}"
    sign_in(client, colleague)
    text_of(client, sponsored)
    sign_in(client, clerk)
    sent = {"value": "新街", "reason": "写错了"}
    client.post(f"{sponsored}/corrections/place", data=sent)
    unit_id, clerk.unit_id = clerk.unit_id, factories.unit(office_id=case.office_id).id
    officer.unit_id = unit_id
    factories.save(clerk)
    factories.save(officer)
    sign_in(client, colleague)
    assert "有新变化" in text_of(client, "/sponsor/assessments")
    assert "申请更正" in text_of(client, f"{sponsored}").partition("有新变化")[2]
    sign_in(client, officer)
    client.post(address(case, "/notes"), data={"text": "内部"})
    sign_in(client, colleague)
    assert "有新变化" not in text_of(client, "/sponsor/assessments")
    sign_in(client, officer)
    client.post(address(case, "/suspension"), data={"reason": "等待"})
    sign_in(client, colleague)
    page = text_of(client, sponsored)
    assert (clerk.display_name in page, officer.display_name in page) == (True, False)


def test_a_withdrawal_is_asked_about_once_and_keeps_its_reason(
    client, session, desk, sign_in, sponsor_of
):
    case = desk(S.SURVEYING)
    sign_in(client, sponsor_of(case))
    path = f"/sponsor/assessments/{case.id}/withdrawal"
    assert client.post(path, data={"reason": ""}).status_code == 422
    asked = client.post(path, data={"reason": "项目停建"}).get_data(as_text=True)
    assert "撤回项目？" in asked
    assert "项目停建" in asked
    session.refresh(case)
    assert case.state is S.SURVEYING
    client.post(path, data={"reason": "项目停建", "confirmed": "yes"})
    session.refresh(case)
    assert (case.state, case.held_state) == (S.CANCELLED, S.SURVEYING)
    page = text_of(client, f"/sponsor/assessments/{case.id}")
    assert "项目停建" in page
    assert ("不再接收材料" in page, "下一步" in page, "接受 PDF" in page) == (True, False, False)


def test_while_a_review_is_scored_its_own_day_is_the_only_one(client, session, sign_in):
    room = make_room(session)
    officer = factories.account(Role.CASE_OFFICER, office_id=room.review.office_id)
    sign_in(client, officer)
    path = address(room.assessment, "/deadline")
    page = text_of(client, path)
    assert f"{room.review.due_on}" in page
    assert f'href="/office/reviews/{room.review.id}/extension"' in page
    sent = {"due_on": "2026-12-10", "reason": "缓", "confirmed": "yes"}
    assert client.post(path, data=sent).status_code == 422
    assert session.exec(select(ClockChange)).all() == []
