"""Accounts and the roles they hold."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.vocabulary import Role


class Account(Record, table=True):
    """Somebody who signs in. Lock-out is counted here, not in a worker's memory."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    expert_id: int | None = Field(default=None, foreign_key="expert.id", unique=True)
    login: str = Field(max_length=60, unique=True)
    display_name: str = Field(max_length=60)
    email: str = Field(default="", max_length=200)
    post: str = Field(default="", max_length=60)
    # Roles that were asked for with the invitation, until the security administrator decides.
    roles_asked: str = Field(default="", max_length=200)
    password_hash: str = Field(max_length=200)
    # Language of the pages; empty is the default.
    locale: str = Field(default="", max_length=10)
    is_active: bool = True
    is_demonstration: bool = False
    failed_count: int = 0
    locked_until: datetime | None = None
    session_epoch: int = 0
    created_at: datetime


class AccountRole(Record, table=True):
    """One role held by one account."""

    __tablename__ = "account_role"
    __table_args__ = (sa.UniqueConstraint("account_id", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    role: Role = Field(sa_type=choice(Role, "role"))
