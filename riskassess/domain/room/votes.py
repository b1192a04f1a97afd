"""Election of a leader, what the members' grades come to, the vote on the group opinion.

Handbook 7.2, 7.3.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from riskassess.domain.pool_manual.room import LeaderRule, Silence, VoteRule
from riskassess.domain.room_vocabulary import VoteChoice
from riskassess.domain.vocabulary import RiskGrade

ORDER = tuple(RiskGrade)  # mildest first
SECRET_FROM = 3
"""Votes in a ballot from which its numbers no longer tell whose vote it was."""


@dataclass(frozen=True)
class Ballot:
    """What a ballot came to: the elected one, or None; votes by candidate, most first."""

    elected: int | None
    votes: tuple[tuple[int, int], ...]
    is_last: bool


def count_ballot(
    votes: Mapping[int, int], *, members: Sequence[int], ballot: int, rule: LeaderRule
) -> Ballot:
    """Return what a ballot of the panel came to.

    Parameters
    ----------
    votes : mapping
        Voter → candidate, both members.
    members : sequence of int
        Who may vote and be voted for; the share is taken of all of them.
    ballot : int
        Number of the ballot, from 1.
    rule : LeaderRule
        More than `share` of the members elect.

    Returns
    -------
    Ballot

    Examples
    --------
    >>> from riskassess.domain.room.examples import LEADER
    >>> count_ballot({1: 3, 2: 3, 3: 2}, members=[1, 2, 3], ballot=1, rule=LEADER).elected
    3
    >>> count_ballot({1: 2, 2: 1}, members=[1, 2, 3], ballot=1, rule=LEADER).elected is None
    True
    """
    valid = [who for voter, who in votes.items() if voter in members and who in members]
    counted = sorted(Counter(valid).items(), key=lambda row: (-row[1], members.index(row[0])))
    is_elected = bool(counted) and Fraction(counted[0][1], len(members)) > rule.share
    return Ballot(counted[0][0] if is_elected else None, tuple(counted), ballot >= rule.ballots)


def fewest_to_close(electors: int) -> int:
    """Return how many votes are needed to close a ballot before everybody has voted.

    As many as keep it secret; in a panel of three all but one, lest one silent member keep it open
    for ever. How many voted for whom is then not told.

    >>> [fewest_to_close(n) for n in (1, 2, 3, 4, 7)]
    [1, 1, 2, 3, 3]
    """
    return max(1, min(SECRET_FROM, electors - 1))


@dataclass(frozen=True)
class GradeVote:
    """What the members' grades come to; when `is_split` the highest that was proposed."""

    grade: RiskGrade
    median: RiskGrade
    share: Fraction
    is_split: bool


def panel_grade(proposals: Sequence[RiskGrade], rule: VoteRule) -> GradeVote | None:
    """Return the grade that the members' proposals come to; None without any.

    The median; between two grades the higher one. Where high and low stand against each other, or
    fewer than `grade_share` propose the median, the panel is split: the highest
    proposed grade stands with the dissent recorded (handbook 7.3). No talk changes it: sheets are
    frozen before the panel talks.

    Parameters
    ----------
    proposals : sequence of RiskGrade
        One of each member who handed in a sheet.
    rule : VoteRule
        Of the pool manual.

    Examples
    --------
    >>> from riskassess.domain.room.examples import VOTE
    >>> G = RiskGrade
    >>> vote = panel_grade([G.LOW, G.MEDIUM, G.MEDIUM], VOTE)
    >>> str(vote.grade), vote.is_split
    ('medium', False)
    >>> vote = panel_grade([G.LOW, G.MEDIUM, G.HIGH], VOTE)
    >>> str(vote.grade), vote.is_split
    ('high', True)
    """
    if not proposals:
        return None
    places = sorted(ORDER.index(grade) for grade in proposals)
    median = ORDER[places[len(places) // 2]]
    share = Fraction(proposals.count(median), len(proposals))
    is_split = places[-1] - places[0] > 1 or share < rule.grade_share
    grade = ORDER[places[-1]] if is_split else median
    return GradeVote(grade, median, share, is_split)


@dataclass(frozen=True)
class OpinionVote:
    """What the vote on a group opinion came to."""

    agreed: int
    dissenting: int
    silent: int
    present: int

    def is_carried(self, rule: VoteRule) -> bool:
        """Return whether more than the manual's share of those present agree."""
        return self.present > 0 and Fraction(self.agreed, self.present) > rule.opinion_share


def count_opinion(
    choices: Mapping[int, VoteChoice], *, members: Sequence[int], rule: VoteRule
) -> OpinionVote:
    """Return what the vote on a group opinion came to.

    Parameters
    ----------
    choices : mapping
        Voter → choice.
    members : sequence of int
        Who handed in a sheet and may vote.
    rule : VoteRule
        Says whether who is silent at the end agreed or was not present.

    Examples
    --------
    >>> from riskassess.domain.room.examples import VOTE
    >>> C = VoteChoice
    >>> vote = count_opinion({1: C.AGREE, 2: C.DISSENT}, members=[1, 2, 3], rule=VOTE)
    >>> vote.agreed, vote.silent, vote.present, vote.is_carried(VOTE)
    (2, 1, 3, True)
    """
    given = [choices[member] for member in members if member in choices]
    silent = len(members) - len(given)
    agreed = given.count(VoteChoice.AGREE)
    if rule.silence is Silence.AGREED:
        return OpinionVote(agreed + silent, given.count(VoteChoice.DISSENT), silent, len(members))
    return OpinionVote(agreed, given.count(VoteChoice.DISSENT), silent, len(given))
