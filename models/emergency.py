"""Break-glass access: reading one case, asked by one of the three officers, agreed by another."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.vocabulary import Role


class EmergencyAccess(Record, table=True):
    """One request: who asks for which case, why and how long; who decided; until when it is open.

    `is_granted` is None until a second officer decided. `ends_at` is set with the grant, `ended_at`
    when somebody ended the access before. `asked_as` and `decided_as` are the offices that the two
    held at that moment: a later change of post changes nothing of what stands on papers.
    """

    __tablename__ = "emergency_access"
    __table_args__ = (
        sa.CheckConstraint("hours >= 1", name="hours"),
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="two"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    reason: str = Field(sa_type=sa.Text)
    hours: int
    asked_by_id: int = Field(foreign_key="account.id")
    asked_at: datetime
    asked_as: Role = Field(sa_type=choice(Role, "asked_as"))
    is_granted: bool | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = None
    decided_as: Role | None = Field(default=None, sa_type=choice(Role, "decided_as"))
    ends_at: datetime | None = None
    ended_by_id: int | None = Field(default=None, foreign_key="account.id")
    ended_at: datetime | None = None
