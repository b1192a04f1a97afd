"""A panel whose sheets are in, and group opinions made by the services, for tests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models import (
    Account,
    GroupOpinion,
    MustFix,
    Opinion,
    QualityPoints,
    Review,
    ReviewRound,
    Sheet,
)
from riskassess.domain.room.merging import Source
from riskassess.domain.room_vocabulary import GroupState, RoundState, VoteChoice
from riskassess.domain.vocabulary import (
    MemberState,
    ReviewConclusion,
    ReviewState,
    RiskGrade,
    Role,
    SheetState,
)
from riskassess.queries.accounts import actor_for
from riskassess.queries.group_opinions import list_voters
from riskassess.queries.individual_opinions import list_said
from riskassess.queries.pool_manuals import pool_manual_version_of
from riskassess.services import group_opinions, group_points, leaders, panel_votes
from riskassess.services.panel_places import Hand
from tests import factories
from tests.support.kept_scene import kept
from tests.support.review_room import ReviewRoom, make_room

POINTS = {
    "basis": 9, "survey": 20, "identification": 13, "estimation": 16, "measures": 17, "form": 9,
}  # fmt: skip
WORDS = "调查对象应补充租户。"
FIX = "补充过渡安置方案。"


@dataclass
class Panel:
    """A panel whose rounds are over, with a hand for each member."""

    room: ReviewRoom
    sheets: list[Sheet]
    now: datetime

    @property
    def review(self) -> Review:
        """The review."""
        return self.room.review

    def hand(self, place: int) -> Hand:
        """Return from where the member at a place acts."""
        chair = self.room.chairs[place]
        return Hand(chair.member.id, chair.actor, self.now)

    @property
    def leader(self) -> Hand:
        """The hand of the leader, who sits first."""
        return self.hand(0)

    def source(self, place: int) -> Source:
        """Return where the line of a member stands that says what must be mended."""
        return Source(self.sheets[place].id, "must_fix:k1", "text")


@kept
def closed_panel(session: Session, now: datetime, *, experts: int = 3) -> Panel:
    """Make a panel with sheets that are in and open; the first member leads it."""
    room = make_room(session, experts=experts, state=MemberState.SUBMITTED)
    review, round_ = room.review, room.round
    review.pool_manual_version_id = pool_manual_version_of(session, review.office_id).id
    review.state, review.closed_at = ReviewState.CLOSED, now
    round_.state, round_.closed_at = RoundState.CLOSED, now
    room.chairs[0].member.is_leader = True
    for row in (review, round_, room.chairs[0].member):
        factories.save(row)
    sheets = [_sheet(round_, chair.member, number) for number, chair in enumerate(room.chairs)]
    return Panel(room, sheets, now)


def _sheet(round_: ReviewRound, member: Any, number: int) -> Sheet:
    sheet = factories.save(
        Sheet(
            office_id=round_.office_id, round_id=round_.id, member_id=member.id,
            state=SheetState.SUBMITTED, conclusion=ReviewConclusion.PASS,
            initial_grade=RiskGrade.MEDIUM, expected_grade=RiskGrade.LOW,
            started_at=factories.NOW, submitted_at=factories.NOW,
        )
    )  # fmt: skip
    whose = {"office_id": round_.office_id, "sheet_id": sheet.id}
    factories.save(Opinion(**whose, heading="survey", text=f"{WORDS}（{number + 1}）"))
    factories.save(
        MustFix(**whose, key="k1", heading="measures", text=f"{FIX}（{number + 1}）", pages="12")
    )
    for heading, points in POINTS.items():
        factories.save(QualityPoints(**whose, heading=heading, points=points * 10_000))
    return sheet


def drafted(session: Session, leader: Hand, review: Review) -> GroupOpinion:
    """Draft a group opinion that takes over every line of the individual ones."""
    opinion = group_opinions.start_draft(session, hand=leader)
    for said in list_said(session, review):
        if said.is_must_fix or said.heading == "survey":
            group_points.take_over(session, source=said.source, hand=leader)
    return opinion


def agreed(session: Session, leader: Hand, review: Review) -> GroupOpinion:
    """Draft a group opinion, put it to the vote, and let every member agree to it."""
    drafted(session, leader, review)
    return voted(session, leader, review)


def voted(session: Session, leader: Hand, review: Review) -> GroupOpinion:
    """Put the draft to the vote, and let every member agree to it."""
    opinion = group_opinions.put_to_vote(session, hand=leader)
    for hand in hands_of(session, review, leader.now):
        panel_votes.vote_on_opinion(session, choice=VoteChoice.AGREE, hand=hand)
    return opinion


def hands_of(session: Session, review: Review, now: datetime) -> list[Hand]:
    """Return the hands of everybody who votes."""
    return [hand_of(session, member, now) for member in list_voters(session, review)]


def hand_of(session: Session, member: Any, now: datetime) -> Hand:
    """Return the hand of a member, whose expert gets an account when there is none."""
    found = session.exec(select(Account).where(Account.expert_id == member.expert_id)).first()
    values = {"office_id": member.office_id, "expert_id": member.expert_id}
    account = found or factories.account(Role.EXPERT, **values)
    return Hand(member.id or 0, actor_for(session, account), now)


def let_agree(session: Session, review: Review, now: datetime) -> GroupOpinion:
    """Let a panel whose rounds are over elect its first member and agree on a group opinion.

    What a member wants mended is set aside, so that nothing is to be asked of the sponsor.
    """
    hands = hands_of(session, review, now)
    for hand in hands:
        leaders.vote_leader(session, candidate_id=hands[0].member_id, hand=hand)
    leader = hands[0]
    group_opinions.start_draft(session, hand=leader)
    for said in list_said(session, review):
        if said.is_must_fix:
            group_points.set_aside(session, source=said.source, reason="已补充", hand=leader)
        else:
            group_points.take_over(session, source=said.source, hand=leader)
    return voted(session, leader, review)


def without_opinion(session: Session, review: Review) -> None:
    """Let a review's group opinion count no longer: then only the office marks points."""
    for row in session.exec(select(GroupOpinion).where(GroupOpinion.review_id == review.id)):
        row.state = GroupState.REPLACED
    session.commit()
