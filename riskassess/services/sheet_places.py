"""The one locked row that a save needs: who sits there, in which round, with which sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Assessment, PanelMember, Review, ReviewRound, Sheet
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.policy import SheetFacts
from riskassess.domain.sheet_values import CHOICES, Stored
from riskassess.domain.vocabulary import RoundState, SheetState
from riskassess.queries.sheets import AT_THE_TABLE


@dataclass
class SheetSubject:
    """What an audit entry needs to know of a sheet; it stands in the assessment's chain."""

    id: int | None
    office_id: int
    assessment_id: int
    __tablename__ = "sheet"


@dataclass(frozen=True)
class Place:
    """An expert's place in the newest round, as one row of columns."""

    office_id: int
    member_id: int
    assessment_id: int
    manual_version_id: int
    round_id: int
    sheet_id: int | None
    facts: SheetFacts
    choices: Mapping[str, Stored]

    def with_sheet(self, sheet_id: int) -> "Place":
        """Return the place with the sheet that was just made."""
        return replace(self, sheet_id=sheet_id)

    def subject(self) -> SheetSubject:
        """Return what an audit entry is about."""
        return SheetSubject(self.sheet_id, self.office_id, self.assessment_id)


_PLACE: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(PanelMember.id).label("member_id"),
        col(PanelMember.office_id),
        col(PanelMember.expert_id),
        col(PanelMember.state).label("member_state"),
        col(Assessment.id).label("assessment_id"),
        col(Assessment.manual_version_id),
        col(ReviewRound.id).label("round_id"),
        col(ReviewRound.state).label("round_state"),
        col(Sheet.id).label("sheet_id"),
        col(Sheet.state).label("sheet_state"),
        *(getattr(Sheet, name) for name in CHOICES),
    )
    .select_from(PanelMember)
    .join(Review, col(Review.id) == col(PanelMember.review_id))
    .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
    .join(ReviewRound, col(ReviewRound.review_id) == col(Review.id))
    .outerjoin(
        Sheet,
        sa.and_(
            col(Sheet.round_id) == col(ReviewRound.id),
            col(Sheet.member_id) == col(PanelMember.id),
        ),
    )
    .where(
        col(PanelMember.id) == sa.bindparam("member_id"),
        col(PanelMember.expert_id) == sa.bindparam("expert_id"),
        col(PanelMember.office_id) == sa.bindparam("office_id"),
        col(PanelMember.state).in_(AT_THE_TABLE),
    )
    .order_by(col(ReviewRound.number).desc())
    .limit(1)
)
_LOCK = (
    sa.select(col(PanelMember.id))
    .where(col(PanelMember.id) == sa.bindparam("member_id"))
    .with_for_update()
)


def lock_place(session: Session, member_id: int, *, actor: Actor) -> Place:
    """Return the actor's own place, locked against a second save or submission at once.

    Raises NotFound for everybody who has no place in the review.
    """
    values = {
        "member_id": member_id,
        "expert_id": actor.expert_id or 0,
        "office_id": actor.office_id,
    }
    # Two statements: what is joined to a row that had to be waited for would be from before.
    session.execute(_LOCK, {"member_id": member_id})
    row = session.execute(_PLACE, values).one_or_none()
    if row is None:
        raise NotFound("not_found", where=f"member:{member_id}")
    facts = SheetFacts(
        office_id=row.office_id,
        owner_expert_id=row.expert_id,
        member_state=row.member_state,
        round_state=row.round_state or RoundState.CLOSED,
        sheet_state=row.sheet_state or SheetState.DRAFT,
    )
    return Place(
        office_id=row.office_id,
        member_id=row.member_id,
        assessment_id=row.assessment_id,
        manual_version_id=row.manual_version_id,
        round_id=row.round_id,
        sheet_id=row.sheet_id,
        facts=facts,
        choices={name: getattr(row, name) for name in CHOICES},
    )


def lock_assessment_of(session: Session, member: PanelMember) -> None:
    """Lock the assessment of a member's review; always before its members, as the office does."""
    session.execute(
        sa.select(col(Assessment.id))
        .join(Review, col(Review.assessment_id) == col(Assessment.id))
        .where(col(Review.id) == member.review_id)
        .with_for_update(of=Assessment)
    )
