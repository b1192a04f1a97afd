"""Uploaded and generated documents of an assessment."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record


class Document(Record, table=True):
    """One file under a document code of the manual; a newer one supersedes, nothing is deleted."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    code: str = Field(max_length=8)
    item: str = Field(default="", max_length=200)
    title: str = Field(max_length=200)
    filename: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int
    digest: str = Field(max_length=80, index=True)
    page_count: int = 0
    text: str = Field(default="", sa_type=sa.Text)
    is_generated: bool = False
    uploaded_by_id: int | None = Field(default=None, foreign_key="account.id")
    uploaded_at: datetime
    superseded_at: datetime | None = None
    superseded_by_id: int | None = Field(default=None, foreign_key="document.id")
