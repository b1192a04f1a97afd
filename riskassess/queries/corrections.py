"""Corrections of registered facts: what was, what is, who asked and who confirmed."""

import json
from dataclasses import dataclass

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import Account, Assessment, Correction, CorrectionState, Project
from riskassess.domain.actor import Actor
from riskassess.domain.corrections import DETAIL
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import Case


@dataclass(frozen=True)
class CorrectionView:
    """A correction with the names of who asked and who decided."""

    row: Correction
    asked_by: str
    decided_by: str


@dataclass(frozen=True)
class Asked:
    """A correction that waits for the office."""

    assessment_id: int
    title: str
    code: str
    row: Correction


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


def list_asked(session: Session, actor: Actor) -> list[Asked]:
    """Return the corrections that wait for the office's case officers, the oldest first."""
    if not actor.has(Role.CASE_OFFICER):
        return []
    rows = session.exec(
        select(Correction, Project.title, Assessment.code)
        .join(Assessment, col(Assessment.id) == col(Correction.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(Correction.office_id == actor.office_id, Correction.state == CorrectionState.ASKED)
        .order_by(col(Correction.id))
        .limit(50)
    )
    return [Asked(row.assessment_id, title, code, row) for row, title, code in rows]
