"""Audit chains and their signed heads."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record


class AuditChain(Record, table=True):
    """Head of one chain: one per assessment, one per office for the rest."""

    __tablename__ = "audit_chain"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    name: str = Field(max_length=60, unique=True)
    sequence: int = 0
    digest: str = Field(default="", max_length=80)


class AuditEntry(Record, table=True):
    """Who did what to which record, chained to the entry before."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.UniqueConstraint("chain", "sequence"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    chain: str = Field(max_length=60)
    sequence: int
    actor_id: int | None = None
    action: str = Field(max_length=60)
    subject_type: str = Field(max_length=40)
    subject_id: int
    before: str = Field(default="null", sa_type=sa.Text)
    after: str = Field(default="null", sa_type=sa.Text)
    request_id: str = Field(default="", max_length=40)
    at: datetime
    previous: str = Field(max_length=80)
    digest: str = Field(max_length=80)


class AuditHead(Record, table=True):
    """A signed head: shows later that the tail of a chain was not cut."""

    __tablename__ = "audit_head"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    chain: str = Field(max_length=60, index=True)
    sequence: int
    digest: str = Field(max_length=80)
    key_id: str = Field(max_length=16)
    signature: str = Field(max_length=128)
    signed_at: datetime
