"""The office checks the materials handed in: returns them, or fixes the list of factors."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models import PointKind, ReturnPoint
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.comparison_limits import largest_set, oversized_sets
from riskassess.domain.comparison_sets import TOP
from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.queries.assessments import Case, list_factors, lock_case
from riskassess.services.assessments import move
from riskassess.services.letters import Outbox, Post
from riskassess.services.points import MarkedPoint, return_with_points


def return_preparation(
    session: Session,
    *,
    assessment_id: int,
    points: Sequence[MarkedPoint],
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> list[ReturnPoint]:
    """Give the materials back; the sponsor may change them again and hands them in anew.

    Raises InvalidInput `points_missing` or `point_text_missing`.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        post = Post(session, case, outbox, actor, now)
        marked = return_with_points(post, PointKind.PREPARATION, points)
        case.assessment.handed_in_at = None
        return marked


def fix_factors(session: Session, *, assessment_id: int, actor: Actor, now: datetime) -> Case:
    """Fix the list of factors; from here on nobody changes it and the panel may be drawn.

    Raises InvalidInput `comparisons_too_many` or `comparisons_too_many_in_types` when experts would
    have to compare more things with each other than the manual can judge.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        move(session, case, action=AssessmentAction.FIX_FACTORS, actor=actor, now=now)
        _refuse_oversized(session, case)
        case.assessment.factors_fixed_at = now
    return case


def _refuse_oversized(session: Session, case: Case) -> None:
    rule = case.manual.weights.pairwise
    found = oversized_sets(list_factors(session, case.id), case.manual)
    if rule is None or not found:
        return
    most = largest_set(rule.random_index)
    if TOP in found:
        raise InvalidInput("comparisons_too_many", where="factors", n=found[TOP], most=most)
    names = {row.code: row.name.zh for row in case.manual.categories}
    sets = "、".join(f"{names[within]} {n}" for within, n in found.items())
    where = f"factors:{','.join(found)}"
    raise InvalidInput("comparisons_too_many_in_types", where=where, sets=sets, most=most)
