"""Sheets: what one expert gave in one round, and every change of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Record, choice
from riskassess.domain.vocabulary import ReviewConclusion, RiskGrade, SheetState

SHARES = ("before_probability", "before_impact", "after_probability", "after_impact")
WEIGHTS = ("before_weight", "after_weight")


class Sheet(Record, table=True):
    """One expert's sheet in one round; frozen at submission."""

    __table_args__ = (
        sa.UniqueConstraint("round_id", "member_id"),
        sa.CheckConstraint(
            "(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_has_time"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    round_id: int = Field(foreign_key="review_round.id", index=True)
    member_id: int = Field(foreign_key="panel_member.id", index=True)
    state: SheetState = Field(default=SheetState.DRAFT, sa_type=choice(SheetState, "sheet_state"))
    conclusion: ReviewConclusion | None = Field(
        default=None, sa_type=choice(ReviewConclusion, "conclusion")
    )
    initial_grade: RiskGrade | None = Field(
        default=None, sa_type=choice(RiskGrade, "initial_grade")
    )
    expected_grade: RiskGrade | None = Field(
        default=None, sa_type=choice(RiskGrade, "expected_grade")
    )
    started_at: datetime
    saved_at: datetime | None = None
    submitted_at: datetime | None = None
    digest: str = Field(default="", max_length=80)
    # While the round is open everything given stands here, sealed, and in no other row.
    sealed: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    # When the first estimates were kept; only then is the sponsor's own estimate shown.
    first_at: datetime | None = None


class Score(Record, table=True):
    """What a sheet says of one factor, in ten-thousandths; empty means not yet given."""

    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "factor_id"),
        *(sa.CheckConstraint(f"{name} BETWEEN 0 AND 10000", name=name) for name in SHARES),
        *(sa.CheckConstraint(f"{name} BETWEEN 10000 AND 100000", name=name) for name in WEIGHTS),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    factor_id: int = Field(foreign_key="factor.id", index=True)
    before_weight: int | None = None
    before_probability: int | None = None
    before_impact: int | None = None
    after_weight: int | None = None
    after_probability: int | None = None
    after_impact: int | None = None
    comment: str = Field(default="", sa_type=sa.Text)


class Comparison(Record, table=True):
    """How much more one factor or type weighs than another, as one expert sees it.

    `value` n from 1 to 9: the first weighs n times the second; −n from −2 to −9: the second weighs
    n times the first. `within` is empty among the types, else the code of the type whose factors
    are compared; codes, because types are rows of the manual.
    """

    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "within", "first", "second"),
        sa.CheckConstraint("value BETWEEN 1 AND 9 OR value BETWEEN -9 AND -2", name="value"),
        sa.CheckConstraint("first <> second", name="two_things"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    within: str = Field(default="", max_length=40)
    first: str = Field(max_length=40)
    second: str = Field(max_length=40)
    value: int


class ItemPoints(Record, table=True):
    """Points lost on one item of a deduction score, in ten-thousandths; empty: not yet given."""

    __tablename__ = "item_points"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "item"),
        *(
            sa.CheckConstraint(f"{name} BETWEEN 0 AND 1000000", name=name)
            for name in ("before_points", "after_points")
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    item: str = Field(max_length=40)
    before_points: int | None = None
    after_points: int | None = None
    comment: str = Field(default="", sa_type=sa.Text)


class Opinion(Record, table=True):
    """Written opinion of a sheet under one heading of the manual."""

    __table_args__ = (sa.UniqueConstraint("sheet_id", "heading"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    heading: str = Field(max_length=40)
    text: str = Field(sa_type=sa.Text)


class MustFix(Record, table=True):
    """One thing of the report that an expert says must be mended."""

    __tablename__ = "must_fix"
    __table_args__ = (sa.UniqueConstraint("sheet_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    key: str = Field(max_length=40)
    heading: str = Field(default="", max_length=40)
    text: str = Field(sa_type=sa.Text)
    pages: str = Field(default="", max_length=60)


class QualityPoints(Record, table=True):
    """Points that an expert gives the report under one heading, in ten-thousandths."""

    __tablename__ = "quality_points"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "heading"),
        sa.CheckConstraint("points BETWEEN 0 AND 1000000", name="points"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    heading: str = Field(max_length=40)
    points: int


class SheetChange(Record, table=True):
    """Every saved change, for ever; the operation's id makes a replay harmless."""

    __tablename__ = "sheet_change"
    __table_args__ = (sa.UniqueConstraint("sheet_id", "op"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    op: str = Field(max_length=40)
    factor_id: int | None = Field(default=None, foreign_key="factor.id")
    # What is changed where it is no factor: a pair of codes, or an item.
    place: str = Field(default="", max_length=130)
    field: str = Field(max_length=40)
    before: str | None = Field(default=None, sa_type=sa.Text)
    after: str | None = Field(default=None, sa_type=sa.Text)
    # Before and after while the round is open, sealed for its key.
    sealed: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    typed_at: datetime
    saved_at: datetime
