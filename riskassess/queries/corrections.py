"""Corrections of registered facts: what was, what is, who asked and who confirmed."""

import json
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import Account, Assessment, Correction, CorrectionState, Project
from riskassess.domain.actor import Actor
from riskassess.domain.corrections import DETAIL
from riskassess.domain.errors import NotFound
from riskassess.domain.lifecycle import CORRECTABLE
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import Case

MOST = 50


@dataclass(frozen=True)
class CorrectionView:
    """A correction with the names of who asked and who decided."""

    row: Correction
    asked_by: str
    decided_by: str

    @property
    def is_confirmed(self) -> bool:
        """Whether the registration says so now because of it."""
        return self.row.state is CorrectionState.CONFIRMED


def list_corrections(session: Session, case: Case) -> list[CorrectionView]:
    """Return every correction of a case, newest first."""
    asker, decider = aliased(Account), aliased(Account)
    rows = session.exec(
        select(Correction, asker.display_name, decider.display_name)
        .join(asker, col(asker.id) == col(Correction.asked_by_id))
        .outerjoin(decider, col(decider.id) == col(Correction.decided_by_id))
        .where(Correction.assessment_id == case.id)
        .order_by(col(Correction.id).desc())
    )
    return [CorrectionView(row, asked, decided or "") for row, asked, decided in rows]


def find_asked(session: Session, case: Case, field: str) -> Correction | None:
    """Return the correction of a field that still waits, or None."""
    return session.exec(
        select(Correction).where(
            Correction.assessment_id == case.id,
            Correction.field == field,
            Correction.state == CorrectionState.ASKED,
        )
    ).first()


def get_correction(session: Session, case: Case, correction_id: int) -> Correction:
    """Return a correction of the case; raises NotFound."""
    row = session.get(Correction, correction_id)
    if row is None or row.assessment_id != case.id:
        raise NotFound("not_found", where=f"correction:{correction_id}")
    return row


def has_confirmed(session: Session, assessment_id: int) -> bool:
    """Return whether anything of the registration was ever corrected."""
    query = select(Correction.id).where(
        Correction.assessment_id == assessment_id, Correction.state == CorrectionState.CONFIRMED
    )
    return session.exec(query).first() is not None


def value_of(case: Case, field: str) -> str:
    """Return what is registered now."""
    if field.startswith(DETAIL):
        given = json.loads(case.project.details or "{}")
        return str(given.get(field.removeprefix(DETAIL)) or "")
    holder = case.project if field in type(case.project).model_fields else case.assessment
    return str(getattr(holder, field))


def list_correction_tasks(
    session: Session, actor: Actor, *, today: date, depth: int = 1
) -> list[Task]:
    """Return the cases whose sponsors wait for a correction, each once; for case officers.

    `depth` as in `queries.todo.list_tasks`.
    """
    if not actor.has(Role.CASE_OFFICER):
        return []
    rows = session.execute(
        sa.select(
            col(Correction.assessment_id),
            col(Project.title),
            col(Assessment.code),
            sa.func.min(col(Correction.asked_at)),
            sa.func.count(),
        )
        .join(Assessment, col(Assessment.id) == col(Correction.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(Correction.office_id) == actor.office_id,
            col(Correction.state) == CorrectionState.ASKED,
            col(Assessment.state).in_(CORRECTABLE),
        )
        .group_by(col(Correction.assessment_id), col(Project.title), col(Assessment.code))
        .order_by(sa.func.min(col(Correction.asked_at)))
        .limit(MOST * depth)
    )
    return [
        Task(
            TaskKind.DECIDE_CORRECTION, id_, title, code, since, None,
            bucket_of(today, None, is_mine=True), count=count,
        )
        for id_, title, code, since, count in rows
    ]  # fmt: skip
