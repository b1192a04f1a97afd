"""Stored versions of assessment manuals."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record


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
