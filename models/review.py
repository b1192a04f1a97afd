"""Reviews, panels and rounds."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, VersionedRecord, choice
from riskassess.domain.room_vocabulary import RoundKind, RoundState, RoundWay, SignInWay
from riskassess.domain.vocabulary import MemberState, ReviewKind, ReviewState


class Review(VersionedRecord, table=True):
    """One review of an assessment; a second review is another row."""

    __table_args__ = (sa.UniqueConstraint("assessment_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    kind: ReviewKind = Field(sa_type=choice(ReviewKind, "review_kind"))
    number: int
    state: ReviewState = Field(
        default=ReviewState.GATHERING, sa_type=choice(ReviewState, "review_state")
    )
    panel_size: int
    quorum: int
    due_on: date
    opened_by_id: int | None = Field(default=None, foreign_key="account.id")
    opened_at: datetime
    closed_at: datetime | None = None
    materials_at: datetime | None = None
    meeting_at: datetime | None = None
    meeting_place: str = Field(default="", max_length=200)
    # The rules of the room, pinned when the review was opened.
    pool_manual_version_id: int | None = Field(default=None, foreign_key="pool_manual_version.id")
    # Why it was opened: for a consultation the hard or disputed matter, or the incident.
    occasion: str = Field(default="", sa_type=sa.Text)


class PanelMember(Record, table=True):
    """One drawn expert, or an external panel member of an imported assessment."""

    __tablename__ = "panel_member"
    __table_args__ = (sa.UniqueConstraint("review_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    expert_id: int | None = Field(default=None, foreign_key="expert.id", index=True)
    draw_id: int | None = Field(default=None, foreign_key="draw.id")
    # The line of the ledger that gave this seat; only seats older than the ledger have none.
    ledger_entry_id: int | None = Field(default=None, foreign_key="ledger_entry.id")
    code: str = Field(max_length=20)
    profession: str = Field(max_length=40)
    employer: str = Field(max_length=200)
    position: int
    state: MemberState = Field(sa_type=choice(MemberState, "member_state"))
    token_digest: str | None = Field(default=None, max_length=80, unique=True)
    token_expires_at: datetime | None = None
    invited_at: datetime | None = None
    answered_at: datetime | None = None
    decline_reason: str = Field(default="", sa_type=sa.Text)
    declared_at: datetime | None = None
    # When the member first opened the materials in the room.
    opened_at: datetime | None = None
    replaces_id: int | None = Field(default=None, foreign_key="panel_member.id")
    is_leader: bool = False
    # Pledged with the declaration: what is read and said in the room stays there.
    signed_in_at: datetime | None = None
    signed_in_how: SignInWay | None = Field(default=None, sa_type=choice(SignInWay, "sign_in_way"))
    signed_in_by_id: int | None = Field(default=None, foreign_key="account.id")


class ReviewRound(VersionedRecord, table=True):
    """One round in which every member of the panel fills a sheet."""

    __tablename__ = "review_round"
    __table_args__ = (sa.UniqueConstraint("review_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    number: int
    kind: RoundKind = Field(default=RoundKind.SCORING, sa_type=choice(RoundKind, "round_kind"))
    way: RoundWay = Field(default=RoundWay.OWN_TIME, sa_type=choice(RoundWay, "round_way"))
    state: RoundState = Field(default=RoundState.OPEN, sa_type=choice(RoundState, "round_state"))
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by_id: int | None = Field(default=None, foreign_key="account.id")
    # What the stopping rule of the manual came to, with every figure it stands on (canonical JSON).
    outcome: str = Field(default="", sa_type=sa.Text)


class DueChange(Record, table=True):
    """A deadline of a review that was put off, with the reason."""

    __tablename__ = "due_change"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    due_before: date
    due_after: date
    reason: str = Field(sa_type=sa.Text)
    changed_by_id: int = Field(foreign_key="account.id")
    changed_at: datetime


class RoundName(Record, table=True):
    """The name under which a member speaks in one round; another one in the next."""

    __tablename__ = "round_name"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "member_id"),
        sa.UniqueConstraint("round_id", "name"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    round_id: int = Field(foreign_key="review_round.id", index=True)
    member_id: int = Field(foreign_key="panel_member.id", index=True)
    name: str = Field(max_length=20)
