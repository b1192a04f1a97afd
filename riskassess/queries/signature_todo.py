"""To-do lines of signature pages: to be made, to be signed, signatures to be collected."""

from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models import (
    Assessment,
    GroupOpinion,
    MemberSignature,
    PanelMember,
    Project,
    Review,
    SignaturePage,
)
from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import GroupState, PageState
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import AssessmentState, MemberState, Role
from riskassess.queries.member_recusals import is_recused

MOST = 50
Query = sa.Select[*tuple[Any, ...]]
# Until the grade is filed; what was not signed by then is history.
LIVE = (AssessmentState.IN_REVIEW, AssessmentState.REVISING, AssessmentState.GRADE_PROPOSED)


def list_signature_tasks(session: Session, actor: Actor, *, today: date) -> list[Task]:
    """Return what waits for the actor at signature pages; two queries at most.

    A page that became void is made anew: the sweep stores it as void, whoever signed it by then.
    """
    tasks: list[Task] = []
    given = {"office_id": actor.office_id, "expert_id": actor.expert_id or 0}
    if actor.expert_id is not None and actor.has(Role.EXPERT):
        rows = session.connection().execute(_to_sign(), given)
        tasks += [_task(TaskKind.SIGN_PAGE, row, row.made_at, today) for row in rows]
    if actor.has(Role.CASE_OFFICER):
        for row in session.connection().execute(_of_office(), given):
            kind = TaskKind.MAKE_SIGNATURE_PAGE
            if row.voided_at is not None:
                kind = TaskKind.REMAKE_SIGNATURE_PAGE
            if row.made_at is not None:
                kind = TaskKind.COLLECT_SIGNATURES
            count = row.seats - row.signed if row.made_at is not None else 0
            since = row.made_at or row.voided_at or row.ended_at or row.started_at
            tasks.append(_task(kind, row, since, today, count=count))
    return tasks


def _task(kind: TaskKind, row: Any, since: datetime, today: date, *, count: int = 0) -> Task:
    return Task(
        kind=kind,
        subject_id=row.id,
        title=row.title,
        code=row.code,
        since=since,
        due_on=None,
        bucket=bucket_of(today, None, is_mine=True),
        count=count,
    )


def list_standing(session: Session) -> list[int]:
    """Return the reviews with a page that is stored as holding, before the grade is filed."""
    query = (
        sa.select(col(SignaturePage.review_id))
        .join(Review, col(Review.id) == col(SignaturePage.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .where(col(SignaturePage.state) != PageState.VOID, col(Assessment.state).in_(LIVE))
        .order_by(col(SignaturePage.review_id))
    )
    return list(dict.fromkeys(session.execute(query).scalars()))


@cache
def _to_sign() -> Query:
    """Return open pages without the expert's signature, by the expert's seat."""
    signed = (
        sa.select(col(MemberSignature.id))
        .where(
            col(MemberSignature.page_id) == col(SignaturePage.id),
            col(MemberSignature.member_id) == col(PanelMember.id),
        )
        .correlate(SignaturePage, PanelMember)
        .exists()
    )
    return (
        sa.select(
            col(PanelMember.id), col(Project.title), col(Assessment.code),
            col(SignaturePage.made_at),
        )
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(SignaturePage, col(SignaturePage.review_id) == col(Review.id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(PanelMember.expert_id) == sa.bindparam("expert_id"),
            col(PanelMember.office_id) == sa.bindparam("office_id"),
            col(PanelMember.state) == MemberState.SUBMITTED,
            col(SignaturePage.state) == PageState.OPEN,
            col(Assessment.state).in_(LIVE),
            ~is_recused(PanelMember),
            ~signed,
        )
        .order_by(col(SignaturePage.made_at))
        .limit(MOST)
    )  # fmt: skip


@cache
def _of_office() -> Query:
    """Return reviews with a final opinion and no signed page, and the open page, if any."""
    opened = sa.and_(
        col(SignaturePage.review_id) == col(Review.id), col(SignaturePage.state) == PageState.OPEN
    )
    other = aliased(SignaturePage)  # the outer query has the open page
    done = (
        sa.select(col(other.id))
        .where(col(other.review_id) == col(Review.id), col(other.state) == PageState.SIGNED)
        .correlate(Review)
        .exists()
    )
    seats = (
        sa.select(sa.func.count(col(PanelMember.id)))
        .where(
            col(PanelMember.review_id) == col(Review.id),
            col(PanelMember.state) == MemberState.SUBMITTED,
            ~is_recused(PanelMember),
        )
        .correlate(Review)
        .scalar_subquery()
    )
    signed = (
        sa.select(sa.func.count(col(MemberSignature.id)))
        .where(col(MemberSignature.page_id) == col(SignaturePage.id))
        .correlate(SignaturePage)
        .scalar_subquery()
    )
    return (
        sa.select(
            col(Review.id), col(Project.title), col(Assessment.code), col(GroupOpinion.started_at),
            col(GroupOpinion.ended_at), col(SignaturePage.made_at), seats.label("seats"),
            signed.label("signed"), _voided().label("voided_at"),
        )
        .join(GroupOpinion, col(GroupOpinion.review_id) == col(Review.id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .outerjoin(SignaturePage, opened)
        .where(
            col(Review.office_id) == sa.bindparam("office_id"),
            col(GroupOpinion.state) == GroupState.FINAL,
            col(Assessment.state).in_(LIVE),
            ~done,
        )
        .order_by(col(GroupOpinion.ended_at))
        .limit(MOST)
    )  # fmt: skip


def _voided() -> sa.ScalarSelect[Any]:
    """Return when the newest void page of a review ended; of none where no page is void."""
    other = aliased(SignaturePage)
    return (
        sa.select(sa.func.max(col(other.ended_at)))
        .where(col(other.review_id) == col(Review.id), col(other.state) == PageState.VOID)
        .correlate(Review)
        .scalar_subquery()
    )
