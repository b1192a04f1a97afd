"""Rounds: reminding members, closing a round with its result, asking the sponsor for revision."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import (
    Expert,
    GradeResult,
    PanelMember,
    PointKind,
    ReturnPoint,
    Review,
    ReviewRound,
    Sheet,
    row_id,
)
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.draw_policy import DrawRefusal
from riskassess.domain.errors import IllegalTransition, NotFound, Refused
from riskassess.domain.policy import refuse_closing
from riskassess.domain.review_policy import refuse_reminder
from riskassess.domain.room_vocabulary import KeyHolder, RoundState
from riskassess.domain.sheet_seal import RoomSeal
from riskassess.domain.vocabulary import (
    AssessmentAction,
    AssessmentState,
    MemberState,
    SheetState,
)
from riskassess.i18n import _
from riskassess.queries.assessments import lock_case, newest_round
from riskassess.queries.draws import panel_facts
from riskassess.queries.facts import facts_of
from riskassess.queries.own_rows import own_row
from riskassess.services.assessments import move
from riskassess.services.audit import record
from riskassess.services.expert_letters import write_expert
from riskassess.services.invitations import invite_member
from riskassess.services.letters import Letter, Outbox, Post
from riskassess.services.officer_keys import OfficerSeal, give_part, note_wrong_passphrase
from riskassess.services.points import MarkedPoint, mark_points
from riskassess.services.reminders import sheet_letter
from riskassess.services.revision_points import panel_points
from riskassess.services.round_ends import finish_round
from riskassess.services.round_keys import find_round_key
from riskassess.services.sheet_places import lock_members_of
from riskassess.services.sheet_reopening import restore_reopened

Point = tuple[str, str]


def close_round(
    session: Session, *, round_id: int, actor: Actor, now: datetime, seal: RoomSeal
) -> GradeResult | None:
    """Close the open round of a review, open its sheets and compute the result, all or nothing.

    A round that officers hold is locked and waits for two of them; a consultation goes on. Then
    there is no result yet and None is returned.

    Raises
    ------
    Refused
        Below the quorum, closed already, not an officer, or while an announced draw waits.
    InvalidInput
        When the sheets cannot be graded, with the place; the round stays open and sealed.
    """
    with transaction(session):
        found = session.get(ReviewRound, round_id)
        if found is None:
            raise NotFound("not_found", where=f"round:{round_id}")
        review = session.get_one(Review, found.review_id)
        case = lock_case(session, review.assessment_id, actor=actor)
        lock_members_of(session, row_id(review))
        round_ = _lock_round(session, round_id)  # before counting: a sheet may just be coming in
        restore_reopened(session, round_, actor=actor, now=now)
        submitted = count_submitted(session, round_id)
        if reason := refuse_closing(
            actor, round_state=round_.state, submitted=submitted, quorum=review.quorum
        ):
            raise Refused(reason, where=f"round:{round_id}")
        if panel_facts(session, review).is_announced:
            # else an announced draw could be left lying once its values are known
            raise Refused(DrawRefusal.DRAW_PENDING, where=f"round:{round_id}")
        if case.assessment.state is not AssessmentState.IN_REVIEW:
            raise IllegalTransition("wrong_state", where=f"assessment:{case.id}")
        round_.closed_at, round_.closed_by_id = now, actor.account_id
        key = find_round_key(session, round_id)
        if key is not None and key.holder is KeyHolder.OFFICERS:
            round_.state = RoundState.LOCKED
            after = {"round": round_.number, "submitted": submitted}
            record(session, actor=actor, action="round:lock", subject=review, after=after, now=now)
            return None
        opener = seal.open_round(key.wrapped, round_id=round_id) if key else None
        return finish_round(session, case, review, round_, opener=opener, actor=actor, now=now)


def open_locked_round(
    session: Session,
    *,
    round_id: int,
    passphrase: str,
    actor: Actor,
    now: datetime,
    seal: OfficerSeal,
) -> tuple[bool, GradeResult | None]:
    """Give an officer's part of a locked round's key; say whether it is open now, and its result.

    Raises
    ------
    NotFound
        For who holds no part of it.
    Refused
        `passphrase_wrong`, which is counted in the audit; `part_given`, or `wrong_state` for a
        round that is not locked.
    """
    try:
        return _open_locked(
            session, round_id, passphrase=passphrase, actor=actor, now=now, seal=seal
        )
    except Refused as refused:
        if refused.code == "passphrase_wrong":
            note_wrong_passphrase(session, round_id, actor=actor, now=now)
        raise


def _open_locked(
    session: Session,
    round_id: int,
    *,
    passphrase: str,
    actor: Actor,
    now: datetime,
    seal: OfficerSeal,
) -> tuple[bool, GradeResult | None]:
    with transaction(session):
        found = session.get(ReviewRound, round_id)
        key = find_round_key(session, round_id)
        if found is None or key is None:
            raise NotFound("not_found", where=f"round:{round_id}")
        review = session.get_one(Review, found.review_id)
        case = lock_case(session, review.assessment_id, actor=actor)
        round_ = _lock_round(session, round_id)
        session.refresh(key)  # another holder may just have given a part
        if round_.state is not RoundState.LOCKED:
            raise Refused("wrong_state", where=f"round:{round_id}")
        opener = give_part(session, key, passphrase=passphrase, actor=actor, now=now, seal=seal)
        if opener is None:
            return False, None
        return True, finish_round(
            session, case, review, round_, opener=opener, actor=actor, now=now
        )


def _lock_round(session: Session, round_id: int) -> ReviewRound:
    return session.exec(
        select(ReviewRound)
        .where(ReviewRound.id == round_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def count_submitted(session: Session, round_id: int) -> int:
    """Return how many sheets of a round are in."""
    return session.exec(
        select(func.count(col(Sheet.id))).where(
            Sheet.round_id == round_id, Sheet.state == SheetState.SUBMITTED
        )
    ).one()


def remind_member(
    session: Session, *, member_id: int, public_url: str, actor: Actor, now: datetime
) -> int:
    """Queue a reminder: a new one-time link to who has not answered, else a word about the sheet.

    Returns the id of the message to send; raises Refused when nothing is waited for.
    """
    with transaction(session):
        member = own_row(session, PanelMember, member_id, actor=actor, named="member")
        if member.expert_id is None:
            raise NotFound("not_found", where=f"member:{member_id}")
        review = session.get_one(Review, member.review_id)
        case = lock_case(session, review.assessment_id, actor=actor)
        round_ = newest_round(session, row_id(review))
        if reason := refuse_reminder(
            actor, round_state=round_.state if round_ else None, member_state=member.state
        ):
            raise Refused(reason, where=f"member:{member_id}")
        record(
            session, actor=actor, action="member:remind", subject=review,
            after={"member": member_id}, now=now,
        )  # fmt: skip
        if member.state is MemberState.INVITED:
            return invite_member(
                session, member=member, case=case, due_on=review.due_on,
                public_url=public_url, actor=actor, now=now,
            )  # fmt: skip
        letter = sheet_letter(session, member, case=case, review=review, url=public_url)
        expert = session.get_one(Expert, member.expert_id)
        return write_expert(session, expert=expert, letter=letter, actor=actor, now=now)[0]


def request_revision(
    session: Session,
    *,
    assessment_id: int,
    points: Sequence[Point],
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> list[ReturnPoint]:
    """Ask the sponsor to revise the report; every point (subject, text) is answered one by one.

    What the final group opinion says must be mended comes first, whatever else is asked.

    Raises InvalidInput `points_missing` when no point has a text.
    """
    own = [MarkedPoint(subject, text) for subject, text in points if text.strip()]
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        chosen = panel_points(session, case) + own
        action, kind = AssessmentAction.REQUEST_REVISION, PointKind.REVISION
        facts = facts_of(session, case, reason=_("共 %(n)s 条修改意见", n=len(chosen)))
        move(session, case, action=action, actor=actor, facts=facts, now=now)
        rows = mark_points(session, case, kind=kind, points=chosen, actor=actor, now=now)
        Post(session, case, outbox, actor, now).to_sponsor(Letter.REVISION_REQUESTED)
        return rows
