"""Expert consultation: risks that experts raise, what they say to each other, the live meeting."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.room_vocabulary import RaisedState
from riskassess.domain.vocabulary import Stage


class RaisedRisk(Record, table=True):
    """A risk that an expert added in the issue round, and what became of it."""

    __tablename__ = "raised_risk"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "key"),
        sa.CheckConstraint("(state = 'raised') = (decided_at IS NULL)", name="decided_whole"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    round_id: int = Field(foreign_key="review_round.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    key: str = Field(max_length=40)
    category: str = Field(max_length=40)
    stage: Stage = Field(sa_type=choice(Stage, "stage"))
    name: str = Field(max_length=200)
    reason: str = Field(sa_type=sa.Text)
    state: RaisedState = Field(
        default=RaisedState.RAISED, sa_type=choice(RaisedState, "raised_state")
    )
    # The factor it became, or into which it was merged.
    factor_id: int | None = Field(default=None, foreign_key="factor.id")
    decision_reason: str = Field(default="", sa_type=sa.Text)
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = None


class DiscussionPost(Record, table=True):
    """What one expert says about a factor between two rounds, under the name of the round."""

    __tablename__ = "discussion_post"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "op"),
        sa.CheckConstraint("(hidden_at IS NULL) = (hidden_reason = '')", name="hidden_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    round_id: int = Field(foreign_key="review_round.id", index=True)
    member_id: int = Field(foreign_key="panel_member.id", index=True)
    factor_id: int | None = Field(default=None, foreign_key="factor.id", index=True)
    op: str = Field(max_length=40)
    text: str = Field(sa_type=sa.Text)
    said_at: datetime
    hidden_at: datetime | None = None
    hidden_by_id: int | None = Field(default=None, foreign_key="account.id")
    hidden_reason: str = Field(default="", sa_type=sa.Text)


class LiveStep(Record, table=True):
    """A factor that a live meeting is at; shown when everybody has given the estimates.

    `shown` holds what was shown (canonical JSON) and stays empty before; `reason` says why it was
    shown while somebody was missing, or left without being shown.
    """

    __tablename__ = "live_step"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "position"),
        sa.UniqueConstraint("round_id", "factor_id"),
        sa.CheckConstraint("(shown_at IS NULL) = (shown = '')", name="shown_whole"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    round_id: int = Field(foreign_key="review_round.id", index=True)
    factor_id: int = Field(foreign_key="factor.id")
    position: int
    called_at: datetime
    shown_at: datetime | None = None
    shown: str = Field(default="", sa_type=sa.Text)
    reason: str = Field(default="", sa_type=sa.Text)


class LiveReady(Record, table=True):
    """A member has filled the factor of a live step; pages show the count, never who."""

    __tablename__ = "live_ready"
    __table_args__ = (sa.UniqueConstraint("step_id", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    step_id: int = Field(foreign_key="live_step.id", index=True)
    member_id: int = Field(foreign_key="panel_member.id", index=True)
    ready_at: datetime
