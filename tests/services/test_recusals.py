"""What is recorded is kept to: late answers, recusals of seated members, links in the outbox."""

import pytest
from sqlmodel import select

from expert_pool.vocabulary import RecusalGround
from models import AuditEntry, Message, PanelMember, Recusal
from riskassess.domain.errors import Refused
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState, Role
from riskassess.queries.invitations import LinkState, get_invitation
from riskassess.services import proposals, recusals, rounds, seats
from riskassess.services.answers import Answer, answer_own, declare
from riskassess.services.letters import Outbox
from tests import factories
from tests.support import reviews as scenes
from tests.support.review_room import make_room
from tests.support.vault import vault

NO = Answer(accepts=False, reason_code="time")
NONE = dict.fromkeys(("employment", "authorship", "kinship", "property", "other"), False)


@pytest.fixture
def opened(session, now):
    case, made, officer = scenes.drawn_case(session, now=now)
    return case, made.review, officer


def recuse(session, case, member, officer, now, outbox=None):
    return recusals.record_recusal(
        session, assessment_id=case.id, expert_code=member.code, ground=RecusalGround.KINSHIP,
        note="", actor=officer, now=now, outbox=outbox or Outbox(scenes.URL),
    )  # fmt: skip


def reserves(session, review):
    rows = seats.list_members(session, review.id)
    return [row for row in rows if row.state is MemberState.RESERVE]


def test_a_reserve_with_a_recusal_is_passed_over(session, opened, now):
    case, review, officer = opened
    for reserve in reserves(session, review):
        recuse(session, case, reserve, officer, now)
    for member in scenes.seated(session, review):
        scenes.leave(session, member)
        values = {"member": member, "actor": officer, "now": now, "public_url": scenes.URL}
        assert seats.replace_member(session, **values) is None


def test_a_seated_member_leaves_and_a_reserve_comes(session, opened, now):
    case, review, officer = opened
    member = scenes.seated(session, review)[0]
    for reserve in reserves(session, review):
        reserve.profession = member.profession  # so that the panel's rule is kept
        factories.save(reserve)
    outbox = Outbox(scenes.URL)
    recuse(session, case, member, officer, now, outbox)
    assert member.state is MemberState.RECUSED
    moved = session.exec(select(PanelMember).where(PanelMember.replaces_id == member.id)).one()
    assert moved.state is MemberState.INVITED
    assert len(outbox.message_ids) == 1
    assert "member:recuse" in session.exec(select(AuditEntry.action)).all()


def test_a_submitted_sheet_of_the_open_round_refuses_the_recusal(session, opened, now):
    case, review, officer = opened
    member = scenes.seated(session, review)[0]
    scenes.submit(session, review, member)
    with pytest.raises(Refused, match="recusal_submitted"):
        recuse(session, case, member, officer, now)
    assert not session.exec(select(Recusal)).all()


def test_a_result_with_a_recused_experts_sheet_is_not_proposed(session, now):
    case, review, _result, officer = scenes.graded(session, now=now)
    member = scenes.seated(session, review)[0]
    recuse(session, case, member, officer, now)
    with pytest.raises(Refused, match="recused_sheet_counts") as refused:
        proposals.propose_grade(
            session, assessment_id=case.id, explanation="x", actor=officer, now=now
        )
    assert refused.value.facts["codes"] == member.code


@pytest.mark.parametrize("state", ["grade_proposed", "filed", "tracking", "archived"])
def test_no_recusal_once_a_grade_is_proposed(session, opened, now, state):
    case, review, officer = opened
    case.state = AssessmentState(state)
    factories.save(case)
    with pytest.raises(Refused, match="recusal_late"):
        recuse(session, case, scenes.seated(session, review)[0], officer, now)


@pytest.mark.parametrize("over", ["round", "assessment"])
def test_an_answer_after_the_review_changes_nothing(session, opened, now, over):
    case, review, officer = opened
    first, second = scenes.seated(session, review)[:2]
    second.state = MemberState.ACCEPTED
    ended = scenes.round_of(session, review) if over == "round" else case
    ended.state = RoundState.CLOSED if over == "round" else AssessmentState.ARCHIVED
    for row in (second, ended):
        factories.save(row)
    before = len(session.exec(select(Message)).all())
    values = {"public_url": scenes.URL, "now": now}
    with pytest.raises(Refused, match="review_over"):
        answer_own(session, member_id=first.id, answer=NO, actor=expert(first), **values)
    with pytest.raises(Refused, match="review_over"):
        declare(
            session, member_id=second.id, answers={**NONE, "kinship": True}, pledged=False,
            actor=expert(second), **values,
        )  # fmt: skip
    shown = get_invitation(session, first.token_digest, reader_expert_id=None, now=now)
    assert shown.state is LinkState.OVER
    scenes.leave(session, first)
    assert seats.replace_member(session, member=first, actor=officer, **values) is None
    assert len(session.exec(select(Message)).all()) == before


def expert(member):
    return factories.actor(Role.EXPERT, office_id=member.office_id, expert_id=member.expert_id)


def links(session):
    return sum("/invitations/" in row.body for row in session.exec(select(Message)))


def test_a_link_leaves_the_outbox_when_it_answers_nothing_more(session, opened, now):
    case, review, officer = opened
    first, second, third = scenes.seated(session, review)[:3]
    assert links(session) == 5
    values = {"public_url": scenes.URL, "now": now}
    answer_own(session, member_id=first.id, answer=Answer(True), actor=expert(first), **values)
    assert links(session) == 4
    rounds.remind_member(session, member_id=second.id, actor=officer, **values)
    assert links(session) == 4  # the old one is blanked, the new one stands
    outbox = Outbox(scenes.URL)
    recuse(session, case, third, officer, now, outbox)
    assert links(session) == 3 + len(outbox.message_ids)
    for member in scenes.seated(session, review):
        if member.state is not MemberState.RECUSED:
            scenes.submit(session, review, member)
    round_ = scenes.round_of(session, review)
    rounds.close_round(session, round_id=round_.id, actor=officer, now=now, seal=vault().seal)
    assert links(session) == 0
    assert any("（链接已失效）" in row.body for row in session.exec(select(Message)))


def test_who_did_not_submit_does_not_read_after_the_round(session, now):
    from riskassess.queries.sheets import get_readable_seat

    room = make_room(session)
    room.round.state = RoundState.CLOSED
    factories.save(room.round)
    unsent, sent = room.chairs
    sent.member.state = MemberState.SUBMITTED
    factories.save(sent.member)
    with pytest.raises(Refused, match="round_closed"):
        get_readable_seat(session, unsent.member.id, actor=unsent.actor)
    assert get_readable_seat(session, sent.member.id, actor=sent.actor)
