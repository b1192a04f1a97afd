"""A new link for an expired or replaced one: to the stored address only, once a day, silently."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, Expert, Message, PanelMember, ReviewRound
from riskassess.domain.actor import system_actor
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import MemberState
from riskassess.filters import local
from riskassess.queries.assessments import get_case
from riskassess.queries.invitations import LinkState, get_invitation
from riskassess.services.invitations import invite_member, token_digest
from riskassess.services.link_renewals import renew_link
from riskassess.services.messages import SUPERSEDED
from tests import factories
from tests.support.review_room import DUE, make_room

URL = "https://wenping.example.invalid"


@pytest.fixture
def room(session):
    return make_room(session, experts=1, state=MemberState.INVITED)


def invite(session, room, now):
    chair = room.chairs[0]
    case = get_case(session, room.assessment.id, actor=system_actor(room.assessment.office_id))
    message_id = invite_member(
        session, member=chair.member, case=case, due_on=DUE, public_url=URL,
        actor=chair.actor, now=now,
    )  # fmt: skip
    session.commit()
    return link_in(session.get_one(Message, message_id).body)


def link_in(body):
    return body.split(f"{URL}/invitations/")[1].split()[0]


def renew(session, token, now):
    return renew_link(session, token_digest=token_digest(token), public_url=URL, now=now)


def state(session, token, now):
    return get_invitation(session, token_digest(token), reader_expert_id=None, now=now).state


def test_expired_link_gets_a_new_one_with_the_manuals_clock(session, room, now):
    token, late = invite(session, room, now), now + timedelta(days=7)
    assert state(session, token, late) is LinkState.EXPIRED
    (message_id,) = renew(session, token, late)
    message = session.get_one(Message, message_id)
    fresh = link_in(message.body)
    assert state(session, fresh, late) is LinkState.OPEN
    assert state(session, token, late) is LinkState.UNKNOWN
    expert = session.get_one(PanelMember, room.chairs[0].member.id).expert_id
    assert (message.expert_id, message.recipient) == (
        expert, session.get_one(Expert, expert).email,
    )  # fmt: skip
    assert "member:renew_link" in session.exec(select(AuditEntry.action)).all()


def test_second_wish_of_the_same_day_sends_nothing(session, room, now):
    token, late = invite(session, room, now), now + timedelta(days=7)
    assert renew(session, token, late)
    assert renew(session, token, late + timedelta(hours=1)) == []


def test_older_link_leads_to_a_new_one_with_the_same_end(session, room, now):
    first = invite(session, room, now)
    second = invite(session, room, now + timedelta(minutes=5))
    until = room.chairs[0].member.token_expires_at
    (message_id,) = renew(session, first, now + timedelta(hours=1))
    third = link_in(session.get_one(Message, message_id).body)
    assert len({first, second, third}) == 3
    session.refresh(room.chairs[0].member)
    assert room.chairs[0].member.token_expires_at == until


def test_link_that_works_or_that_nobody_knows_gets_nothing(session, room, now):
    token = invite(session, room, now)
    before = len(session.exec(select(Message)).all())
    assert renew(session, token, now) == []
    assert renew(session, "made-up", now) == []
    assert len(session.exec(select(Message)).all()) == before


@pytest.mark.parametrize("ended", ["answered", "round", "due"])
def test_nothing_is_renewed_when_nobody_waits(session, room, now, ended):
    token, late = invite(session, room, now), now + timedelta(days=7)
    if ended == "answered":
        room.chairs[0].member.state = MemberState.ACCEPTED
        factories.save(room.chairs[0].member)
    elif ended == "round":
        round_ = session.get_one(ReviewRound, room.round.id)
        round_.state, round_.closed_at = RoundState.CLOSED, now
        factories.save(round_)
    else:
        late = now + timedelta(days=30)
    assert renew(session, token, late) == []


def test_renewed_link_never_outlives_the_day_on_which_the_sheet_is_due(session, room, now):
    token = invite(session, room, now)
    last = now.replace(day=DUE.day)
    assert renew(session, token, last)
    session.refresh(room.chairs[0].member)
    assert local(room.chairs[0].member.token_expires_at).date() == DUE


def test_unsent_mail_with_the_older_link_is_withdrawn(session, room, now):
    token, late = invite(session, room, now), now + timedelta(days=7)
    renew(session, token, late)
    old = session.exec(select(Message).order_by(Message.id)).first()
    assert (old.error, token in old.body) == (SUPERSEDED, False)
