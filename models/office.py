"""Offices, units and the public halves of the offices' signing keys."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from expert_pool.vocabulary import MatchRuling
from models.base import Record, choice


class UnitKind(StrEnum):
    """What a unit is to the assessment."""

    PROJECT_UNIT = "project_unit"
    INSTITUTION = "institution"
    EMPLOYER = "employer"


class Office(Record, table=True):
    """A stability office; every case row belongs to one."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=12, unique=True)
    name: str = Field(max_length=100)
    # The pool manual in use; None: the newest one in force of those that come with the product.
    pool_manual_version_id: int | None = Field(default=None, foreign_key="pool_manual_version.id")
    created_at: datetime


class Unit(Record, table=True):
    """A project unit, a commissioned institution or an employer of experts.

    `credit_code` is the unified social credit code; `parent_id` the unit it belongs to.
    """

    __table_args__ = (
        sa.UniqueConstraint("office_id", "name"),
        sa.UniqueConstraint("office_id", "credit_code"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    name: str = Field(max_length=200)
    kind: UnitKind = Field(sa_type=choice(UnitKind, "unit_kind"))
    credit_code: str | None = Field(default=None, max_length=18)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    created_at: datetime


class UnitAlias(Record, table=True):
    """Another name under which a unit is written."""

    __tablename__ = "unit_alias"
    __table_args__ = (sa.UniqueConstraint("office_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str = Field(max_length=200)
    added_by_id: int | None = Field(default=None, foreign_key="account.id")
    added_at: datetime


class NameRuling(Record, table=True):
    """What the pool keeper said of two names that are nearly alike; asked once, kept for ever.

    `first` and `second` are the names' keys, in order.
    """

    __tablename__ = "name_ruling"
    __table_args__ = (sa.UniqueConstraint("office_id", "first", "second"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    first: str = Field(max_length=200)
    second: str = Field(max_length=200)
    ruling: MatchRuling = Field(sa_type=choice(MatchRuling, "match_ruling"))
    note: str = Field(default="", sa_type=sa.Text)
    ruled_by_id: int = Field(foreign_key="account.id")
    ruled_at: datetime


class OfficeKey(Record, table=True):
    """Public half of a signing key, kept for ever so that old signatures can be checked."""

    __tablename__ = "office_key"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    key_id: str = Field(max_length=16, unique=True)
    public_key: str = Field(max_length=64)
    created_at: datetime
