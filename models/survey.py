"""Counts of a survey; counts only, never people."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record


class Survey(Record, table=True):
    """One recorded set of counts; a correction is a new row and the old one stays."""

    __table_args__ = (
        sa.UniqueConstraint("assessment_id", "number"),
        sa.CheckConstraint(
            "issued >= 0 AND valid >= 0 AND valid <= issued", name="valid_in_issued"
        ),
        sa.CheckConstraint(
            "support + conditional + indifferent + oppose = valid", name="attitudes_sum_to_valid"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    number: int
    issued: int = Field(ge=0)
    valid: int = Field(ge=0)
    support: int = Field(ge=0)
    conditional: int = Field(ge=0)
    indifferent: int = Field(ge=0)
    oppose: int = Field(ge=0)
    note: str = Field(default="", sa_type=sa.Text)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")
    recorded_at: datetime
