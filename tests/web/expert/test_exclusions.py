"""What the expert sees of own exclusions, and objecting to them."""

import pytest
from sqlmodel import select

from models import Contest, Draw, Exclusion
from tests import factories
from tests.factories import NOW

FACTS = '[{"name":"望岳公司","reason":"same_unit","role":"institution","unit":"望岳评估"}]'


@pytest.fixture
def left_out(room):
    """Leave the first expert out of a draw, for a reason that may be contested and one that not."""
    draw = factories.save(
        Draw(
            office_id=room.review.office_id, review_id=room.review.id, number=9, rule="{}",
            algorithm="rfc3797-sha256", pool_snapshot="{}", pool_digest="", announced_at=NOW,
        )
    )  # fmt: skip
    for reason, facts in (
        ("same_unit", FACTS),
        ("term_ended", '[{"reason":"term_ended","until_on":"2026-01-31"}]'),
        ("on_panel", '[{"reason":"on_panel"}]'),
    ):
        factories.save(
            Exclusion(
                office_id=draw.office_id, assessment_id=room.assessment.id, draw_id=draw.id,
                expert_id=room.chairs[0].member.expert_id, reason=reason, facts=facts,
            )
        )  # fmt: skip
    return f"/expert/exclusions/{room.assessment.id}"


def test_reason_and_fact_are_shown_to_the_expert(expert, room, left_out):
    listed = expert.get("/expert/exclusions").text
    assert room.assessment.code in listed
    assert "任职于项目单位、评估机构或评估主体；聘期已满" in listed
    assert "工作单位“望岳公司”是评估机构“望岳评估”。" in expert.get(left_out).text
    assert "聘期至2026年1月31日。" in expert.get(left_out).text


def test_a_reserve_does_not_learn_of_the_own_seat(expert, session, left_out):
    assert "已在本专家组" not in expert.get("/expert/exclusions").text + expert.get(left_out).text
    for row in session.exec(select(Exclusion).where(Exclusion.reason != "on_panel")):
        session.delete(row)
    session.commit()
    assert expert.get(left_out).status_code == 404


def test_nobody_elses_exclusions_are_seen(room, left_out, sign_in):
    other = sign_in(room.chairs[1].account)
    assert room.assessment.code not in other.get("/expert/exclusions").text
    assert other.get(left_out).status_code == 404
    assert other.post(left_out, data={"text": "x"}).status_code == 404


def test_objecting(expert, session, left_out):
    answer = expert.post(left_out, data={"text": ""})
    assert answer.status_code == 422
    assert "请写明理由" in answer.text
    assert expert.post(left_out, data={"text": "早已离职"}).status_code == 303
    contest = session.exec(select(Contest)).one()
    assert (contest.reasons, contest.text) == ("same_unit", "早已离职")
    shown = expert.get(left_out).text
    assert "异议正在处理" in shown
    again = expert.post(left_out, data={"text": "再说"})
    assert again.status_code == 422
    assert "已经提出异议" in again.text


def test_without_exclusions_the_page_says_so(expert):
    assert "都没有因为回避把您排除在外" in expert.get("/expert/exclusions").text
