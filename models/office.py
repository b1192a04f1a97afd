"""Offices, units and the public halves of the offices' signing keys."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice


class UnitKind(StrEnum):
    """What a unit is to the assessment."""

    PROJECT_UNIT = "project_unit"
    INSTITUTION = "institution"


class Office(Record, table=True):
    """A stability office; every case row belongs to one."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=12, unique=True)
    name: str = Field(max_length=100)
    created_at: datetime


class Unit(Record, table=True):
    """A project unit or a commissioned institution."""

    __table_args__ = (sa.UniqueConstraint("office_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    name: str = Field(max_length=200)
    kind: UnitKind = Field(sa_type=choice(UnitKind, "unit_kind"))
    created_at: datetime


class OfficeKey(Record, table=True):
    """Public half of a signing key, kept for ever so that old signatures can be checked."""

    __tablename__ = "office_key"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    key_id: str = Field(max_length=16, unique=True)
    public_key: str = Field(max_length=64)
    created_at: datetime
