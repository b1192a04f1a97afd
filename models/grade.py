"""Computed results, proposed and approved grades, certificates, decisions."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, VersionedRecord, choice
from riskassess.domain.vocabulary import Decision, ProposalState, RiskGrade


class GradeResult(Record, table=True):
    """A computed result with everything it depends on; never changed, a new one is added."""

    __tablename__ = "grade_result"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    review_id: int = Field(foreign_key="review.id")
    manual_version_id: int = Field(foreign_key="manual_version.id")
    manual_digest: str = Field(max_length=80)
    fingerprint: str = Field(max_length=80)
    fingerprint_parts: str = Field(sa_type=sa.Text)
    assessment_file: str = Field(sa_type=sa.Text)
    record: str = Field(sa_type=sa.Text)
    printed: str = Field(sa_type=sa.Text)
    initial_grade: RiskGrade = Field(sa_type=choice(RiskGrade, "initial_grade"))
    expected_grade: RiskGrade | None = Field(
        default=None, sa_type=choice(RiskGrade, "expected_grade")
    )
    computed_at: datetime


class Certainty(Record, table=True):
    """How certain a result's grade is, with the seed that repeats it; one a result."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    grade_result_id: int = Field(foreign_key="grade_result.id", unique=True)
    seed: str = Field(max_length=80)
    resamples: int
    record: str = Field(sa_type=sa.Text)
    computed_at: datetime


class GradeProposal(VersionedRecord, table=True):
    """A grade proposed by one officer and decided by another."""

    __tablename__ = "grade_proposal"
    __table_args__ = (
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by_id IS NULL)", name="decided_by_somebody"
        ),
        sa.CheckConstraint("decided_by_id <> proposed_by_id", name="another_officer_decides"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    grade_result_id: int = Field(foreign_key="grade_result.id")
    fingerprint: str = Field(max_length=80)
    initial_grade: RiskGrade = Field(sa_type=choice(RiskGrade, "initial_grade"))
    expected_grade: RiskGrade | None = Field(
        default=None, sa_type=choice(RiskGrade, "expected_grade")
    )
    explanation: str = Field(sa_type=sa.Text)
    state: ProposalState = Field(
        default=ProposalState.PROPOSED, sa_type=choice(ProposalState, "proposal_state")
    )
    proposed_by_id: int = Field(foreign_key="account.id")
    proposed_at: datetime
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = None
    decision_reason: str = Field(default="", sa_type=sa.Text)


class Certificate(Record, table=True):
    """The signed approval of a fingerprint; the filing."""

    __table_args__ = (sa.UniqueConstraint("office_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    proposal_id: int = Field(foreign_key="grade_proposal.id", unique=True)
    number: str = Field(max_length=60)
    fingerprint: str = Field(max_length=80)
    content: str = Field(sa_type=sa.Text)
    key_id: str = Field(max_length=16)
    signed_at: datetime


class DecisionRecord(Record, table=True):
    """What the decision body did with the filed grade."""

    __tablename__ = "decision_record"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", unique=True)
    decision: Decision = Field(sa_type=choice(Decision, "decision"))
    recommendation: Decision | None = Field(
        default=None, sa_type=choice(Decision, "recommendation")
    )
    body: str = Field(max_length=200)
    decided_on: date
    reason: str = Field(default="", sa_type=sa.Text)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")
    recorded_at: datetime
