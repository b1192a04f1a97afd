"""The one locked row that a save needs: who sits there, in which round, with which sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from models import Assessment, PanelMember, Review
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.policy import SheetFacts
from riskassess.domain.sheet_values import CHOICES, COMMENT, SCORE_FIELDS, Stored
from riskassess.domain.vocabulary import RoundState, SheetState
from riskassess.queries.sheets import AT_THE_TABLE
from riskassess.services.audit import Head

NAMES = (*SCORE_FIELDS, COMMENT)
Key = tuple[str, str]  # place and field, as the page names them


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
    manual_digest: str
    round_id: int
    sheet_id: int | None
    facts: SheetFacts
    choices: Mapping[str, Stored]
    scores: Mapping[Key, Stored]
    has_seen: bool  # whether one of the asked changes was saved before
    head: Head | None  # of the audit chain, as it was when the place was read

    def with_sheet(self, sheet_id: int) -> "Place":
        """Return the place with the sheet that was just made."""
        return replace(self, sheet_id=sheet_id)

    def subject(self) -> SheetSubject:
        """Return what an audit entry is about."""
        return SheetSubject(self.sheet_id, self.office_id, self.assessment_id)


# Core statements, made once: on this path building and mapping would cost more than the database.
_member, _assessment, _manual, _review, _round, _sheet, _score, _change, _chain = (
    SQLModel.metadata.tables[name]
    for name in (
        "panel_member",
        "assessment",
        "manual_version",
        "review",
        "review_round",
        "sheet",
        "score",
        "sheet_change",
        "audit_chain",
    )  # fmt: skip
)
_newest = _round.alias("newest")
_NUMBER = (
    sa.select(sa.func.max(_newest.c.number))
    .where(_newest.c.review_id == _review.c.id)
    .scalar_subquery()
)
_HAS_SEEN = (
    sa.select(_change.c.id)
    .where(_change.c.sheet_id == _sheet.c.id, _change.c.op.in_(sa.bindparam("ops", expanding=True)))
    .exists()
)
# One row per asked factor that is scored, else one: everything a save compares with.
_PLACE = (
    sa.select(
        _member.c.id.label("member_id"),
        _member.c.office_id,
        _member.c.expert_id,
        _member.c.state.label("member_state"),
        _assessment.c.id.label("assessment_id"),
        _manual.c.digest.label("manual_digest"),
        _round.c.id.label("round_id"),
        _round.c.state.label("round_state"),
        _sheet.c.id.label("sheet_id"),
        _sheet.c.state.label("sheet_state"),
        *(_sheet.c[name] for name in CHOICES),
        _chain.c.sequence,
        _chain.c.digest,
        _HAS_SEEN.label("has_seen"),
        _score.c.factor_id,
        *(_score.c[name] for name in NAMES),
    )
    .select_from(_member)
    .join(_review, _review.c.id == _member.c.review_id)
    .join(_assessment, _assessment.c.id == _review.c.assessment_id)
    .join(_manual, _manual.c.id == _assessment.c.manual_version_id)
    .join(_round, _round.c.review_id == _review.c.id)
    .outerjoin(
        _sheet, sa.and_(_sheet.c.round_id == _round.c.id, _sheet.c.member_id == _member.c.id)
    )
    .outerjoin(
        _score,
        sa.and_(
            _score.c.sheet_id == _sheet.c.id,
            _score.c.factor_id.in_(sa.bindparam("factors", expanding=True)),
        ),
    )
    .outerjoin(
        _chain, _chain.c.name == sa.literal("assessment:") + sa.cast(_assessment.c.id, sa.Text)
    )
    .where(
        _member.c.id == sa.bindparam("member_id"),
        _round.c.number == _NUMBER,
        _member.c.expert_id == sa.bindparam("expert_id"),
        _member.c.office_id == sa.bindparam("office_id"),
        _member.c.state.in_(AT_THE_TABLE),
    )
)
_LOCK = sa.select(_member.c.id).where(_member.c.id == sa.bindparam("member_id")).with_for_update()


def lock_place(
    session: Session,
    member_id: int,
    *,
    actor: Actor,
    factors: Sequence[int] = (),
    ops: Sequence[str] = (),
) -> Place:
    """Return the actor's own place, locked against a second save or submission at once.

    It brings the stored scores of `factors`, and whether one of the changes `ops` was saved before.
    Raises NotFound for everybody who has no place in the review.
    """
    values = {
        "member_id": member_id,
        "expert_id": actor.expert_id or 0,
        "office_id": actor.office_id,
        "factors": factors,
        "ops": ops,
    }
    connection = session.connection()
    if connection.dialect.name != "sqlite":  # there the whole transaction writes alone
        # Two statements: what is joined to a row that had to be waited for would be from before.
        connection.execute(_LOCK, {"member_id": member_id})
    rows = connection.execute(_PLACE, values).all()
    if not rows:
        raise NotFound("not_found", where=f"member:{member_id}")
    return _place_of(rows)


def _place_of(rows: Sequence[Any]) -> Place:
    row = rows[0]
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
        manual_digest=row.manual_digest,
        round_id=row.round_id,
        sheet_id=row.sheet_id,
        facts=facts,
        choices={name: getattr(row, name) for name in CHOICES},
        scores={
            (str(each.factor_id), name): value or None if name == COMMENT else value
            for each in rows
            if each.factor_id is not None
            for name, value in zip(NAMES, each[-len(NAMES) :], strict=True)
        },
        has_seen=bool(row.has_seen),
        head=None if row.digest is None else Head(row.sequence, row.digest),
    )


def lock_assessment_of(session: Session, member: PanelMember) -> None:
    """Lock the assessment of a member's review; always before its members, as the office does."""
    session.execute(
        sa.select(col(Assessment.id))
        .join(Review, col(Review.assessment_id) == col(Assessment.id))
        .where(col(Review.id) == member.review_id)
        .with_for_update(of=Assessment)
    )
