"""A panel elects its leader in secret; the office names one only after the manual's ballots."""

import pytest
from sqlmodel import select

from models import AuditEntry, PanelMember
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.queries.leaders import find_leader, get_election
from riskassess.services.consultations import Desk
from riskassess.services.leaders import close_ballot, name_leader, vote_leader
from riskassess.services.panel_places import Hand
from tests import factories
from tests.support.review_room import make_chair, make_room
from tests.support.reviews import leave


def hand(chair, now):
    """Return from where a chair acts."""
    return Hand(chair.member.id, chair.actor, now)


def office(room, now):
    """Return the case officer."""
    return Desk(factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id), now)


def vote(session, room, now, *candidates):
    """Let the chairs vote in their order; return what the last vote came to."""
    ended = None
    for chair, candidate in zip(room.chairs, candidates, strict=False):
        chosen = room.chairs[candidate].member.id
        ended = vote_leader(session, candidate_id=chosen, hand=hand(chair, now))
    return ended


def test_the_last_vote_of_the_panel_ends_the_ballot_and_seats_the_leader(session, now):
    room = make_room(session, experts=3)
    assert vote(session, room, now, 1, 2) is None
    assert (
        vote_leader(session, candidate_id=room.chairs[1].member.id, hand=hand(room.chairs[1], now))
        is None
    ), "a vote given again replaces the first one"
    election = get_election(session, room.review)
    assert (election.given, election.ended, election.leader) == (2, (), None)
    ended = vote_leader(
        session, candidate_id=room.chairs[0].member.id, hand=hand(room.chairs[2], now)
    )
    assert (ended.number, ended.leader_id, ended.closed_by_id) == (
        1,
        room.chairs[1].member.id,
        None,
    )
    assert find_leader(session, room.review).code == "E2"
    assert get_election(session, room.review).ended[0].votes == (("E2", 2), ("E1", 1))
    with pytest.raises(Refused, match="leader_chosen"):
        vote(session, room, now, 0)


def test_nothing_tells_who_voted_for_whom(session, now):
    room = make_room(session, experts=2)
    vote(session, room, now, 1)
    told = session.exec(select(AuditEntry).where(AuditEntry.action == "leader:vote")).all()
    assert [row.after for row in told] == ['{"ballot":1}']


def test_who_has_not_declared_keeps_the_ballot_open_until_the_officer_closes_it(session, now):
    room = make_room(session, experts=3)
    late = make_chair(session, room.review, 4, MemberState.ACCEPTED)
    assert vote(session, room, now, 0) is None
    with pytest.raises(Refused, match="ballot_too_few") as refused:
        close_ballot(session, review_id=room.review.id, desk=office(room, now))
    assert refused.value.facts["n"] == 2, "one vote is nobody's secret"
    assert vote(session, room, now, 0, 0) is None
    with pytest.raises(Refused, match="no_elector"):
        vote_leader(session, candidate_id=room.chairs[0].member.id, hand=hand(late, now))
    with pytest.raises(InvalidInput, match="candidate_unknown"):
        vote_leader(session, candidate_id=late.member.id, hand=hand(room.chairs[0], now))
    desk = office(room, now)
    ended = close_ballot(session, review_id=room.review.id, desk=desk)
    assert (ended.leader_id, ended.closed_by_id) == (
        room.chairs[0].member.id, desk.actor.account_id,
    )  # fmt: skip
    told = get_election(session, room.review).ended[0]
    assert (told.leader, told.votes, told.is_hidden) == ("E1", (), True)


def test_the_office_names_one_after_the_manuals_ballots_and_says_why(session, now):
    room = make_room(session, experts=2)
    desk = office(room, now)
    named = {"review_id": room.review.id, "member_id": room.chairs[0].member.id, "desk": desk}
    assert vote(session, room, now, 0, 1).leader_id is None
    with pytest.raises(Refused, match="ballots_left"):
        name_leader(session, **named, reason="两轮均未过半")
    assert vote(session, room, now, 0, 1).number == 2
    with pytest.raises(InvalidInput, match="reason_missing"):
        name_leader(session, **named, reason=" ")
    ended = name_leader(session, **named, reason="两轮均未过半")
    assert (ended.number, ended.reason) == (3, "两轮均未过半")
    assert find_leader(session, room.review).code == "E1"


def test_a_leader_who_leaves_leads_no_longer_and_the_panel_elects_again(session, now):
    room = make_room(session, experts=3)
    vote(session, room, now, 0, 0, 0)
    leave(session, room.chairs[0].member)
    election = get_election(session, room.review)
    assert (election.leader, election.ballot, election.failed) == (None, 2, 0)
    room.chairs = room.chairs[1:]
    assert vote(session, room, now, 1, 1).leader_id == room.chairs[1].member.id
    assert [row.is_leader for row in session.exec(select(PanelMember).order_by("position"))] == [
        False, False, True,
    ]  # fmt: skip


def test_only_the_own_office_and_the_own_seat_act(session, now):
    room = make_room(session, experts=2)
    stranger = Desk(factories.actor(Role.CASE_OFFICER), now)
    with pytest.raises(NotFound):
        close_ballot(session, review_id=room.review.id, desk=stranger)
    keeper = factories.actor(Role.POOL_KEEPER, office_id=room.review.office_id)
    with pytest.raises(Refused, match="not_your_role"):
        close_ballot(session, review_id=room.review.id, desk=Desk(keeper, now))
    with pytest.raises(Refused, match="ballot_too_few"):
        close_ballot(session, review_id=room.review.id, desk=office(room, now))
    other = Hand(room.chairs[1].member.id, room.chairs[0].actor, now)
    with pytest.raises(NotFound):
        vote_leader(session, candidate_id=room.chairs[0].member.id, hand=other)
