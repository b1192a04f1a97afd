"""Stored versions of assessment manuals, and those that wait for a second officer."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, VersionedRecord, choice
from riskassess.domain.vocabulary import ProposalState


class ManualVersion(Record, table=True):
    """One immutable version of a manual, as canonical JSON with its digest."""

    __tablename__ = "manual_version"
    __table_args__ = (sa.UniqueConstraint("code", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, index=True)
    version: str = Field(max_length=20)
    title: str = Field(max_length=200)
    digest: str = Field(max_length=80, unique=True)
    content: str = Field(sa_type=sa.Text)
    created_at: datetime


class PoolManualVersion(Record, table=True):
    """One immutable version of a pool manual, as canonical JSON with its digest."""

    __tablename__ = "pool_manual_version"
    __table_args__ = (sa.UniqueConstraint("code", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, index=True)
    version: int
    title: str = Field(max_length=200)
    digest: str = Field(max_length=80, unique=True)
    content: str = Field(sa_type=sa.Text)
    created_at: datetime


class ManualProposal(VersionedRecord, table=True):
    """A manual that one officer imported and another one decides on."""

    __tablename__ = "manual_proposal"
    __table_args__ = (
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by_id IS NULL)", name="decided_by_somebody"
        ),
        sa.CheckConstraint("decided_by_id <> proposed_by_id", name="another_officer_decides"),
        sa.CheckConstraint(
            "(state = 'approved') = (manual_version_id IS NOT NULL)", name="approved_is_stored"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    code: str = Field(max_length=40, index=True)
    manual_version: str = Field(max_length=20)
    title: str = Field(max_length=200)
    digest: str = Field(max_length=80)
    # The whole manual as canonical JSON, and the file as it was handed in.
    content: str = Field(sa_type=sa.Text)
    source: str = Field(sa_type=sa.Text)
    # The stored version it is compared with: its forerunner, or the base it was derived from.
    compared_with_id: int | None = Field(default=None, foreign_key="manual_version.id")
    note: str = Field(default="", sa_type=sa.Text)
    state: ProposalState = Field(
        default=ProposalState.PROPOSED, sa_type=choice(ProposalState, "proposal_state")
    )
    proposed_by_id: int = Field(foreign_key="account.id")
    proposed_at: datetime
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = None
    decision_reason: str = Field(default="", sa_type=sa.Text)
    manual_version_id: int | None = Field(default=None, foreign_key="manual_version.id")
