"""Recusals that the office records; draw, invitation and panel keep to them."""

from datetime import datetime

from sqlmodel import Session, select

from expert_pool.vocabulary import RecusalGround
from models import Expert, PanelMember, Recusal, Review, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.review_policy import WAITED_FOR, refuse_recusal
from riskassess.domain.vocabulary import MemberState, RefusalReason
from riskassess.queries.assessments import (
    Case,
    is_between_rounds,
    lock_case,
    newest_review,
)
from riskassess.queries.invitations import refuse_late_answer
from riskassess.services.audit import record
from riskassess.services.letters import Outbox
from riskassess.services.seats import leave_seat, lock_reserves, replace_member

LEAVING = WAITED_FOR | {MemberState.SUBMITTED}


def record_recusal(
    session: Session,
    *,
    assessment_id: int,
    expert_code: str,
    ground: RecusalGround,
    note: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> Recusal:
    """Record that an expert takes no part in an assessment; the same again changes nothing.

    A member of the open round who has not submitted leaves the panel at once, and the next
    fitting reserve is invited in the same transaction.

    Raises
    ------
    InvalidInput
        `expert_unknown` when the office's pool has no such number.
    Refused
        When the actor is neither case officer nor pool keeper; `recusal_late` once a grade is
        proposed; `recusal_submitted` when the expert's sheet of the open round is in.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        if reason := refuse_recusal(actor, case.assessment.state):
            code = "recusal_late" if reason is RefusalReason.WRONG_STATE else reason
            raise Refused(code, where=f"assessment:{case.id}")
        expert = _expert(session, case, expert_code.strip())
        member = _lock_member(session, case, expert)
        row = _standing(session, case, expert, ground) or _add(
            session,
            Recusal(
                office_id=case.assessment.office_id,
                assessment_id=case.id,
                expert_id=row_id(expert),
                ground=ground,
                note=note.strip(),
                recorded_by_id=actor.account_id,
                recorded_at=now,
            ),
            actor,
            now,
        )
        if member is not None and member.state in LEAVING:
            _unseat(session, member, ground, actor=actor, now=now, outbox=outbox)
        return row


def _expert(session: Session, case: Case, code: str) -> Expert:
    query = select(Expert).where(Expert.office_id == case.assessment.office_id, Expert.code == code)
    expert = session.exec(query).one_or_none()
    if expert is None:
        raise InvalidInput("expert_unknown", where="expert", number=code)
    return expert


def _lock_member(session: Session, case: Case, expert: Expert) -> PanelMember | None:
    """Return the expert's place in the open round, locked; refuse when the sheet is in."""
    review = newest_review(session, case.id)
    if review is None:
        return None
    # Between two rounds of a consultation the sheets of the last one count, the seat is left.
    is_between = is_between_rounds(session, review)
    if refuse_late_answer(session, row_id(review)) and not is_between:
        return None
    member = session.exec(
        select(PanelMember)
        .where(PanelMember.review_id == review.id, PanelMember.expert_id == expert.id)
        .with_for_update()  # before the audit chain: a sheet may just be saved
        .execution_options(populate_existing=True)
    ).one_or_none()
    if member is not None and member.state is MemberState.SUBMITTED and not is_between:
        raise Refused("recusal_submitted", where=f"member:{member.id}")
    lock_reserves(session, row_id(review))
    return member


def _standing(
    session: Session, case: Case, expert: Expert, ground: RecusalGround
) -> Recusal | None:
    return session.exec(
        select(Recusal).where(
            Recusal.assessment_id == case.id,
            Recusal.expert_id == row_id(expert),
            Recusal.ground == ground,
        )
    ).one_or_none()


def _unseat(
    session: Session,
    member: PanelMember,
    ground: RecusalGround,
    *,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> None:
    before, after = member.state, MemberState.RECUSED
    leave_seat(session, member=member, state=after, reason_code=str(ground), actor=actor, now=now)
    record(
        session,
        actor=actor,
        action="member:recuse",
        subject=session.get_one(Review, member.review_id),
        before={"member": member.id, "state": before},
        after={"member": member.id, "state": member.state},
        now=now,
    )
    message_id = replace_member(
        session, member=member, actor=actor, now=now, public_url=outbox.public_url
    )
    if message_id is not None:
        outbox.message_ids.append(message_id)


def _add(session: Session, row: Recusal, actor: Actor, now: datetime) -> Recusal:
    session.add(row)
    record(
        session,
        actor=actor,
        action="recusal:record",
        subject=row,
        after={"expert": row.expert_id, "ground": row.ground},
        now=now,
    )
    return row
