"""Risk factors, the sponsor's own estimate, measures and their proof."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.vocabulary import CommitmentState, Stage

TEN_THOUSANDTHS = 10_000


class Factor(Record, table=True):
    """A factor of one assessment, from the manual's library or added for the project."""

    __table_args__ = (sa.UniqueConstraint("assessment_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    code: str = Field(max_length=20)
    name: str = Field(max_length=200)
    category: str = Field(max_length=40)
    stage: Stage | None = Field(default=None, sa_type=choice(Stage, "stage"))
    is_own: bool = False
    note: str = Field(default="", sa_type=sa.Text)
    improvement_reason: str = Field(default="", sa_type=sa.Text)
    position: int
    added_by_id: int | None = Field(default=None, foreign_key="account.id")
    removed_at: datetime | None = None


class OwnEstimate(Record, table=True):
    """The sponsor's own estimate of one factor, in ten-thousandths.

    An expert sees it beside the own figures once the first estimates are kept.
    """

    __tablename__ = "own_estimate"
    __table_args__ = tuple(
        sa.CheckConstraint(f"{name} BETWEEN 0 AND {TEN_THOUSANDTHS}", name=f"{name}_share")
        for name in ("before_probability", "before_impact", "after_probability", "after_impact")
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    factor_id: int = Field(foreign_key="factor.id", unique=True)
    before_probability: int
    before_impact: int
    after_probability: int
    after_impact: int
    reason: str = Field(default="", sa_type=sa.Text)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")
    recorded_at: datetime


class Measure(Record, table=True):
    """A mitigation measure with owner and deadline, and how far its proof has come."""

    __table_args__ = (sa.UniqueConstraint("assessment_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    code: str = Field(max_length=20)
    text: str = Field(sa_type=sa.Text)
    owner: str = Field(max_length=200)
    helper: str = Field(default="", max_length=200)
    stage: Stage | None = Field(default=None, sa_type=choice(Stage, "stage"))
    due_on: date | None = None
    removed_at: datetime | None = None


class MeasureFactor(Record, table=True):
    """Which factor a measure acts on."""

    __tablename__ = "measure_factor"
    __table_args__ = (sa.UniqueConstraint("measure_id", "factor_id"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    measure_id: int = Field(foreign_key="measure.id", index=True)
    factor_id: int = Field(foreign_key="factor.id", index=True)
    position: int = 0


class Commitment(Record, table=True):
    """Proof that a measure was carried out, and the office's check of it."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    measure_id: int = Field(foreign_key="measure.id", unique=True)
    state: CommitmentState = Field(
        default=CommitmentState.PLANNED, sa_type=choice(CommitmentState, "commitment_state")
    )
    evidence: str = Field(default="", sa_type=sa.Text)
    document_id: int | None = Field(default=None, foreign_key="document.id")
    proven_by_id: int | None = Field(default=None, foreign_key="account.id")
    proven_at: datetime | None = None
    remark: str = Field(default="", sa_type=sa.Text)
    checked_by_id: int | None = Field(default=None, foreign_key="account.id")
    checked_at: datetime | None = None
