"""Discussion between rounds: under round names, once each, moderated; open until the next close."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, DiscussionPost, row_id
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import newest_round
from riskassess.queries.discussions import list_moderated, list_posts
from riskassess.services.consultations import Desk, end_consultation
from riskassess.services.discussions import LONGEST_POST, MOST_IN_AN_HOUR, hide_post, say
from tests import factories
from tests.factories import NOW
from tests.services.test_feedback import open_next
from tests.support.consultation_room import hand_in_all, told_room


@pytest.fixture
def room(session):
    return told_room(session)


@pytest.fixture
def officer(room):
    return factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)


def speak(session, room, chair=0, *, op="a1", text="补偿标准应统一", number=1, now=NOW, **other):
    seat = room.chairs[chair]
    factor_id = other.get("factor_id", row_id(room.factors[0]))
    return say(
        session, member_id=row_id(seat.member), number=number, factor_id=factor_id, op=op,
        text=text, actor=seat.actor, now=now,
    )  # fmt: skip


def read(session, room, chair):
    round_ = newest_round(session, row_id(room.review))
    place = (row_id(round_), row_id(room.factors[0]))
    return list_posts(session, *place, member_id=row_id(room.chairs[chair].member))


def test_a_post_stands_once_under_the_name_of_the_round(session, room):
    first, again = speak(session, room), speak(session, room, text="别的文字")
    assert first.id == again.id
    (post,) = read(session, room, 1)
    assert (post.text, post.op, post.is_own) == ("补偿标准应统一", "", False)
    assert len(post.name) == 1
    assert read(session, room, 0)[0].is_own
    with pytest.raises(InvalidInput, match="change_invalid"):
        speak(session, room, 1)  # another's operation


def test_the_trail_does_not_say_who_spoke(session, room):
    speak(session, room)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "discussion:say")).one()
    assert (entry.actor_id, entry.request_id) == (None, "")
    assert "补偿" not in entry.after


def test_who_is_told_nothing_says_nothing(session, room):
    with pytest.raises((NotFound, Refused)):
        speak(session, room, 3)
    with pytest.raises(NotFound):
        speak(session, room, factor_id=row_id(factories.factor(factories.assessment(), "B03")))


def test_a_name_alone_lets_nobody_speak(session, room):
    open_next(session, room)  # names the fourth too, who hands in nothing again
    hand_in_all(session, room, ("45", "50", "55"))
    open_next(session, room)
    with pytest.raises(NotFound):
        speak(session, room, 3, number=2)
    speak(session, room, 0, number=2)


def test_it_stays_open_through_the_next_round_and_ends_with_its_close(session, room):
    open_next(session, room)
    speak(session, room, op="b1")
    hand_in_all(session, room, ("45", "50", "55"))
    with pytest.raises(Refused, match="discussion_over"):
        speak(session, room, op="b2")
    speak(session, room, op="b3", number=2)


def test_it_ends_with_the_consultation(session, room, officer):
    desk = Desk(officer, NOW)
    end_consultation(session, review_id=row_id(room.review), reason="时间已到", desk=desk)
    with pytest.raises(Refused, match="discussion_over"):
        speak(session, room)


@pytest.mark.parametrize(
    ("text", "code"), [(" \n", "post_empty"), ("长" * (LONGEST_POST + 1), "post_too_long")]
)
def test_empty_and_endless_texts_are_refused(session, room, text, code):
    with pytest.raises(InvalidInput, match=code):
        speak(session, room, text=text)


def test_nobody_floods_the_discussion(session, room):
    for number in range(MOST_IN_AN_HOUR):
        speak(session, room, op=f"n{number}")
    with pytest.raises(Refused, match="posts_too_many"):
        speak(session, room, op="more")
    speak(session, room, op="more", now=NOW + timedelta(hours=1, seconds=1))


def test_a_hidden_post_keeps_its_text_and_shows_the_reason(session, room, officer):
    post = speak(session, room)
    call = {"post_id": row_id(post), "now": NOW}
    with pytest.raises(InvalidInput, match="reason_missing"):
        hide_post(session, reason=" ", actor=officer, **call)
    approver = factories.actor(Role.APPROVER, office_id=room.review.office_id)
    with pytest.raises(Refused, match="not_your_role"):
        hide_post(session, reason="涉及个人", actor=approver, **call)
    with pytest.raises(NotFound):
        hide_post(session, reason="涉及个人", actor=factories.actor(Role.CASE_OFFICER), **call)
    hide_post(session, reason="涉及个人", actor=officer, **call)
    with pytest.raises(Refused, match="post_hidden"):
        hide_post(session, reason="再次", actor=officer, **call)
    assert [(row.text, row.hidden_reason) for row in read(session, room, 1)] == [("", "涉及个人")]
    assert session.get(DiscussionPost, post.id).text == "补偿标准应统一"
    ((_factor, [(kept, name)]),) = list_moderated(session, post.round_id)
    assert (kept.id, len(name)) == (post.id, 1)
