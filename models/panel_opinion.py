"""What a panel says as one: its leader, the group opinion, the votes on it, the signature page."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, VersionedRecord, choice
from riskassess.domain.room_vocabulary import (
    GroupState,
    PageState,
    PointPlace,
    SignatureWay,
    VoteChoice,
)
from riskassess.domain.vocabulary import ReviewConclusion, RiskGrade


class LeaderVote(Record, table=True):
    """One member's vote for the leader of the panel; the last one given counts."""

    __tablename__ = "leader_vote"
    __table_args__ = (sa.UniqueConstraint("review_id", "ballot", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    ballot: int
    member_id: int = Field(foreign_key="panel_member.id")
    candidate_id: int = Field(foreign_key="panel_member.id")
    voted_at: datetime


class LeaderBallot(Record, table=True):
    """How one ballot ended: with an elected leader or without; or the office named one."""

    __tablename__ = "leader_ballot"
    __table_args__ = (
        sa.UniqueConstraint("review_id", "number"),
        sa.CheckConstraint("reason = '' OR leader_id IS NOT NULL", name="reason_of_naming"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    number: int
    leader_id: int | None = Field(default=None, foreign_key="panel_member.id")
    # Why the office named this one; empty where the panel elected.
    reason: str = Field(default="", sa_type=sa.Text)
    # Empty when the last vote closed it.
    closed_by_id: int | None = Field(default=None, foreign_key="account.id")
    closed_at: datetime


class GroupOpinion(VersionedRecord, table=True):
    """One version of the group opinion: drafted by the leader, voted on, then final."""

    __tablename__ = "group_opinion"
    __table_args__ = (sa.UniqueConstraint("review_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    number: int
    state: GroupState = Field(default=GroupState.DRAFT, sa_type=choice(GroupState, "group_state"))
    conclusion: ReviewConclusion | None = Field(
        default=None, sa_type=choice(ReviewConclusion, "conclusion")
    )
    initial_grade: RiskGrade | None = Field(
        default=None, sa_type=choice(RiskGrade, "initial_grade")
    )
    expected_grade: RiskGrade | None = Field(
        default=None, sa_type=choice(RiskGrade, "expected_grade")
    )
    leader_member_id: int = Field(foreign_key="panel_member.id")
    # Digest of the canonical text that was voted on.
    digest: str = Field(default="", max_length=80)
    started_at: datetime
    put_at: datetime | None = None
    ended_at: datetime | None = None


class GroupPoint(Record, table=True):
    """One passage of a group opinion, with the individual opinions that it was merged from."""

    __tablename__ = "group_point"
    __table_args__ = (sa.UniqueConstraint("group_opinion_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    group_opinion_id: int = Field(foreign_key="group_opinion.id", index=True)
    key: str = Field(max_length=40)
    place: PointPlace = Field(sa_type=choice(PointPlace, "point_place"))
    heading: str = Field(default="", max_length=40)
    position: int
    text: str = Field(sa_type=sa.Text)
    # Canonical JSON: [[sheet id, place, field]…]
    sources: str = Field(default="[]", sa_type=sa.Text)


class PanelVote(Record, table=True):
    """One member's vote on a group opinion; dissent is written with its reason."""

    __tablename__ = "panel_vote"
    __table_args__ = (
        sa.UniqueConstraint("group_opinion_id", "member_id"),
        sa.CheckConstraint("(choice = 'dissent') = (dissent <> '')", name="dissent_has_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    group_opinion_id: int = Field(foreign_key="group_opinion.id", index=True)
    member_id: int = Field(foreign_key="panel_member.id")
    choice: VoteChoice = Field(sa_type=choice(VoteChoice, "vote_choice"))
    dissent: str = Field(default="", sa_type=sa.Text)
    voted_at: datetime


class SignaturePage(VersionedRecord, table=True):
    """The one page that the panel signs: report digest, conclusion, dissent, signatures."""

    __tablename__ = "signature_page"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    number: int
    code: str = Field(max_length=20, unique=True)
    state: PageState = Field(default=PageState.OPEN, sa_type=choice(PageState, "page_state"))
    # Canonical JSON of what is signed; the digests of the report's files stand in it.
    content: str = Field(sa_type=sa.Text)
    digest: str = Field(max_length=80)
    file_digest: str = Field(default="", max_length=80)
    made_at: datetime
    ended_at: datetime | None = None


class MemberSignature(Record, table=True):
    """How and when one member signed the page."""

    __tablename__ = "member_signature"
    __table_args__ = (sa.UniqueConstraint("page_id", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    page_id: int = Field(foreign_key="signature_page.id", index=True)
    member_id: int = Field(foreign_key="panel_member.id")
    way: SignatureWay = Field(sa_type=choice(SignatureWay, "signature_way"))
    certificate: str = Field(default="", sa_type=sa.Text)
    file_digest: str = Field(default="", max_length=80)
    signed_at: datetime
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")
