"""Counts of a survey; counts only, never people."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record


class Survey(Record, table=True):
    """One recorded set of counts; a correction is a new row and the old one stays.

    An empty count is not known; it never counts as nought.
    """

    __table_args__ = (
        sa.UniqueConstraint("assessment_id", "number"),
        sa.CheckConstraint("valid <= issued", name="valid_in_issued"),
        sa.CheckConstraint(
            "support + conditional + indifferent + oppose <= valid", name="attitudes_in_valid"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    number: int
    issued: int | None = Field(default=None, ge=0)
    valid: int | None = Field(default=None, ge=0)
    support: int | None = Field(default=None, ge=0)
    conditional: int | None = Field(default=None, ge=0)
    indifferent: int | None = Field(default=None, ge=0)
    oppose: int | None = Field(default=None, ge=0)
    note: str = Field(default="", sa_type=sa.Text)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")
    recorded_at: datetime


class OppositionClass(Record, table=True):
    """How many of those against object with one intensity, in ten-thousandths of 1."""

    __tablename__ = "opposition_class"
    __table_args__ = (
        sa.UniqueConstraint("survey_id", "intensity"),
        sa.CheckConstraint("intensity BETWEEN 1 AND 10000", name="intensity"),
        sa.CheckConstraint("count >= 0", name="count"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    survey_id: int = Field(foreign_key="survey.id", index=True)
    intensity: int
    count: int
