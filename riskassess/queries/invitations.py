"""Questions about invitations: what a one-time link says, and the demonstration mailbox."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, and_, col, or_, select

from models import (
    Account,
    Assessment,
    Expert,
    Message,
    Office,
    PanelMember,
    Project,
    Review,
    ReviewRound,
)
from riskassess.domain.pool_manual.rules import Reason
from riskassess.domain.review_policy import refuse_answer
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState, RefusalReason, ReviewKind
from riskassess.queries.pool_manuals import pool_manual_of


class LinkState(StrEnum):
    """What may still be done with a one-time link."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    NOT_YOURS = "not_yours"
    OVER = "over"
    HALTED = "halted"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Invitation:
    """What the page of a one-time link may say; nothing else of the case."""

    state: LinkState
    answer: MemberState | None = None
    title: str = ""
    office_name: str = ""
    kind: ReviewKind | None = None
    due_on: date | None = None
    expires_at: datetime | None = None
    reasons: tuple[Reason, ...] = ()


def get_invitation(
    session: Session, digest: str, *, reader_expert_id: int | None, now: datetime
) -> Invitation:
    """Return what the link with this digest says to its reader.

    `reader_expert_id` is the expert who happens to be signed in: a link of somebody else
    shows nothing of the project.
    """
    row = session.exec(
        select(PanelMember, Review, Project.title, Office.name)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .join(Office, col(Office.id) == col(PanelMember.office_id))
        .where(PanelMember.token_digest == digest)
    ).one_or_none()
    if row is None:
        return Invitation(LinkState.UNKNOWN)
    member, review, title, office_name = row
    state = link_state(session, member, reader_expert_id=reader_expert_id, now=now)
    if state is LinkState.NOT_YOURS:
        return Invitation(state)
    return Invitation(
        state,
        answer=member.state,
        title=title,
        office_name=office_name,
        kind=review.kind,
        due_on=review.due_on,
        expires_at=member.token_expires_at,
        reasons=list_refusal_reasons(session, member.office_id),
    )


def list_refusal_reasons(session: Session, office_id: int) -> tuple[Reason, ...]:
    """Return the reasons of the office's pool manual for declining an invitation."""
    return pool_manual_of(session, office_id).draw.refusal_reasons


def link_state(
    session: Session, member: PanelMember, *, reader_expert_id: int | None, now: datetime
) -> LinkState:
    """Return what may still be done with the member's link."""
    if reader_expert_id is not None and reader_expert_id != member.expert_id:
        return LinkState.NOT_YOURS
    if member.state is not MemberState.INVITED:
        return LinkState.USED
    late = refuse_late_answer(session, member.review_id)
    if late is not None:
        return LinkState.HALTED if late is RefusalReason.CASE_SUSPENDED else LinkState.OVER
    if member.token_expires_at is None or member.token_expires_at <= now:
        return LinkState.EXPIRED
    return LinkState.OPEN


def refuse_late_answer(session: Session, review_id: int) -> RefusalReason | None:
    """Return why members of a review may not answer any more, or None; reads the states anew."""
    row = session.exec(
        select(ReviewRound.state, Assessment.state)
        .join(Review, col(Review.id) == col(ReviewRound.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .where(Review.id == review_id)
        .order_by(col(ReviewRound.number).desc())
    ).first()
    if row is None:
        return RefusalReason.ROUND_CLOSED
    return refuse_answer(RoundState(row[0]), AssessmentState(row[1]))


def list_demonstration_mail(session: Session, *, limit: int = 100) -> list[Message]:
    """Return the newest messages to demonstration accounts and experts, mails and SMS.

    Accounts that were invited later in an office of the demonstration are among them. Only a page
    that exists in a demonstration alone may ask.
    """
    offices = select(Account.office_id).where(col(Account.is_demonstration).is_(True))
    accounts = select(Account.email).where(col(Account.office_id).in_(offices))
    experts = select(Expert.email).where(col(Expert.is_demonstration).is_(True))
    members = select(Expert.id).where(col(Expert.is_demonstration).is_(True))
    return list(
        session.exec(
            select(Message)
            .where(
                or_(
                    col(Message.expert_id).in_(members),
                    and_(
                        Message.recipient != "",
                        or_(
                            col(Message.recipient).in_(accounts),
                            col(Message.recipient).in_(experts),
                        ),
                    ),
                )
            )
            .order_by(col(Message.id).desc())
            .limit(limit)
        )
    )
