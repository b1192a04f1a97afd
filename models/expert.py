"""The expert pool: members and their standing, what is recorded of it, recusals."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from expert_pool.vocabulary import (
    ContestState,
    Disclosed,
    ExpertAction,
    ExpertState,
    RecusalGround,
    Relation,
    WayIn,
)
from models.base import Record, choice


class Expert(Record, table=True):
    """A member of the pool, or somebody on the way into it.

    Codes of class, profession, title level and kind of employer are those of the manuals.
    `phone_sealed` is encrypted with a key outside the database; numbers of identity cards and bank
    accounts have no column. `link_digest` is of the link by which an applicant follows the
    application and, once appointed, chooses a password.
    """

    __table_args__ = (
        sa.UniqueConstraint("office_id", "code"),
        sa.Index("ix_expert_list", "office_id", "state", "code"),
        # The pool's list by one filter and the state, in the order of codes.
        sa.Index("ix_expert_class", "office_id", "expert_class", "state", "code"),
        sa.Index("ix_expert_field", "office_id", "profession", "state", "code"),
        sa.Index("ix_expert_level", "office_id", "title_level", "state", "code"),
        sa.Index("ix_expert_term", "office_id", "term_until", "code"),
        sa.Index("ix_expert_employer", "office_id", "employer"),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    code: str = Field(max_length=20)
    name: str = Field(max_length=60)
    expert_class: str = Field(max_length=40)
    profession: str = Field(max_length=40, index=True)
    title: str = Field(default="", max_length=60)
    title_level: str = Field(default="", max_length=40)
    practice_since: int | None = None
    specialities: str = Field(default="", sa_type=sa.Text)
    employer: str = Field(max_length=200)
    employer_type: str = Field(default="", max_length=40)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    email: str = Field(default="", max_length=200)
    phone_sealed: str = Field(default="", max_length=400)
    way_in: WayIn = Field(default=WayIn.REGISTRATION, sa_type=choice(WayIn, "way_in"))
    recommended_by_id: int | None = Field(default=None, foreign_key="unit.id")
    state: ExpertState = Field(sa_type=choice(ExpertState, "expert_state"))
    state_since: datetime | None = None
    published_until: date | None = None
    term_from: date | None = None
    term_until: date | None = None
    consent_text: str = Field(default="", max_length=80)
    consented_at: datetime | None = None
    link_digest: str | None = Field(default=None, max_length=80, unique=True)
    link_expires_at: datetime | None = None
    erased_at: datetime | None = None
    is_demonstration: bool = False
    created_at: datetime


class Recusal(Record, table=True):
    """A reason why an expert takes no part in one assessment."""

    __table_args__ = (sa.UniqueConstraint("assessment_id", "expert_id", "ground"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    ground: RecusalGround = Field(sa_type=choice(RecusalGround, "recusal_ground"))
    note: str = Field(default="", sa_type=sa.Text)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")
    recorded_at: datetime


class ExpertAct(Record, table=True):
    """One act in the life of an expert in the pool; it stays when personal fields are erased."""

    __tablename__ = "expert_act"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    action: ExpertAction = Field(sa_type=choice(ExpertAction, "expert_action"))
    before: ExpertState | None = Field(default=None, sa_type=choice(ExpertState, "before"))
    after: ExpertState | None = Field(default=None, sa_type=choice(ExpertState, "after"))
    reason_code: str = Field(default="", max_length=40)
    note: str = Field(default="", sa_type=sa.Text)
    manual_digest: str = Field(default="", max_length=80)
    by_id: int | None = Field(default=None, foreign_key="account.id")
    at: datetime
    comment: str = Field(default="", sa_type=sa.Text)
    commented_at: datetime | None = None


class ConditionCheck(Record, table=True):
    """Whether an applicant meets one condition of the pool manual; the outcome only."""

    __tablename__ = "condition_check"
    __table_args__ = (sa.UniqueConstraint("expert_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    code: str = Field(max_length=40)
    holds: bool
    evidence: str = Field(default="", max_length=200)
    checked_by_id: int = Field(foreign_key="account.id")
    checked_at: datetime


class ExpertFile(Record, table=True):
    """An attachment of an application or a generated letter; erased ones keep their digest."""

    __tablename__ = "expert_file"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    code: str = Field(max_length=40)
    filename: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int
    digest: str = Field(max_length=80)
    is_generated: bool = False
    uploaded_by_id: int | None = Field(default=None, foreign_key="account.id")
    uploaded_at: datetime
    erased_at: datetime | None = None


class Employment(Record, table=True):
    """What an expert was to a unit, from when until when; None: still."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    relation: Relation = Field(sa_type=choice(Relation, "relation"))
    employer: str = Field(max_length=200)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    from_on: date | None = None
    until_on: date | None = None
    added_by_id: int | None = Field(default=None, foreign_key="account.id")
    added_at: datetime


class Unavailability(Record, table=True):
    """Days on which an expert cannot be drawn, by the own calendar."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    from_on: date
    until_on: date
    note: str = Field(default="", max_length=200)
    added_at: datetime


class Disclosure(Record, table=True):
    """Somebody was shown something that is sealed or personal."""

    __table_args__ = (sa.Index("ix_disclosure_shown", "kind", "expert_id", "draw_id"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    kind: Disclosed = Field(sa_type=choice(Disclosed, "disclosed"))
    expert_id: int | None = Field(default=None, foreign_key="expert.id")
    draw_id: int | None = Field(default=None, foreign_key="draw.id")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    purpose: str = Field(default="", max_length=200)
    at: datetime


class Contest(Record, table=True):
    """An expert's objection against having been excluded from the draws of one assessment."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    reasons: str = Field(max_length=200)
    text: str = Field(sa_type=sa.Text)
    state: ContestState = Field(
        default=ContestState.OPEN, sa_type=choice(ContestState, "contest_state")
    )
    raised_at: datetime
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = None
    decision: str = Field(default="", sa_type=sa.Text)


class TaskEvaluation(Record, table=True):
    """How one task of an expert was judged, by the pool manual's items; one for each seat."""

    __tablename__ = "task_evaluation"

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    member_id: int = Field(foreign_key="panel_member.id", unique=True)
    total: int
    note: str = Field(default="", sa_type=sa.Text)
    manual_digest: str = Field(max_length=80)
    evaluated_by_id: int = Field(foreign_key="account.id")
    evaluated_at: datetime
    comment: str = Field(default="", sa_type=sa.Text)
    commented_at: datetime | None = None


class EvaluationItem(Record, table=True):
    """Points of one item of a task's evaluation."""

    __tablename__ = "evaluation_item"
    __table_args__ = (sa.UniqueConstraint("evaluation_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    evaluation_id: int = Field(foreign_key="task_evaluation.id", index=True)
    code: str = Field(max_length=40)
    points: int


class YearEvaluation(Record, table=True):
    """An expert's yearly result from the tasks of that year; `mean` in hundredths of a point."""

    __tablename__ = "year_evaluation"
    __table_args__ = (sa.UniqueConstraint("expert_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    year: int
    tasks: int
    mean: int
    result: str = Field(max_length=40)
    note: str = Field(default="", sa_type=sa.Text)
    manual_digest: str = Field(max_length=80)
    evaluated_by_id: int = Field(foreign_key="account.id")
    evaluated_at: datetime
    comment: str = Field(default="", sa_type=sa.Text)
    commented_at: datetime | None = None


class EvaluationChange(Record, table=True):
    """What an evaluation said before it was corrected, who corrected it and why."""

    __tablename__ = "evaluation_change"
    __table_args__ = (
        sa.CheckConstraint(
            "(evaluation_id IS NULL) <> (year_evaluation_id IS NULL)", name="of_one"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    evaluation_id: int | None = Field(default=None, foreign_key="task_evaluation.id", index=True)
    year_evaluation_id: int | None = Field(
        default=None, foreign_key="year_evaluation.id", index=True
    )
    # Canonical JSON of the old values.
    content: str = Field(sa_type=sa.Text)
    reason: str = Field(sa_type=sa.Text)
    changed_by_id: int = Field(foreign_key="account.id")
    changed_at: datetime


class Fee(Record, table=True):
    """What is due for one seat by the pool manual's table; amount in fen."""

    __table_args__ = (sa.Index("ix_fee_payable", "office_id", "paid_on"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    expert_id: int = Field(foreign_key="expert.id", index=True)
    member_id: int = Field(foreign_key="panel_member.id", unique=True)
    title_level: str = Field(max_length=40)
    duration: str = Field(max_length=40)
    attendance: str = Field(max_length=40)
    amount: int
    reckoning: str = Field(max_length=200)
    manual_digest: str = Field(max_length=80)
    settled_by_id: int = Field(foreign_key="account.id")
    settled_at: datetime
    paid_on: date | None = None
    voucher: str = Field(default="", max_length=60)
    comment: str = Field(default="", sa_type=sa.Text)
    commented_at: datetime | None = None
