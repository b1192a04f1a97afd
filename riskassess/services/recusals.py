"""Recusals that the office records; the draw and the invitation keep to them."""

from datetime import datetime

from sqlmodel import Session, select

from expert_pool.vocabulary import RecusalGround
from models import Expert, Recusal, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.queries.assessments import lock_case
from riskassess.services.audit import record


def record_recusal(
    session: Session,
    *,
    assessment_id: int,
    expert_code: str,
    ground: RecusalGround,
    note: str,
    actor: Actor,
    now: datetime,
) -> Recusal:
    """Record that an expert takes no part in an assessment; the same again changes nothing.

    Raises
    ------
    InvalidInput
        `expert_unknown` when the office's pool has no such number.
    Refused
        When the actor is neither case officer nor pool keeper.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        if not actor.has(Role.CASE_OFFICER, Role.POOL_KEEPER):
            raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"assessment:{case.id}")
        expert = session.exec(
            select(Expert).where(
                Expert.office_id == case.assessment.office_id, Expert.code == expert_code.strip()
            )
        ).one_or_none()
        if expert is None:
            raise InvalidInput("expert_unknown", where="expert", number=expert_code.strip())
        standing = session.exec(
            select(Recusal).where(
                Recusal.assessment_id == case.id,
                Recusal.expert_id == row_id(expert),
                Recusal.ground == ground,
            )
        ).one_or_none()
        return standing or _add(
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
