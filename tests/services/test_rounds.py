import json

import pytest
from sqlmodel import select

from models import AuditEntry, GradeResult, Message, ReturnPoint, Score, Survey
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState, Role
from riskassess.queries.assessments import get_case
from riskassess.queries.results import changed_sections, find_result
from riskassess.queries.reviews import get_review, get_sheet
from riskassess.services import results, rounds
from tests import factories
from tests.support import reviews as scenes
from tests.support.group_opinions import without_opinion
from tests.support.vault import vault


@pytest.fixture
def opened(session, now):
    case, made, officer = scenes.drawn_case(session, now=now)
    return case, made.review, officer


def close(session, review, officer, now):
    round_ = scenes.round_of(session, review)
    return rounds.close_round(
        session, round_id=round_.id, actor=officer, now=now, seal=vault().seal
    )


def test_round_is_not_closed_below_the_quorum(session, opened, now):
    _case, review, officer = opened
    for member in scenes.seated(session, review)[:3]:
        scenes.submit(session, review, member)
    with pytest.raises(Refused, match="quorum_missing"):
        close(session, review, officer, now)
    assert scenes.round_of(session, review).state is RoundState.OPEN


def test_closing_computes_the_result_and_names_the_absent(session, now):
    case, review, result, officer = scenes.graded(session, now=now)
    view = get_review(session, review.id, actor=officer)
    assert [line.member.position for line in view.absent] == [5]
    assert view.round.closed_by_id == officer.account_id
    record = json.loads(result.record)
    assert record["before"]["grade"] == result.initial_grade
    assert len(json.loads(result.assessment_file)["scores_before"]) == 4
    assert set(json.loads(result.fingerprint_parts)) >= {"manual", "sheets", "documents"}
    shown = find_result(session, get_case(session, case.id, actor=officer))
    assert shown.is_same
    assert shown.changed == ()


def test_sheet_that_cannot_be_graded_leaves_the_round_open(session, opened, now):
    _case, review, officer = opened
    for member in scenes.seated(session, review):
        sheet = scenes.submit(session, review, member)
    score = session.exec(select(Score).where(Score.sheet_id == sheet.id)).first()
    score.before_impact = None
    factories.save(score)
    with pytest.raises(InvalidInput) as refused:
        close(session, review, officer, now)
    assert "impact" in str(refused.value.facts) + refused.value.where
    session.expire_all()
    assert scenes.round_of(session, review).state is RoundState.OPEN
    assert not session.exec(select(GradeResult)).all()


def test_only_an_officer_of_the_office_closes(session, opened, now):
    case, review, _officer = opened
    with pytest.raises(Refused, match="not_your_role"):
        close(session, review, scenes.approver(case), now)
    with pytest.raises(NotFound):
        close(session, review, factories.actor(Role.CASE_OFFICER), now)


def test_change_after_the_result_is_named_and_computed_again(session, now):
    case, _review, result, officer = scenes.graded(session, now=now)
    factories.save(
        Survey(office_id=case.office_id, assessment_id=case.id, number=2, recorded_at=now,
               issued=200, valid=180, support=50, conditional=0, indifferent=0, oppose=130)
    )  # fmt: skip
    shown = get_case(session, case.id, actor=officer)
    assert changed_sections(session, shown, result) == ("survey",)
    again = results.compute_again(session, assessment_id=case.id, actor=officer, now=now)
    assert again.id != result.id
    assert changed_sections(session, shown, again) == ()
    assert (result.initial_grade, again.initial_grade) == ("medium", "high")


def test_stored_result_that_was_tampered_with_is_noticed(session, now):
    case, _review, result, officer = scenes.graded(session, now=now)
    result.record = result.record.replace('"index":"0', '"index":"1', 1)
    factories.save(result)
    assert not find_result(session, get_case(session, case.id, actor=officer)).is_same


def test_sheet_is_read_after_the_round_only(session, opened, now):
    case, review, officer = opened
    sheets = [scenes.submit(session, review, row) for row in scenes.seated(session, review)[:4]]
    with pytest.raises(NotFound):
        get_sheet(session, sheets[0].id, actor=officer)
    close(session, review, officer, now)
    shown = get_sheet(session, sheets[0].id, actor=officer)
    assert [code for code, _name, _score in shown.scores] == ["B03", "B06", "G03"]
    with pytest.raises(NotFound):
        get_sheet(session, sheets[0].id, actor=factories.actor(Role.CASE_OFFICER))
    with pytest.raises(NotFound):
        get_sheet(
            session, sheets[0].id, actor=factories.actor(Role.POOL_KEEPER, office_id=case.office_id)
        )


def test_reminder_renews_the_link_or_speaks_of_the_sheet(session, opened, now):
    _case, review, officer = opened
    invited, ready, done = scenes.seated(session, review)[:3]
    ready.state, done.state = MemberState.READY, MemberState.SUBMITTED
    factories.save(ready)
    factories.save(done)
    before = invited.token_digest
    remind(session, invited, officer, now)
    assert invited.token_digest != before
    message = session.get_one(Message, remind(session, ready, officer, now))
    assert "评分" in message.subject
    assert "/invitations/" not in message.body
    with pytest.raises(Refused):
        remind(session, done, officer, now)


def remind(session, member, officer, now):
    return rounds.remind_member(
        session, member_id=member.id, public_url=scenes.URL, actor=officer, now=now
    )


def test_revision_gives_the_sponsor_points_to_answer(session, now):
    case, review, _result, officer = scenes.graded(session, now=now)
    without_opinion(session, review)
    with pytest.raises(InvalidInput, match="points_missing"):
        revise(session, case, officer, now, [("风险调查", "  ")])
    revise(session, case, officer, now, [("风险调查", "补充租户"), ("其他", "补充方案")])
    session.refresh(case)
    assert case.state is AssessmentState.REVISING
    points = session.exec(select(ReturnPoint).order_by(ReturnPoint.id)).all()
    actions = session.exec(select(AuditEntry.action)).all()
    assert actions.count("return_point:revision") == 2
    assert [(row.kind, row.subject, row.text) for row in points] == [
        ("revision", "风险调查", "补充租户"),
        ("revision", "其他", "补充方案"),
    ]


def revise(session, case, officer, now, points):
    return rounds.request_revision(
        session, assessment_id=case.id, points=points, actor=officer, now=now
    )
