"""The office accepts a registration, or returns it with marked points."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models import PointKind, ReturnPoint
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.queries.assessments import Case, lock_case
from riskassess.services.assessments import move
from riskassess.services.letters import Letter, Outbox, Post
from riskassess.services.points import MarkedPoint, return_with_points


def accept_assessment(
    session: Session,
    *,
    assessment_id: int,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> Case:
    """Accept a submitted registration; the survey begins and the sponsor is told."""
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        move(session, case, action=AssessmentAction.ACCEPT, actor=actor, now=now)
        Post(session, case, outbox, actor, now).to_sponsor(Letter.ACCEPTED)
    return case


def return_assessment(
    session: Session,
    *,
    assessment_id: int,
    points: Sequence[MarkedPoint],
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> list[ReturnPoint]:
    """Return a submitted registration; the sponsor answers each point and submits again.

    Raises InvalidInput `points_missing` or `point_text_missing`.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        post = Post(session, case, outbox, actor, now)
        return return_with_points(post, PointKind.REGISTRATION, points)
