"""Expert consultation: raised risks become factors, rounds follow each other, the panel ends it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from models import (
    Factor,
    GradeResult,
    RaisedRisk,
    Review,
    ReviewRound,
    row_id,
)
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import RaisedState, RoundKind, RoundState, RoundWay
from riskassess.domain.vocabulary import (
    MemberState,
    RefusalReason,
    ReviewKind,
    ReviewState,
    Role,
)
from riskassess.filters import local
from riskassess.queries.assessments import Case, list_factors, lock_case, newest_round
from riskassess.queries.round_marks import room_rule
from riskassess.services.audit import record
from riskassess.services.due_changes import require_near
from riskassess.services.factors import OWN_PREFIX
from riskassess.services.letters import Outbox
from riskassess.services.officer_keys import OfficerSeal, share_as_before
from riskassess.services.round_ends import end_review, outcome_of
from riskassess.services.round_letters import tell_round
from riskassess.services.round_names import name_members
from riskassess.services.round_panels import clear_gone
from riskassess.services.seats import list_members

AT_WORK = (MemberState.READY, MemberState.SUBMITTED)


@dataclass(frozen=True)
class Desk:
    """Who acts when; `officers` makes the key of a round where officers hold the one before."""

    actor: Actor
    now: datetime
    officers: OfficerSeal | None = None


def decide_raised(
    session: Session,
    *,
    risk_id: int,
    state: RaisedState,
    factor_code: str = "",
    reason: str = "",
    desk: Desk,
) -> RaisedRisk:
    """Say what becomes of a raised risk: a factor of its own, part of another, or nothing.

    Raises
    ------
    NotFound
        For a risk of another office or of a round that is open.
    Refused
        For who is no case officer, once a scoring round began, or a risk decided before.
    InvalidInput
        `reason_missing` when it is declined without a reason; `factor_unknown` for a merge into a
        factor that the list does not hold.
    """
    with transaction(session):
        risk = session.get(RaisedRisk, risk_id)
        if risk is None or risk.office_id != desk.actor.office_id:
            raise NotFound("not_found", where=f"risk:{risk_id}")
        case, review, round_ = _locked(session, risk.round_id, desk.actor)
        session.refresh(risk)  # decided by somebody else while the case was locked
        if round_.kind is not RoundKind.ISSUES or round_.state is not RoundState.CLOSED:
            raise Refused(RefusalReason.WRONG_STATE, where=f"risk:{risk_id}")
        if risk.state is not RaisedState.RAISED:
            raise Refused(RefusalReason.ALREADY_DECIDED, where=f"risk:{risk_id}")
        if state is RaisedState.DECLINED and not reason.strip():
            raise InvalidInput("reason_missing", where="reason")
        if state is RaisedState.ADDED:
            risk.factor_id = row_id(_add_factor(session, case, risk, desk))
        elif state is RaisedState.MERGED:
            risk.factor_id = row_id(_factor(session, case, factor_code))
        risk.state, risk.decision_reason = state, reason.strip()
        risk.decided_by_id, risk.decided_at = desk.actor.account_id, desk.now
        session.add(risk)
        after = {"risk": risk_id, "state": state, "factor": risk.factor_id}
        record(
            session, actor=desk.actor, action="risk:decide", subject=review, after=after,
            now=desk.now,
        )  # fmt: skip
        return risk


def _add_factor(session: Session, case: Case, risk: RaisedRisk, desk: Desk) -> Factor:
    known = session.exec(select(Factor).where(Factor.assessment_id == case.id)).all()
    factor = Factor(
        office_id=case.assessment.office_id,
        assessment_id=case.id,
        code=f"{OWN_PREFIX}{sum(row.is_own for row in known) + 1:02}",
        is_own=True,
        position=max((row.position for row in known), default=0) + 1,
        name=risk.name,
        category=risk.category,
        stage=risk.stage,
        note=risk.reason,
        added_by_id=desk.actor.account_id,
    )
    session.add(factor)
    session.flush()
    return factor


def _factor(session: Session, case: Case, code: str) -> Factor:
    for factor in list_factors(session, case.id):
        if factor.code == code:
            return factor
    raise InvalidInput("factor_unknown", where="factor", value=code)


def open_next_round(
    session: Session,
    *,
    review_id: int,
    way: RoundWay,
    due_on: date,
    desk: Desk,
    outbox: Outbox | None = None,
) -> ReviewRound:
    """Open the next scoring round of a consultation; who handed in a sheet begins a new one.

    Everybody at work hears of it by mail. Who left the pool since the last round or is recused
    leaves the seat first, and the next fitting reserve is invited.

    Raises
    ------
    Refused
        `risks_open` while raised risks wait for a decision, `most_rounds` beyond the pool
        manual's greatest number, or while a round is not closed.
    InvalidInput
        `due_in_past` for a day that is not after today, `due_too_far` for one beyond a year.
    """
    with transaction(session):
        case, review, last = _locked_newest(session, review_id, desk.actor)
        if last.state is not RoundState.CLOSED:
            raise Refused(RefusalReason.ROUND_STILL_OPEN, where=f"review:{review_id}")
        waiting = select(RaisedRisk.id).where(
            RaisedRisk.round_id == last.id, RaisedRisk.state == RaisedState.RAISED
        )
        if session.exec(waiting).first() is not None:
            raise Refused("risks_open", where=f"review:{review_id}")
        most = room_rule(session, review).consultation.rounds_at_most
        if last.number >= most:
            raise Refused("most_rounds", where=f"review:{review_id}", most=most)
        if due_on <= local(desk.now).date():
            raise InvalidInput("due_in_past", where="due_on")
        require_near(due_on, today=local(desk.now).date())
        round_ = ReviewRound(
            office_id=review.office_id, review_id=review_id, number=last.number + 1,
            kind=RoundKind.SCORING, way=way, opened_at=desk.now,
        )  # fmt: skip
        session.add(round_)
        session.flush()
        share_as_before(session, last, round_, actor=desk.actor, now=desk.now, seal=desk.officers)
        review.due_on = due_on
        outbox = outbox or Outbox("")
        clear_gone(session, case, review, desk=desk, outbox=outbox)
        members = [row for row in list_members(session, review_id) if row.state in AT_WORK]
        for member in members:
            member.state = MemberState.READY
        name_members(session, round_, members)
        after = {"round": round_.number, "way": way, "due_on": due_on.isoformat()}
        record(session, actor=desk.actor, action="round:open", subject=review, after=after,
               now=desk.now)  # fmt: skip
        tell_round(session, case, review, round_, members=members, desk=desk, outbox=outbox)
        return round_


def end_consultation(
    session: Session, *, review_id: int, reason: str = "", desk: Desk
) -> GradeResult:
    """End a consultation with its last scoring round, and compute the result.

    Raises
    ------
    InvalidInput
        `reason_missing` when the pool manual's rule asks for another round and no reason is given.
    Refused
        `no_scoring_round` before the first one, or while a round is not closed.
    """
    with transaction(session):
        case, review, last = _locked_newest(session, review_id, desk.actor)
        if last.state is not RoundState.CLOSED:
            raise Refused(RefusalReason.ROUND_STILL_OPEN, where=f"review:{review_id}")
        if last.kind is not RoundKind.SCORING:
            raise Refused("no_scoring_round", where=f"review:{review_id}")
        outcome = outcome_of(session, case, review, last)
        if not outcome.may_end and not reason.strip():
            raise InvalidInput("reason_missing", where="reason")
        after = {"round": last.number, "by": list(outcome.by), "reason": reason.strip()}
        record(session, actor=desk.actor, action="review:end", subject=review, after=after,
               now=desk.now)  # fmt: skip
        return end_review(session, case, review, last, actor=desk.actor, now=desk.now)


def _locked(session: Session, round_id: int, actor: Actor) -> tuple[Case, Review, ReviewRound]:
    round_ = session.get_one(ReviewRound, round_id)
    case, review, newest = _locked_newest(session, round_.review_id, actor)
    if newest.id != round_.id:
        raise Refused(RefusalReason.WRONG_STATE, where=f"round:{round_id}")
    return case, review, newest


def _locked_newest(
    session: Session, review_id: int, actor: Actor
) -> tuple[Case, Review, ReviewRound]:
    review = session.get(Review, review_id)
    if review is None or review.office_id != actor.office_id:
        raise NotFound("not_found", where=f"review:{review_id}")
    case = lock_case(session, review.assessment_id, actor=actor)
    if not actor.has(Role.CASE_OFFICER):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"review:{review_id}")
    session.refresh(review)
    newest = newest_round(session, review_id)
    is_over = review.state is ReviewState.CLOSED
    if review.kind is not ReviewKind.EXPERT_CONSULTATION or is_over or newest is None:
        raise IllegalTransition("wrong_state", where=f"review:{review_id}")
    session.refresh(newest)
    return case, review, newest
