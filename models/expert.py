"""The expert pool and recusals."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from expert_pool.vocabulary import ExpertState, RecusalGround
from models.base import Record, choice


class Expert(Record, table=True):
    """A member of the pool."""

    __table_args__ = (
        sa.UniqueConstraint("office_id", "code"),
        sa.Index("ix_expert_list", "office_id", "state", "code"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    code: str = Field(max_length=20)
    name: str = Field(max_length=60)
    expert_class: str = Field(max_length=40)
    profession: str = Field(max_length=40, index=True)
    title: str = Field(default="", max_length=60)
    employer: str = Field(max_length=200)
    email: str = Field(default="", max_length=200)
    state: ExpertState = Field(sa_type=choice(ExpertState, "expert_state"))
    term_until: date | None = None
    is_demonstration: bool = False
    created_at: datetime


class Recusal(Record, table=True):
    """A reason why an expert takes no part in one assessment."""

    __table_args__ = (sa.UniqueConstraint("assessment_id", "expert_id", "ground"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    ground: RecusalGround = Field(sa_type=choice(RecusalGround, "recusal_ground"))
    note: str = Field(default="", sa_type=sa.Text)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")
    recorded_at: datetime
