"""Who was kept from a draw and why, as it stood when the draw was announced."""

import sqlalchemy as sa
from sqlmodel import Field

from expert_pool.vocabulary import ExclusionReason
from models.base import Record, choice


class Exclusion(Record, table=True):
    """One reason that kept one expert from one draw; never changed, contests look forward.

    `facts` is canonical JSON: what stands behind the reason, unit by unit or day by day.
    """

    __table_args__ = (
        sa.UniqueConstraint("draw_id", "expert_id", "reason"),
        sa.Index("ix_exclusion_expert", "expert_id", "draw_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id")
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    draw_id: int = Field(foreign_key="draw.id")
    expert_id: int = Field(foreign_key="expert.id")
    reason: ExclusionReason = Field(sa_type=choice(ExclusionReason, "exclusion_reason"))
    facts: str = Field(default="[]", sa_type=sa.Text)
