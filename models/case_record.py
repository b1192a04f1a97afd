"""What stands beside a case: internal notes, corrections of its registration, put-off deadlines."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.vocabulary import AssessmentState


class CaseNote(Record, table=True):
    """An internal note of the office; a correction is a new row that names the one before."""

    __tablename__ = "case_note"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    text: str = Field(sa_type=sa.Text)
    # unique: of two corrections sent at once one is refused, so that versions stay in a row
    corrects_id: int | None = Field(default=None, foreign_key="case_note.id", unique=True)
    written_by_id: int = Field(foreign_key="account.id")
    written_at: datetime


class CorrectionState(StrEnum):
    """Whether a correction holds."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Correction(Record, table=True):
    """One field of a registration that was corrected after its acceptance, or is asked to be."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    field: str = Field(max_length=80)
    old_value: str = Field(sa_type=sa.Text)
    new_value: str = Field(sa_type=sa.Text)
    reason: str = Field(sa_type=sa.Text)
    state: CorrectionState = Field(sa_type=choice(CorrectionState, "correction_state"))
    asked_by_id: int = Field(foreign_key="account.id")
    asked_at: datetime
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = None
    answer: str = Field(default="", sa_type=sa.Text)


class ClockReason(StrEnum):
    """Why a deadline of a case is later than its clock says."""

    EXTENSION = "extension"
    SUSPENSION = "suspension"


class ClockChange(Record, table=True):
    """Days by which a clock of the manual runs longer in one state of a case.

    `days` are negative where an extension was corrected to an earlier day.
    """

    __tablename__ = "clock_change"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    state: AssessmentState = Field(sa_type=choice(AssessmentState, "clock_state"))
    kind: ClockReason = Field(sa_type=choice(ClockReason, "clock_reason"))
    days: int
    due_before: date
    due_after: date
    reason: str = Field(sa_type=sa.Text)
    changed_by_id: int | None = Field(default=None, foreign_key="account.id")
    changed_at: datetime


class LastLook(Record, table=True):
    """Up to which entry of a case's audit chain an account has looked at its page."""

    __tablename__ = "last_look"
    __table_args__ = (sa.UniqueConstraint("account_id", "assessment_id"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    sequence: int
    looked_at: datetime
