"""Marked points: what the office wants answered one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import PointKind, ReturnPoint
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.queries.assessments import Case
from riskassess.queries.facts import facts_of
from riskassess.services.assessments import move
from riskassess.services.audit import record
from riskassess.services.letters import Letter, Post

# what is given back to the sponsor: the act, the letter that tells of it
_RETURNS = {
    PointKind.REGISTRATION: (AssessmentAction.RETURN, Letter.RETURNED),
    PointKind.PREPARATION: (AssessmentAction.RETURN_PREPARATION, Letter.PREPARATION_RETURNED),
}


@dataclass(frozen=True)
class MarkedPoint:
    """One point: what it is about (a document, a field, a factor) and what is to be mended."""

    subject: str
    text: str
    # The passage of a group opinion that asks for it.
    group_point_id: int | None = None


def return_with_points(
    post: Post, kind: PointKind, points: Sequence[MarkedPoint]
) -> list[ReturnPoint]:
    """Give registration or materials back with the points, within the caller's transaction.

    Raises what `mark_points` does, and what `move` does when the case may not be given back.
    """
    action, letter = _RETURNS[kind]
    session, case, actor, now = post.session, post.case, post.actor, post.now
    facts = facts_of(session, case, reason=_reason_of(points) or "-")
    move(session, case, action=action, actor=actor, now=now, facts=facts)
    post.to_sponsor(letter)
    return mark_points(session, case, kind=kind, points=points, actor=actor, now=now)


def mark_points(
    session: Session,
    case: Case,
    *,
    kind: PointKind,
    points: Sequence[MarkedPoint],
    actor: Actor,
    now: datetime,
) -> list[ReturnPoint]:
    """Add the points within the caller's transaction.

    Raises InvalidInput `points_missing` when there is none, `point_text_missing` for an empty one.
    """
    if not points:
        raise InvalidInput("points_missing", where="points")
    if any(not point.text.strip() for point in points):
        raise InvalidInput("point_text_missing", where="points")
    rows = [
        ReturnPoint(
            office_id=case.assessment.office_id,
            assessment_id=case.id,
            kind=kind,
            subject=point.subject.strip()[:80],
            text=point.text.strip(),
            group_point_id=point.group_point_id,
            raised_by_id=actor.account_id or 0,
            raised_at=now,
        )
        for point in points
    ]
    session.add_all(rows)
    session.flush()
    for row in rows:
        record(
            session,
            actor=actor,
            action=f"return_point:{kind}",
            subject=row,
            after={"subject": row.subject},
            now=now,
        )
    return rows


def _reason_of(points: Sequence[MarkedPoint]) -> str:
    """Return the reason that the history shows: subjects, or the beginnings of the texts."""
    return "；".join(point.subject.strip() or point.text.strip()[:30] for point in points)
