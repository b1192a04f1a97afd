"""The election of a panel's leader: who may vote, how far it has come; never who voted for whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Expert, LeaderBallot, LeaderVote, PanelMember, Review
from riskassess.domain.pool_manual.room import LeaderRule
from riskassess.domain.room.votes import SECRET_FROM, fewest_to_close
from riskassess.domain.vocabulary import MemberState, ReviewState
from riskassess.queries.member_recusals import without_recused
from riskassess.queries.reviews import SEATED

AT_WORK = frozenset({MemberState.READY, MemberState.SUBMITTED})


@dataclass(frozen=True)
class EndedBallot:
    """A ballot that has ended: votes by candidate, most first, and who leads since then.

    Where so few voted that the numbers would tell whose vote it was, they are hidden: no `votes`.
    """

    row: LeaderBallot
    leader: str
    votes: tuple[tuple[str, int], ...]
    is_hidden: bool


@dataclass(frozen=True)
class Election:
    """How the election stands.

    Attributes
    ----------
    electors : tuple of PanelMember
        Who may vote and be voted for.
    seated : int
        Members of the panel now, also those who have not declared yet; once the rounds are over
        the electors.
    ballot : int
        Number of the ballot that is open now; 0 when there is none, for the panel has its leader.
    given : int
        How many votes are in.
    leader : PanelMember or None
        Who leads now.
    ended : tuple of EndedBallot
        First one first.
    failed : int
        Ballots without a result since the last leader.
    """

    electors: tuple[PanelMember, ...]
    seated: int
    ballot: int
    given: int
    leader: PanelMember | None
    ended: tuple[EndedBallot, ...]
    failed: int

    @property
    def fewest(self) -> int:
        """Return how many votes are needed before the office may close the open ballot."""
        return fewest_to_close(len(self.electors))

    def may_be_named(self, rule: LeaderRule) -> bool:
        """Return whether the office may name a leader: as many ballots failed as the rule asks."""
        return self.leader is None and self.failed >= rule.ballots


def list_electors(session: Session, review: Review) -> list[PanelMember]:
    """Return who may vote and be voted for, in the order of the panel.

    Who has declared; once the rounds are over who handed in a sheet in the last one. Nobody who is
    recused, however late it was recorded.
    """
    states = {MemberState.SUBMITTED} if review.state is ReviewState.CLOSED else AT_WORK
    return [row for row in _seats(session, review) if row.state in states]


def find_leader(session: Session, review: Review) -> PanelMember | None:
    """Return who leads the panel now; who has left it or handed in nothing leads no longer."""
    return next((row for row in list_electors(session, review) if row.is_leader), None)


def get_election(session: Session, review: Review) -> Election:
    """Return how the election of the leader stands."""
    electors, is_over = list_electors(session, review), review.state is ReviewState.CLOSED
    codes = {row.id: row.code for row in _everybody(session, review)}
    rows = session.exec(
        select(LeaderBallot)
        .where(LeaderBallot.review_id == review.id)
        .order_by(col(LeaderBallot.number))
    ).all()
    leader = next((row for row in electors if row.is_leader), None)
    ballot = 0 if leader else len(rows) + 1
    votes = ballot_votes(session, review, ballot)
    known = {row.id for row in electors}
    return Election(
        electors=tuple(electors),
        seated=len(electors) if is_over else len(_seats(session, review)),
        ballot=ballot,
        given=sum(voter in known and who in known for voter, who in votes.items()),
        leader=leader,
        ended=tuple(_ended(session, review, row, codes) for row in rows),
        failed=_failed(rows),
    )


def ballot_votes(session: Session, review: Review, ballot: int) -> dict[int, int]:
    """Return a ballot's votes, voter → candidate: for counting, never for a page."""
    rows = session.exec(
        select(LeaderVote.member_id, LeaderVote.candidate_id).where(
            LeaderVote.review_id == review.id, LeaderVote.ballot == ballot
        )
    )
    return dict(rows.all())


def own_vote(session: Session, review: Review, member_id: int, ballot: int) -> int | None:
    """Return for whom a member voted in a ballot: for the page of that member alone."""
    return ballot_votes(session, review, ballot).get(member_id)


def member_names(session: Session, members: Sequence[PanelMember]) -> Mapping[int, str]:
    """Return the names of members by id; the caller asks whether the panel is open."""
    rows = session.exec(
        select(PanelMember.id, Expert.name)
        .join(Expert, col(Expert.id) == col(PanelMember.expert_id))
        .where(col(PanelMember.id).in_([row.id for row in members]))
    )
    return {key or 0: name for key, name in rows}


def _seats(session: Session, review: Review) -> list[PanelMember]:
    seated = [row for row in _everybody(session, review) if row.state in SEATED]
    return without_recused(session, review, seated)


def _everybody(session: Session, review: Review) -> Sequence[PanelMember]:
    return session.exec(
        select(PanelMember)
        .where(PanelMember.review_id == review.id)
        .order_by(col(PanelMember.position), col(PanelMember.id))
    ).all()


def _failed(rows: Sequence[LeaderBallot]) -> int:
    """Return how many ballots have ended without a leader since there was one."""
    without = 0
    for row in rows:
        without = 0 if row.leader_id else without + 1
    return without


def _ended(
    session: Session, review: Review, row: LeaderBallot, codes: Mapping[int | None, str]
) -> EndedBallot:
    given = ballot_votes(session, review, row.number).values()
    is_hidden = 0 < len(given) < SECRET_FROM
    counted = [] if is_hidden else Counter(codes.get(who, "") for who in given).most_common()
    return EndedBallot(row, codes.get(row.leader_id, ""), tuple(counted), is_hidden)
