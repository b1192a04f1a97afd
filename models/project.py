"""Projects, their assessments, and how an assessment moved."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, VersionedRecord, choice
from riskassess.domain.room_vocabulary import Adoption
from riskassess.domain.vocabulary import AssessmentAction, AssessmentState, Procedure, RiskGrade


class Project(Record, table=True):
    """The thing to be built or done; owned by a unit."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    title: str = Field(max_length=200)
    kind: str = Field(max_length=40)
    level: str = Field(max_length=40)
    place: str = Field(default="", max_length=200)
    outline: str = Field(default="", sa_type=sa.Text)
    details: str = Field(default="{}", sa_type=sa.Text)
    is_demonstration: bool = False
    created_at: datetime


class Assessment(VersionedRecord, table=True):
    """One run of the procedure for a project, pinned to one manual version."""

    __table_args__ = (
        sa.UniqueConstraint("office_id", "code"),
        # holds all that ranks a to-do list, so that ranking reads no row of the table
        sa.Index(
            "ix_assessment_waiting",
            "office_id",
            "state",
            "state_since",
            "handed_in_at",
            "factors_fixed_at",
            "manual_version_id",
            "granted_days",
            "id",
        ),
        sa.Index("ix_assessment_recent", "office_id", "state_since", "id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    manual_version_id: int = Field(foreign_key="manual_version.id")
    code: str = Field(max_length=80)
    procedure: Procedure = Field(sa_type=choice(Procedure, "procedure"))
    mode: str = Field(default="", max_length=40)
    assessment_subject: str = Field(default="", max_length=200)
    institution: str = Field(default="", max_length=200)
    state: AssessmentState = Field(
        default=AssessmentState.DRAFT, sa_type=choice(AssessmentState, "assessment_state")
    )
    state_since: datetime
    # While it is suspended, and once it is cancelled: the state it was in, and since when.
    held_state: AssessmentState | None = Field(
        default=None, sa_type=choice(AssessmentState, "held_state")
    )
    held_since: datetime | None = None
    # Days on top of the manual's clock in the present state.
    granted_days: int = Field(default=0, ge=0)
    handed_in_at: datetime | None = None
    factors_fixed_at: datetime | None = None
    event_class: RiskGrade | None = Field(default=None, sa_type=choice(RiskGrade, "event_class"))
    headcount: int | None = Field(default=None, ge=0)
    forecast_note: str = Field(default="", sa_type=sa.Text)
    file_extras: str = Field(default="{}", sa_type=sa.Text)
    created_by_id: int | None = Field(default=None, foreign_key="account.id")
    created_at: datetime


class Transition(Record, table=True):
    """One step of an assessment; the phase track and the history read these."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    action: AssessmentAction = Field(sa_type=choice(AssessmentAction, "assessment_action"))
    before: AssessmentState = Field(sa_type=choice(AssessmentState, "before"))
    after: AssessmentState = Field(sa_type=choice(AssessmentState, "after"))
    actor_id: int | None = Field(default=None, foreign_key="account.id")
    reason: str = Field(default="", sa_type=sa.Text)
    at: datetime


class PointKind(StrEnum):
    """In which step a point was marked."""

    REGISTRATION = "registration"
    PREPARATION = "preparation"
    REVISION = "revision"


class ReturnPoint(Record, table=True):
    """One point that the office marked and the sponsor answers."""

    __tablename__ = "return_point"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    kind: PointKind = Field(sa_type=choice(PointKind, "point_kind"))
    subject: str = Field(default="", max_length=80)
    text: str = Field(sa_type=sa.Text)
    raised_by_id: int = Field(foreign_key="account.id")
    raised_at: datetime
    # The passage of the group opinion that asks for it, and where the report answers it.
    group_point_id: int | None = Field(default=None, foreign_key="group_point.id")
    answer: str = Field(default="", sa_type=sa.Text)
    adoption: Adoption | None = Field(default=None, sa_type=choice(Adoption, "adoption"))
    pages: str = Field(default="", max_length=60)
    answered_by_id: int | None = Field(default=None, foreign_key="account.id")
    answered_at: datetime | None = None
