"""Sealed dossiers."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.vocabulary import DossierState


class Dossier(Record, table=True):
    """The package of one assessment with its seal."""

    __table_args__ = (sa.UniqueConstraint("office_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", unique=True)
    number: str = Field(max_length=60)
    state: DossierState = Field(
        default=DossierState.BUILDING, sa_type=choice(DossierState, "dossier_state")
    )
    retention: str = Field(max_length=20)
    pdf_digest: str = Field(default="", max_length=80)
    package_digest: str = Field(default="", max_length=80)
    package_size: int = 0
    seal: str = Field(default="", sa_type=sa.Text)
    requested_by_id: int | None = Field(default=None, foreign_key="account.id")
    requested_at: datetime
    sealed_at: datetime | None = None
