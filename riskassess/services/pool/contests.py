"""An expert says that an exclusion is wrong; the pool keeper upholds or lifts it.

What was frozen stays as it was: a lifted exclusion counts for later draws of the assessment.
"""

from datetime import datetime

from sqlmodel import Session

from expert_pool.avoidance import CONTESTABLE
from expert_pool.vocabulary import ContestState, ExclusionReason
from models import Assessment, Contest
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import Conflict, InvalidInput, NotFound, Refused
from riskassess.domain.unit_policy import refuse_ruling
from riskassess.queries.assessments import lock_case, refuse_halted
from riskassess.queries.pool import contests as rows
from riskassess.queries.pool.exclusions import SEPARATOR, read_reasons
from riskassess.services.audit import record


def contestable(
    session: Session, expert_id: int, assessment_id: int
) -> tuple[ExclusionReason, ...]:
    """Return the reasons of the newest draw that the expert may contest and nobody has lifted."""
    lifted = {
        reason
        for row in rows.list_own_contests(session, expert_id, assessment_id=assessment_id)
        if row.state is ContestState.LIFTED
        for reason in read_reasons(row.reasons)
    }
    found = rows.reasons_of(rows.newest_exclusions(session, expert_id, assessment_id))
    return tuple(reason for reason in found if reason in CONTESTABLE and reason not in lifted)


def raise_contest(
    session: Session, *, assessment_id: int, text: str, actor: Actor, now: datetime
) -> Contest:
    """Contest what kept the actor from the newest draw of an assessment.

    Raises
    ------
    NotFound
        When no draw of the assessment left the actor out.
    InvalidInput
        `contest_text_missing`.
    Refused
        `contest_reason_missing`, or `contest_open` while one is not decided.
    """
    if (expert_id := actor.expert_id) is None:
        raise NotFound("not_found", where="contest")
    with transaction(session):
        row = rows.announced_case(session, expert_id, assessment_id)
        case = lock_case(session, assessment_id, actor=system_actor(row.office_id))
        refuse_halted(case.assessment.state, case.id)
        reasons = contestable(session, expert_id, assessment_id)
        own = rows.list_own_contests(session, expert_id, assessment_id=assessment_id)
        if any(each.state is ContestState.OPEN for each in own):
            raise Refused("contest_open", where=f"assessment:{assessment_id}")
        if not reasons:
            raise Refused("contest_reason_missing", where=f"assessment:{assessment_id}")
        if not text.strip():
            raise InvalidInput("contest_text_missing", where="text")
        contest = Contest(
            office_id=row.office_id,
            assessment_id=assessment_id,
            expert_id=expert_id,
            reasons=SEPARATOR.join(reasons),
            text=text.strip(),
            raised_at=now,
        )
        session.add(contest)
        record(session, actor=actor, action="contest:raise", subject=contest,
               after={"expert": expert_id, "reasons": contest.reasons}, now=now)  # fmt: skip
        return contest


def decide_contest(
    session: Session,
    *,
    contest_id: int,
    state: ContestState,
    decision: str,
    actor: Actor,
    now: datetime,
) -> Contest:
    """Uphold or lift an exclusion; lifted reasons keep nobody from later draws of the assessment.

    Raises
    ------
    Refused
        `not_your_role`.
    Conflict
        `contest_decided`.
    InvalidInput
        `contest_decision_missing`.
    """
    with transaction(session):
        if reason := refuse_ruling(actor):
            raise Refused(reason, where="contest")
        contest = rows.get_contest(session, contest_id, actor=actor)
        assessment = session.get_one(Assessment, contest.assessment_id)
        case = lock_case(session, contest.assessment_id, actor=system_actor(assessment.office_id))
        refuse_halted(case.assessment.state, case.id)
        session.refresh(contest)
        if contest.state is not ContestState.OPEN:
            raise Conflict("contest_decided", where=f"contest:{contest_id}")
        if not decision.strip() or state is ContestState.OPEN:
            raise InvalidInput("contest_decision_missing", where="decision")
        contest.state, contest.decision = state, decision.strip()
        contest.decided_by_id, contest.decided_at = actor.account_id, now
        record(session, actor=actor, action="contest:decide", subject=contest,
               before={"state": ContestState.OPEN},
               after={"expert": contest.expert_id, "state": state, "reasons": contest.reasons},
               now=now)  # fmt: skip
        return contest
