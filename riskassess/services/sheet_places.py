"""The one locked row that a save needs: who sits there, in which round, with which sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from models import Assessment, PanelMember, Review
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.policy import SheetFacts
from riskassess.domain.room_vocabulary import KeyHolder, RoundKind, RoundState, RoundWay
from riskassess.domain.vocabulary import AssessmentState, ReviewKind, SheetState
from riskassess.queries.assessments import refuse_halted
from riskassess.queries.sheets import AT_THE_TABLE
from riskassess.services.audit import Head


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
    sealed: bytes | None
    round_key: str | None
    key_holder: KeyHolder | None
    round_kind: RoundKind
    round_way: RoundWay
    review_kind: ReviewKind
    pool_manual_id: int | None
    has_seen: bool  # whether one of the asked changes was saved before
    head: Head | None  # of the audit chain, as it was when the place was read

    def with_sheet(self, sheet_id: int) -> "Place":
        """Return the place with the sheet that was just made."""
        return replace(self, sheet_id=sheet_id)

    def with_key(self, round_key: str) -> "Place":
        """Return the place with the key that was just made for its round."""
        return replace(self, round_key=round_key)

    def subject(self) -> SheetSubject:
        """Return what an audit entry is about."""
        return SheetSubject(self.sheet_id, self.office_id, self.assessment_id)


# Core statements, made once: on this path building and mapping would cost more than the database.
_member, _assessment, _manual, _review, _round, _key, _sheet, _change, _chain = (
    SQLModel.metadata.tables[name]
    for name in (
        "panel_member",
        "assessment",
        "manual_version",
        "review",
        "review_round",
        "round_key",
        "sheet",
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
_PLACE = (
    sa.select(
        _member.c.id.label("member_id"),
        _member.c.office_id,
        _member.c.expert_id,
        _member.c.state.label("member_state"),
        _assessment.c.id.label("assessment_id"),
        _assessment.c.state.label("assessment_state"),
        _manual.c.digest.label("manual_digest"),
        _round.c.id.label("round_id"),
        _round.c.state.label("round_state"),
        _sheet.c.id.label("sheet_id"),
        _sheet.c.state.label("sheet_state"),
        _round.c.kind.label("round_kind"),
        _round.c.way.label("round_way"),
        _review.c.kind.label("review_kind"),
        _review.c.pool_manual_version_id.label("pool_manual_id"),
        _sheet.c.sealed,
        _key.c.public_key.label("round_key"),
        _key.c.holder.label("key_holder"),
        _chain.c.sequence,
        _chain.c.digest,
        _HAS_SEEN.label("has_seen"),
    )
    .select_from(_member)
    .join(_review, _review.c.id == _member.c.review_id)
    .join(_assessment, _assessment.c.id == _review.c.assessment_id)
    .join(_manual, _manual.c.id == _assessment.c.manual_version_id)
    .join(_round, _round.c.review_id == _review.c.id)
    .outerjoin(
        _sheet, sa.and_(_sheet.c.round_id == _round.c.id, _sheet.c.member_id == _member.c.id)
    )
    .outerjoin(_key, _key.c.round_id == _round.c.id)
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
    ops: Sequence[str] = (),
) -> Place:
    """Return the actor's own place, locked against a second save or submission at once.

    It brings the sealed draft, and whether one of the changes `ops` was saved before.
    Raises NotFound for everybody who has no place in the review.
    """
    values = {
        "member_id": member_id,
        "expert_id": actor.expert_id or 0,
        "office_id": actor.office_id,
        "ops": ops,
    }
    connection = session.connection()
    if connection.dialect.name != "sqlite":  # there the whole transaction writes alone
        # Two statements: what is joined to a row that had to be waited for would be from before.
        connection.execute(_LOCK, {"member_id": member_id})
    row = connection.execute(_PLACE, values).one_or_none()
    if row is None:
        raise NotFound("not_found", where=f"member:{member_id}")
    return _place_of(row)


def _place_of(row: Any) -> Place:
    is_on = row.assessment_state != AssessmentState.CANCELLED  # a suspended one keeps its drafts
    facts = SheetFacts(
        office_id=row.office_id,
        owner_expert_id=row.expert_id,
        member_state=row.member_state,
        round_state=row.round_state if is_on and row.round_state else RoundState.CLOSED,
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
        sealed=row.sealed,
        round_key=row.round_key,
        key_holder=row.key_holder,
        round_kind=row.round_kind,
        round_way=row.round_way,
        review_kind=row.review_kind,
        pool_manual_id=row.pool_manual_id,
        has_seen=bool(row.has_seen),
        head=None if row.digest is None else Head(row.sequence, row.digest),
    )


def lock_assessment_of(session: Session, member: PanelMember, *, halted: bool = False) -> None:
    """Lock the assessment of a member's review; always before its members, as the office does.

    Nobody works on a suspended or cancelled case: only acts that may say so with `halted`. Drafts
    are saved without this lock. Raises Refused `case_suspended` or `case_cancelled`.
    """
    row = session.execute(
        sa.select(col(Assessment.id), col(Assessment.state))
        .join(Review, col(Review.assessment_id) == col(Assessment.id))
        .where(col(Review.id) == member.review_id)
        .with_for_update(of=Assessment)
    ).one()
    if not halted:
        refuse_halted(row.state, row.id)


def lock_members_of(session: Session, review_id: int) -> None:
    """Lock everybody in a review's panel, in order: saves that are under way are waited for.

    Before anything that locks the round or writes into the audit chain, because a save locks its
    member first and comes to both afterwards.
    """
    session.execute(
        sa.select(col(PanelMember.id))
        .where(col(PanelMember.review_id) == review_id)
        .order_by(col(PanelMember.id))
        .with_for_update()
    )
    session.expire_all()
