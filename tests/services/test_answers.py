from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from expert_pool.vocabulary import RecusalGround
from models import AuditEntry, Message, PanelMember, Recusal
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import MemberState
from riskassess.queries.assessments import Case
from riskassess.queries.invitations import LinkState, get_invitation, list_demonstration_mail
from riskassess.queries.manuals import get_manual
from riskassess.services.answers import Answer, answer_link, answer_own, declare
from riskassess.services.invitations import invite_member, token_digest
from tests import factories
from tests.support.review_room import make_chair, make_room

URL = "https://wenping.example.invalid"
YES, NO = Answer(accepts=True), Answer(accepts=False, reason_code="time")
NONE = dict.fromkeys(("employment", "authorship", "kinship", "property", "other"), False)


@pytest.fixture
def room(session):
    return make_room(session, experts=1, state=MemberState.INVITED)


@pytest.fixture
def token(session, room, now):
    chair, case = room.chairs[0], case_of(session, room)
    message_id = invite_member(
        session, member=chair.member, case=case, due_on=date(2026, 3, 16), public_url=URL + "/",
        actor=chair.actor, now=now,
    )  # fmt: skip
    session.commit()
    body = session.get(Message, message_id).body
    return body.split(f"{URL}/invitations/")[1].split()[0]


@pytest.fixture
def reserve(session, room):
    return make_chair(session, room.review, 2, MemberState.RESERVE)


def case_of(session, room):
    from models import Project

    project = session.get(Project, room.assessment.project_id)
    return Case(room.assessment, project, get_manual(session, room.assessment.manual_version_id))


def answer(session, token, given, now, reader=None):
    return answer_link(
        session, token_digest=token_digest(token), answer=given, reader_expert_id=reader,
        public_url=URL, now=now,
    )  # fmt: skip


def test_the_invitation_says_what_it_asks_and_keeps_only_a_digest(session, room, token):
    message = session.exec(select(Message)).one()
    member = room.chairs[0].member
    assert "测试征收项目" in message.subject
    assert "2026年3月16日" in message.body
    assert "2026-03-04 23:59" in message.body  # two working days
    assert member.state is MemberState.INVITED
    assert member.token_digest == token_digest(token)
    assert member.token_expires_at == datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC)
    traces = session.exec(select(AuditEntry)).all()
    assert not [entry for entry in traces if token in entry.after]
    assert [e.chain for e in traces if e.action == "member:invite"] == [
        f"assessment:{room.assessment.id}"
    ]


def test_an_invitation_on_a_friday_counts_working_days(session, room):
    chair = room.chairs[0]
    invite_member(
        session, member=chair.member, case=case_of(session, room), due_on=date(2026, 3, 30),
        public_url=URL, actor=chair.actor, now=datetime(2026, 3, 6, 17, tzinfo=UTC),
    )  # fmt: skip
    # 17:00 UTC is Saturday in Shanghai; Monday and Tuesday count
    assert chair.member.token_expires_at.date() == date(2026, 3, 10)


def test_the_link_answers_once(session, room, token, now):
    assert answer(session, token, YES, now) is None
    assert session.get(PanelMember, room.chairs[0].member.id).state is MemberState.ACCEPTED
    for again in (YES, NO):
        with pytest.raises(Refused, match="link_used"):
            answer(session, token, again, now)


def test_the_link_ends_with_its_clock(session, room, token, now):
    late = now + timedelta(days=3)
    with pytest.raises(Refused, match="link_expired"):
        answer(session, token, YES, late)
    found = get_invitation(session, token_digest(token), reader_expert_id=None, now=late)
    assert found.state is LinkState.EXPIRED


def test_an_unknown_link_says_nothing(session, token, now):
    found = get_invitation(session, token_digest("x"), reader_expert_id=None, now=now)
    assert (found.state, found.title) == (LinkState.UNKNOWN, "")
    with pytest.raises(NotFound):
        answer(session, "x", YES, now)


def test_a_forwarded_link_shows_another_expert_nothing(session, token, reserve, now):
    other = reserve.actor.expert_id
    found = get_invitation(session, token_digest(token), reader_expert_id=other, now=now)
    assert (found.state, found.title) == (LinkState.NOT_YOURS, "")
    with pytest.raises(Refused, match="link_not_yours"):
        answer(session, token, YES, now, reader=other)


def test_declining_needs_a_reason_and_calls_the_reserve(session, room, token, reserve, now):
    with pytest.raises(InvalidInput, match="decline_reason_missing"):
        answer(session, token, Answer(accepts=False, reason="忙"), now)
    with pytest.raises(InvalidInput, match="decline_words_missing"):
        answer(session, token, Answer(accepts=False, reason=" ", reason_code="other"), now)
    message_id = answer(session, token, NO, now)
    member = session.get(PanelMember, room.chairs[0].member.id)
    assert (member.state, member.decline_reason) == (MemberState.DECLINED, "时间冲突")
    if message_id is not None:  # the reserve keeps the panel's rule
        assert session.get(PanelMember, reserve.member.id).state is MemberState.INVITED


def test_a_signed_in_expert_answers_without_the_mail(session, room, token, reserve, now):
    chair = room.chairs[0]
    with pytest.raises(NotFound):
        answer_own(
            session, member_id=chair.member.id, answer=YES, public_url=URL, actor=reserve.actor,
            now=now,
        )  # fmt: skip
    answer_own(
        session, member_id=chair.member.id, answer=YES, public_url=URL, actor=chair.actor, now=now
    )
    assert session.get(PanelMember, chair.member.id).state is MemberState.ACCEPTED


def declared(session, chair, now, answers=NONE, *, pledged=True):
    return declare(
        session, member_id=chair.member.id, answers=answers, pledged=pledged, public_url=URL,
        actor=chair.actor, now=now,
    )  # fmt: skip


def test_all_no_and_the_pledge_open_the_room(session, now):
    chair = make_room(session, state=MemberState.ACCEPTED).chairs[0]
    assert declared(session, chair, now) == (MemberState.READY, None)
    assert chair.member.declared_at == now
    with pytest.raises(IllegalTransition):
        declared(session, chair, now)


def test_any_yes_recuses_with_a_record(session, now):
    room = make_room(session, experts=1, state=MemberState.ACCEPTED)
    answers = {**NONE, "kinship": True, "property": True}
    state, _message = declared(session, room.chairs[0], now, answers, pledged=False)
    assert state is MemberState.RECUSED
    rows = session.exec(select(Recusal)).all()
    assert {row.ground for row in rows} == {RecusalGround.KINSHIP, RecusalGround.PROPERTY}
    assert {row.note for row in rows} == {""}  # no particulars of relatives


@pytest.mark.parametrize(
    ("answers", "pledged", "code"),
    [(NONE, False, "pledge_missing"), ({**NONE, "other": None}, True, "answer_missing")],
)
def test_an_open_question_or_no_pledge_is_refused(session, now, answers, pledged, code):
    chair = make_room(session, state=MemberState.ACCEPTED).chairs[0]
    with pytest.raises(InvalidInput, match=code):
        declared(session, chair, now, answers, pledged=pledged)
    assert session.get(PanelMember, chair.member.id).state is MemberState.ACCEPTED


def test_the_mailbox_holds_demonstration_mail_only(session, room, token):
    assert list_demonstration_mail(session) == []
    factories.account(is_demonstration=True, email=session.exec(select(Message)).one().recipient)
    assert len(list_demonstration_mail(session)) == 1


def test_the_mailbox_holds_mail_of_who_is_invited_into_the_demonstration(session, now):
    office, other = factories.office(), factories.office()
    for each in (office, other):
        to = factories.account(office_id=each.id).email
        mail = Message(office_id=each.id, recipient=to, subject="-", body="-", created_at=now)
        factories.save(mail)
    factories.account(is_demonstration=True, office_id=office.id)
    assert [mail.office_id for mail in list_demonstration_mail(session)] == [office.id]
