"""Handovers: open work that went from one account to another, with who said so and why."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.people_vocabulary import WorkKind


class Handover(Record, table=True):
    """One record of handing over; it is never changed."""

    __table_args__ = (sa.CheckConstraint("from_id <> to_id", name="two_persons"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    from_id: int = Field(foreign_key="account.id", index=True)
    to_id: int = Field(foreign_key="account.id", index=True)
    reason: str = Field(sa_type=sa.Text)
    made_by_id: int = Field(foreign_key="account.id")
    made_at: datetime


class HandoverItem(Record, table=True):
    """One piece of work: the row that names the person in charge, and its assessment if any."""

    __tablename__ = "handover_item"
    __table_args__ = (sa.UniqueConstraint("handover_id", "kind", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    handover_id: int = Field(foreign_key="handover.id", index=True)
    kind: WorkKind = Field(sa_type=choice(WorkKind, "work_kind"))
    subject_id: int = Field(index=True)
    assessment_id: int | None = Field(default=None, foreign_key="assessment.id", index=True)
