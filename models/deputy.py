"""Deputies: who acts with whose roles, on which days."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.vocabulary import Role


class Deputy(Record, table=True):
    """One account acts with roles of another from the first to the last day, both included.

    It ends by itself with the last day, earlier with `ended_at`, and lends nothing that the
    absent account does not hold itself at that moment.
    """

    __table_args__ = (
        sa.CheckConstraint("first_on <= last_on", name="days_in_order"),
        sa.CheckConstraint("absent_id <> deputy_id", name="two_persons"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    absent_id: int = Field(foreign_key="account.id", index=True)
    deputy_id: int = Field(foreign_key="account.id", index=True)
    first_on: date
    last_on: date
    reason: str = Field(sa_type=sa.Text)
    named_by_id: int = Field(foreign_key="account.id")
    named_at: datetime
    ended_at: datetime | None = None
    ended_by_id: int | None = Field(default=None, foreign_key="account.id")


class DeputyRole(Record, table=True):
    """One role that is lent."""

    __tablename__ = "deputy_role"
    __table_args__ = (sa.UniqueConstraint("deputy_id", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    deputy_id: int = Field(foreign_key="deputy.id", index=True)
    role: Role = Field(sa_type=choice(Role, "role"))
