"""The panel elects its leader in secret ballots; after the manual's number the office names one."""

from datetime import datetime

from sqlmodel import Session, select

from models import LeaderBallot, LeaderVote, PanelMember, Review, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.reasons import required_reason
from riskassess.domain.room.votes import count_ballot
from riskassess.queries.leaders import Election, ballot_votes, get_election
from riskassess.queries.round_marks import room_rule
from riskassess.services.audit import record
from riskassess.services.consultations import Desk
from riskassess.services.panel_places import Hand, lock_office_review, lock_panel_place
from riskassess.services.seats import list_members


def vote_leader(session: Session, *, candidate_id: int, hand: Hand) -> LeaderBallot | None:
    """Vote for a leader; the last vote of a member counts, and the last member's ends the ballot.

    Returns the ended ballot, None while it goes on.

    Raises
    ------
    Refused
        `no_elector` for who has not declared or handed in nothing; `leader_chosen` when the panel
        has its leader.
    InvalidInput
        `candidate_unknown` for who may not be voted for.
    """
    with transaction(session):
        review = lock_panel_place(session, hand).review
        election = _open(session, review)
        electors = [row_id(row) for row in election.electors]
        if hand.member_id not in electors:
            raise Refused("no_elector", where=f"member:{hand.member_id}")
        if candidate_id not in electors:
            raise InvalidInput("candidate_unknown", where="candidate")
        _write_vote(session, review, election.ballot, candidate_id, hand)
        after = {"ballot": election.ballot}
        record(session, actor=hand.actor, action="leader:vote", subject=review, after=after,
               now=hand.now)  # fmt: skip
        given = set(ballot_votes(session, review, election.ballot)) & set(electors)
        if len(given) < election.seated:
            return None
        return _end(session, review, election, actor=hand.actor, now=hand.now)


def close_ballot(session: Session, *, review_id: int, desk: Desk) -> LeaderBallot:
    """Close the open ballot and count what is in.

    Raises
    ------
    Refused
        `ballot_too_few` before enough voted to keep it secret, `leader_chosen`, or for who is no
        case officer.
    """
    with transaction(session):
        _case, review = lock_office_review(session, review_id, desk)
        election = _open(session, review)
        if election.given < election.fewest:
            raise Refused("ballot_too_few", where=f"review:{review_id}", n=election.fewest)
        return _end(
            session, review, election, actor=desk.actor, now=desk.now,
            closed_by_id=desk.actor.account_id,
        )  # fmt: skip


def name_leader(
    session: Session, *, review_id: int, member_id: int, reason: str, desk: Desk
) -> LeaderBallot:
    """Name the leader where the panel could not agree, with the reason.

    Raises
    ------
    Refused
        `ballots_left` before the manual's number of ballots, `leader_chosen`.
    InvalidInput
        `reason_missing`, `text_too_long`, or `candidate_unknown`.
    """
    with transaction(session):
        _case, review = lock_office_review(session, review_id, desk)
        election = _open(session, review)
        rule = room_rule(session, review).leader
        if not election.may_be_named(rule):
            raise Refused("ballots_left", where=f"review:{review_id}", ballots=rule.ballots)
        if member_id not in {row.id for row in election.electors}:
            raise InvalidInput("candidate_unknown", where="candidate")
        reason = required_reason(reason)
        ended = LeaderBallot(
            office_id=review.office_id, review_id=review_id, number=election.ballot,
            leader_id=member_id, reason=reason, closed_by_id=desk.actor.account_id,
            closed_at=desk.now,
        )  # fmt: skip
        session.add(ended)
        _seat_leader(session, review, member_id)
        after = {"member": member_id, "reason": reason}
        record(session, actor=desk.actor, action="leader:name", subject=review, after=after,
               now=desk.now)  # fmt: skip
        return ended


def _open(session: Session, review: Review) -> Election:
    election = get_election(session, review)
    if election.leader is not None:
        raise Refused("leader_chosen", where=f"review:{review.id}")
    return election


def _write_vote(
    session: Session, review: Review, ballot: int, candidate_id: int, hand: Hand
) -> None:
    given = session.exec(
        select(LeaderVote).where(
            LeaderVote.review_id == review.id,
            LeaderVote.ballot == ballot,
            LeaderVote.member_id == hand.member_id,
        )
    ).one_or_none() or LeaderVote(
        office_id=review.office_id, review_id=row_id(review), ballot=ballot,
        member_id=hand.member_id, candidate_id=candidate_id, voted_at=hand.now,
    )  # fmt: skip
    given.candidate_id, given.voted_at = candidate_id, hand.now
    session.add(given)
    session.flush()


def _end(
    session: Session,
    review: Review,
    election: Election,
    *,
    actor: Actor,
    now: datetime,
    closed_by_id: int | None = None,
) -> LeaderBallot:
    """Count the open ballot and keep how it ended."""
    counted = count_ballot(
        ballot_votes(session, review, election.ballot),
        members=[row_id(row) for row in election.electors],
        ballot=election.failed + 1,
        rule=room_rule(session, review).leader,
    )
    ended = LeaderBallot(
        office_id=review.office_id, review_id=row_id(review), number=election.ballot,
        leader_id=counted.elected, closed_by_id=closed_by_id, closed_at=now,
    )  # fmt: skip
    session.add(ended)
    if counted.elected is not None:
        _seat_leader(session, review, counted.elected)
    after = {"ballot": election.ballot, "member": counted.elected}
    record(session, actor=actor, action="leader:elect", subject=review, after=after, now=now)
    return ended


def _seat_leader(session: Session, review: Review, member_id: int) -> None:
    members: list[PanelMember] = list_members(session, row_id(review))
    for row in members:
        row.is_leader = row.id == member_id
        session.add(row)
    session.flush()
