"""Draws, the values that decided them, and the ledger that no draw, seat or refusal escapes."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from expert_pool.vocabulary import DrawKind, DrawState, LedgerKind, RequestKind, RequestState
from models.base import Record, VersionedRecord, choice


class Draw(Record, table=True):
    """A draw with everything needed to repeat it; a redraw never deletes the first.

    First the lists, the rule and the future source are frozen and published as `announcement`
    with its digest and the office's signature; when the source's values are in, `record` holds
    the whole draw. `pool_snapshot` is what the office alone sees: employers and exclusions.
    Draws of the first form (`stratified-sha256/1`) have a seed instead and no announcement.
    """

    __table_args__ = (sa.UniqueConstraint("review_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    number: int
    kind: DrawKind = Field(default=DrawKind.FIRST, sa_type=choice(DrawKind, "draw_kind"))
    state: DrawState = Field(default=DrawState.DRAWN, sa_type=choice(DrawState, "draw_state"))
    # The random part of the address of the public page.
    code: str | None = Field(default=None, max_length=40, unique=True)
    algorithm: str = Field(max_length=40)
    seed: str = Field(default="", max_length=80)
    rule: str = Field(sa_type=sa.Text)
    pool_snapshot: str = Field(sa_type=sa.Text)
    pool_digest: str = Field(max_length=80)
    announcement: str = Field(default="", sa_type=sa.Text)
    announcement_digest: str = Field(default="", max_length=80)
    # Canonical JSON: key_id, public_key, signature over the announcement.
    announcement_signature: str = Field(default="", sa_type=sa.Text)
    # The lists of the strata as they were frozen; sealed until the manual's moment.
    lists: str = Field(default="", sa_type=sa.Text)
    result: str = Field(default="", sa_type=sa.Text)
    record: str = Field(default="", sa_type=sa.Text)
    replaces_id: int | None = Field(default=None, foreign_key="draw.id")
    announced_by_id: int | None = Field(default=None, foreign_key="account.id")
    announced_at: datetime | None = None
    # Not before: the moment at which the announced source can be known.
    expected_at: datetime | None = None
    drawn_by_id: int | None = Field(default=None, foreign_key="account.id")
    drawn_at: datetime | None = None


class DrawValue(Record, table=True):
    """The values of one announced source, as they were entered, with their proof.

    Those of a published source decide once another person has confirmed them.
    """

    __tablename__ = "draw_value"
    __table_args__ = (
        sa.UniqueConstraint("draw_id", "source"),
        sa.CheckConstraint("confirmed_by_id <> entered_by_id", name="another_person"),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed_at"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    draw_id: int = Field(foreign_key="draw.id", index=True)
    source: str = Field(max_length=40)
    # Canonical JSON: a list of decimal numbers or texts.
    values: str = Field(sa_type=sa.Text)
    note: str = Field(default="", sa_type=sa.Text)
    role: str = Field(default="", max_length=40)
    proof_filename: str = Field(default="", max_length=200)
    proof_media_type: str = Field(default="", max_length=100)
    proof_size: int = 0
    proof_digest: str = Field(default="", max_length=80)
    entered_by_id: int = Field(foreign_key="account.id")
    entered_at: datetime
    confirmed_by_id: int | None = Field(default=None, foreign_key="account.id")
    confirmed_role: str = Field(default="", max_length=40)
    confirmed_at: datetime | None = None


class DrawRequest(VersionedRecord, table=True):
    """What one officer asks for, a redraw or a direct appointment, and another one decides."""

    __tablename__ = "draw_request"
    __table_args__ = (
        sa.CheckConstraint("(state = 'open') = (decided_by_id IS NULL)", name="decided_by"),
        sa.CheckConstraint("decided_by_id <> requested_by_id", name="another_officer"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    kind: RequestKind = Field(sa_type=choice(RequestKind, "request_kind"))
    draw_id: int | None = Field(default=None, foreign_key="draw.id")
    expert_id: int | None = Field(default=None, foreign_key="expert.id")
    # The seat of the panel's rule that a direct appointment fills, or `rest`.
    seat: str = Field(default="", max_length=40)
    reason_code: str = Field(max_length=40)
    note: str = Field(sa_type=sa.Text)
    state: RequestState = Field(
        default=RequestState.OPEN, sa_type=choice(RequestState, "request_state")
    )
    requested_by_id: int = Field(foreign_key="account.id")
    requested_at: datetime
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = None
    decision: str = Field(default="", sa_type=sa.Text)


class LedgerEntry(Record, table=True):
    """One line of an assessment's ledger of draws, numbered without gaps, never changed.

    `member_id` is the seat concerned; it has no foreign key, because seats point to the ledger.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    number: int
    kind: LedgerKind = Field(sa_type=choice(LedgerKind, "ledger_kind"))
    draw_id: int | None = Field(default=None, foreign_key="draw.id")
    member_id: int | None = None
    reason_code: str = Field(default="", max_length=40)
    note: str = Field(default="", sa_type=sa.Text)
    by_id: int | None = Field(default=None, foreign_key="account.id")
    approved_by_id: int | None = Field(default=None, foreign_key="account.id")
    at: datetime
