"""How certain a result is: computed with it, stored beside it, computed again for a check."""

from datetime import datetime

from sqlmodel import Session

from models import Certainty, GradeResult, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.certainty import Certainty as Computed
from riskassess.domain.certainty import certainty_of_text, seed_of
from riskassess.domain.errors import Conflict, InvalidInput, NotFound
from riskassess.domain.manual import Manual
from riskassess.domain.policy import may_read_sheets
from riskassess.domain.vocabulary import RoundState
from riskassess.queries.assessments import lock_case, newest_result
from riskassess.queries.certainty import find_certainty
from riskassess.queries.manuals import get_manual
from riskassess.services.audit import record


def store_certainty(
    session: Session, result: GradeResult, *, actor: Actor, now: datetime
) -> Certainty:
    """Compute and store how certain a stored result is; does not commit.

    Its seed follows from the result's fingerprint, so nobody can choose a kinder one.
    """
    session.flush()  # a new result gets its id
    computed = fresh_certainty(result, get_manual(session, result.manual_version_id))
    stored = Certainty(
        office_id=result.office_id,
        grade_result_id=row_id(result),
        seed=computed.seed,
        resamples=computed.resamples,
        record=computed.text,
        computed_at=now,
    )
    session.add(stored)
    after = {"seed": stored.seed, "resamples": stored.resamples}
    record(session, actor=actor, action="result:certainty", subject=result, now=now, after=after)
    return stored


def fresh_certainty(result: GradeResult, manual: Manual) -> Computed:
    """Return a result's certainty, computed from its stored file.

    Raises Conflict `result_unreadable` when the file can no longer be computed.
    """
    try:
        return certainty_of_text(result.assessment_file, manual, seed=seed_of(result.fingerprint))
    except InvalidInput as error:
        raise Conflict("result_unreadable", where=f"grade_result:{result.id}") from error


def compute_certainty(
    session: Session, *, assessment_id: int, actor: Actor, now: datetime
) -> Certainty:
    """Compute the certainty of the newest result where none is stored yet; return what is."""
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        result = newest_result(session, case.id)
        is_allowed = may_read_sheets(actor, round_state=RoundState.CLOSED, owner_expert_id=None)
        if result is None or not is_allowed:
            raise NotFound("not_found", where=f"assessment:{assessment_id}")
        stored = find_certainty(session, row_id(result))
        return stored or store_certainty(session, result, actor=actor, now=now)


def holds(stored: Certainty, result: GradeResult, manual: Manual) -> bool:
    """Return whether a stored record equals a fresh computation, byte for byte."""
    return fresh_certainty(result, manual).text == stored.record
