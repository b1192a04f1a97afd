"""A new one-time link for whoever opens an older or expired one; nobody learns whose it was."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Expert, Message, PanelMember, Review
from models.engine import transaction
from riskassess.domain.actor import system_actor
from riskassess.domain.vocabulary import MemberState
from riskassess.filters import local
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.invitations import refuse_late_answer
from riskassess.services.audit import record
from riskassess.services.expert_letters import write_expert
from riskassess.services.invitations import (
    TOPIC,
    answer_until,
    end_of_day,
    give_link,
    invitation_letter,
)


def renew_link(session: Session, *, token_digest: str, public_url: str, now: datetime) -> list[int]:
    """Send a new link to the expert of an expired or replaced one; return the message ids.

    Nothing is sent, and nothing is said, for an unknown link, a link that still works, an
    invitation that nobody waits for any more, or a second wish on the same day. The new link goes
    to the stored addresses only. One whose time was over gets the manual's clock anew, at most
    until the sheet is due.
    """
    try:
        with transaction(session):
            return _renew(session, token_digest, public_url=public_url, now=now)
    except IntegrityError:  # the same wish twice at once
        return []


def _renew(session: Session, digest: str, *, public_url: str, now: datetime) -> list[int]:
    member_id = _member_of(session, digest)
    if member_id is None:
        return []
    review = session.get_one(Review, session.get_one(PanelMember, member_id).review_id)
    actor = system_actor(review.office_id)  # the link is the proof; nobody is signed in
    case = lock_case(session, review.assessment_id, actor=actor)
    member = session.exec(
        select(PanelMember)
        .where(PanelMember.id == member_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    expires = _new_end(session, member, review, case=case, digest=digest, now=now)
    step = f"renewal:{member_id}:{local(now).date().isoformat()}"
    if expires is None or _was_sent(session, step):
        return []
    link = give_link(session, member, expires=expires, public_url=public_url)
    letter = invitation_letter(session, member, case=case, due_on=review.due_on, link=link, now=now)
    record(
        session, actor=actor, action="member:renew_link", subject=review,
        after={"member": member_id, "expires": expires.isoformat()}, now=now,
    )  # fmt: skip
    expert = session.get_one(Expert, member.expert_id)
    return write_expert(
        session, expert=expert, letter=replace(letter, step=step), actor=actor, now=now
    )


def _member_of(session: Session, digest: str) -> int | None:
    """Return whose link this is or was."""
    now_valid = session.exec(
        select(PanelMember.id).where(PanelMember.token_digest == digest)
    ).one_or_none()
    if now_valid is not None:
        return now_valid
    return session.exec(
        select(Message.subject_id).where(Message.link_digest == digest, Message.topic == TOPIC)
    ).first()


def _new_end(
    session: Session,
    member: PanelMember,
    review: Review,
    *,
    case: Case,
    digest: str,
    now: datetime,
) -> datetime | None:
    """Return until when the new link works, or None when no new one is given."""
    ends = member.token_expires_at
    if member.state is not MemberState.INVITED or ends is None or member.expert_id is None:
        return None
    if refuse_late_answer(session, member.review_id):
        return None
    if ends > now:
        return None if digest == member.token_digest else ends
    if local(now).date() > review.due_on:
        return None
    anew = answer_until(case, now=now)
    return anew if local(anew).date() <= review.due_on else end_of_day(review.due_on)


def _was_sent(session: Session, step: str) -> bool:
    query = select(Message.id).where(col(Message.step).in_([step, f"{step}:sms"]))
    return session.exec(query).first() is not None
