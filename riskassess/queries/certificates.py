"""Questions about certificates: those of a case, one of them, and all of an office."""

from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Assessment, Certificate
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.policy import may_read_certificates
from riskassess.queries.assessments import Case
from riskassess.queries.pages import ListPage, Query, read_page


def list_case_certificates(session: Session, case: Case, *, actor: Actor) -> list[Certificate]:
    """Return the certificates of a case, the newest first; none to whoever may not read them."""
    if not may_read_certificates(
        actor, office_id=case.assessment.office_id, unit_id=case.project.unit_id
    ):
        return []
    query = select(Certificate).where(Certificate.assessment_id == case.id)
    return list(session.exec(query.order_by(col(Certificate.id).desc())))


def get_certificate(
    session: Session, case: Case, certificate_id: int, *, actor: Actor
) -> Certificate:
    """Return one certificate of a case; raises NotFound."""
    for row in list_case_certificates(session, case, actor=actor):
        if row.id == certificate_id:
            return row
    raise NotFound("not_found", where=f"certificate:{certificate_id}")


def list_certificates(session: Session, actor: Actor, *, page: int = 1) -> ListPage:
    """Return one page of the certificates of the actor's office, the newest first.

    Rows: id, assessment_id, code, number, signed_at.
    """
    return read_page(session, _certificates(), {"office_id": actor.office_id}, page=page)


@cache
def _certificates() -> Query:
    return (
        sa.select(
            col(Certificate.id),
            col(Certificate.assessment_id),
            col(Assessment.code),
            col(Certificate.number),
            col(Certificate.signed_at),
        )
        .select_from(Certificate)
        .join(Assessment, col(Assessment.id) == col(Certificate.assessment_id))
        .where(col(Certificate.office_id) == sa.bindparam("office_id"))
        .order_by(col(Certificate.id).desc())
    )
