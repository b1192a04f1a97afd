"""The vote on a group opinion: agree or a written dissent; silence and share by the pool manual."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Assessment, GroupOpinion, PanelVote, Review, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.room.votes import OpinionVote, count_opinion
from riskassess.domain.room_vocabulary import GroupState, VoteChoice
from riskassess.domain.vocabulary import AssessmentState, RefusalReason
from riskassess.queries.assessments import lock_case
from riskassess.queries.group_opinions import (
    choices_of,
    find_group_opinion,
    list_group_points,
    list_voters,
    passage_of,
    vote_end,
)
from riskassess.queries.leaders import find_leader
from riskassess.queries.round_marks import room_rule
from riskassess.services.audit import record
from riskassess.services.consultations import Desk
from riskassess.services.group_opinions import add_version
from riskassess.services.panel_places import Hand, lock_office_review, lock_panel_place

LONGEST_DISSENT = 8000


def vote_on_opinion(
    session: Session, *, choice: VoteChoice, dissent: str = "", hand: Hand
) -> GroupOpinion:
    """Agree, or dissent with the reason; it may be changed until the vote ends.

    The last member's vote ends it: more than the manual's share makes the opinion final, otherwise
    it is replaced by a new version that the leader goes on with.

    Raises
    ------
    InvalidInput
        `dissent_missing` without a reason, `text_too_long`.
    Refused
        `opinion_not_voting`, also once the term is over; for who handed in no sheet.
    """
    with transaction(session):
        review = lock_panel_place(session, hand).review
        opinion = _voting(session, review)
        voters = {row_id(row) for row in list_voters(session, review)}
        if hand.member_id not in voters:
            raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"member:{hand.member_id}")
        ends = vote_end(session, review, opinion)
        if ends is not None and hand.now >= ends:
            raise Refused("opinion_not_voting", where=f"group_opinion:{opinion.id}")
        text = _dissent(choice, dissent)
        _write(session, opinion, choice, text, hand)
        after = {"version": opinion.number}
        record(session, actor=hand.actor, action="group_opinion:vote", subject=review, after=after,
               now=hand.now)  # fmt: skip
        if voters <= choices_of(session, opinion).keys():
            _end(session, review, opinion, Desk(hand.actor, hand.now))
        return opinion


def end_own_vote(session: Session, *, hand: Hand) -> OpinionVote:
    """End the vote as the leader, once its term is over; raises Refused `vote_running`."""
    with transaction(session):
        seat = lock_panel_place(session, hand)
        leader = find_leader(session, seat.review)
        if leader is None or leader.id != seat.member.id:
            raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"member:{hand.member_id}")
        return _end_due(session, seat.review, Desk(hand.actor, hand.now))


def end_vote(session: Session, *, review_id: int, desk: Desk) -> OpinionVote:
    """End the vote as the case officer, once its term is over; raises Refused `vote_running`."""
    with transaction(session):
        _case, review = lock_office_review(session, review_id, desk)
        return _end_due(session, review, desk)


def list_votes(session: Session) -> list[int]:
    """Return the reviews whose panel votes on a group opinion now, by id."""
    query = (
        select(Review.id)
        .join(GroupOpinion, col(GroupOpinion.review_id) == col(Review.id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .where(
            GroupOpinion.state == GroupState.VOTING,
            Assessment.state == AssessmentState.IN_REVIEW,
        )
        .order_by(col(Review.id))
    )
    return [review_id or 0 for review_id in session.exec(query)]


def end_if_overdue(session: Session, *, review_id: int, now: datetime) -> OpinionVote | None:
    """End the vote in the system's name once its term is over; None while there is nothing to end.

    May be called at any time: leader and officer, and other workers, do the same.
    """
    with transaction(session):
        review = session.get_one(Review, review_id)
        if not _is_overdue(session, review, now):
            return None  # mostly: no lock is taken for it
        actor = system_actor(review.office_id)
        case = lock_case(session, review.assessment_id, actor=actor)
        session.refresh(review)
        opinion = find_group_opinion(session, review)
        if opinion is not None:
            session.refresh(opinion)
        is_now = case.assessment.state is AssessmentState.IN_REVIEW
        if not is_now or not _is_overdue(session, review, now):
            return None
        return _end_due(session, review, Desk(actor, now))


def _is_overdue(session: Session, review: Review, now: datetime) -> bool:
    opinion = find_group_opinion(session, review)
    if opinion is None or opinion.state is not GroupState.VOTING:
        return False
    ends = vote_end(session, review, opinion)
    return ends is not None and now >= ends


def _end_due(session: Session, review: Review, desk: Desk) -> OpinionVote:
    opinion = _voting(session, review)
    ends = vote_end(session, review, opinion)
    if ends is None or desk.now < ends:
        raise Refused("vote_running", where=f"group_opinion:{opinion.id}")
    return _end(session, review, opinion, desk)


def _voting(session: Session, review: Review) -> GroupOpinion:
    opinion = find_group_opinion(session, review)
    if opinion is not None:
        session.refresh(opinion)
    if opinion is None or opinion.state is not GroupState.VOTING:
        raise Refused("opinion_not_voting", where=f"review:{review.id}")
    return opinion


def _dissent(choice: VoteChoice, text: str) -> str:
    if choice is VoteChoice.AGREE:
        return ""
    if not text.strip():
        raise InvalidInput("dissent_missing", where="dissent")
    if len(text) > LONGEST_DISSENT:
        raise InvalidInput("text_too_long", where="dissent", most=LONGEST_DISSENT)
    return text.strip()


def _write(
    session: Session, opinion: GroupOpinion, choice: VoteChoice, dissent: str, hand: Hand
) -> None:
    vote = session.exec(
        select(PanelVote).where(
            PanelVote.group_opinion_id == opinion.id, PanelVote.member_id == hand.member_id
        )
    ).one_or_none() or PanelVote(
        office_id=opinion.office_id, group_opinion_id=row_id(opinion), member_id=hand.member_id,
        choice=choice, voted_at=hand.now,
    )  # fmt: skip
    vote.choice, vote.dissent, vote.voted_at = choice, dissent, hand.now
    session.add(vote)
    session.flush()


def _end(session: Session, review: Review, opinion: GroupOpinion, desk: Desk) -> OpinionVote:
    """Count the vote; a rejected opinion goes on as the leader's next version."""
    rule = room_rule(session, review).vote
    members = [row_id(row) for row in list_voters(session, review)]
    counted = count_opinion(choices_of(session, opinion), members=members, rule=rule)
    is_final = counted.is_carried(rule)
    opinion.state = GroupState.FINAL if is_final else GroupState.REPLACED
    opinion.ended_at = desk.now
    session.add(opinion)
    after = {
        "version": opinion.number, "state": opinion.state, "agreed": counted.agreed,
        "dissenting": counted.dissenting, "silent": counted.silent,
    }  # fmt: skip
    record(session, actor=desk.actor, action="group_opinion:end", subject=review, after=after,
           now=desk.now)  # fmt: skip
    if not is_final:
        _next_version(session, review, opinion, desk.actor, desk)
    return counted


def _next_version(
    session: Session, review: Review, opinion: GroupOpinion, actor: Actor, desk: Desk
) -> None:
    leader = find_leader(session, review)
    hand = Hand(row_id(leader) if leader else opinion.leader_member_id, actor, desk.now)
    passages = [passage_of(row) for row in list_group_points(session, opinion)]
    add_version(session, review, number=opinion.number + 1, passages=passages, hand=hand)
