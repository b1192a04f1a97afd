"""Offices: by id, by code, all of them, and the lock under which one gives numbers."""

from sqlmodel import Session, col, select

from models import Office, row_id
from riskassess.domain.errors import InvalidInput, NotFound


def get_office(session: Session, office_id: int) -> Office:
    """Return the office; raises NotFound."""
    office = session.get(Office, office_id)
    if office is None:
        raise NotFound("not_found", where=f"office:{office_id}")
    return office


def office_by_code(session: Session, code: str | None) -> int:
    """Return the id of an office; without a code there must be exactly one office.

    Raises NotFound `office_unknown`, InvalidInput `office_ambiguous`.
    """
    query = select(Office) if code is None else select(Office).where(Office.code == code)
    found = session.exec(query).all()
    if not found:
        raise NotFound("office_unknown", where="office", value=code or "")
    if len(found) > 1:
        raise InvalidInput(
            "office_ambiguous", where="office", allowed="、".join(row.code for row in found)
        )
    return row_id(found[0])


def list_office_ids(session: Session) -> list[int]:
    """Return the ids of all offices."""
    return [
        office_id
        for office_id in session.exec(select(Office.id).order_by(col(Office.id)))
        if office_id
    ]


def lock_office(session: Session, office_id: int) -> Office:
    """Let one transaction at a time give the office's numbers, or change its names and rights.

    Work that only points to the office goes on beside it (FOR NO KEY UPDATE). The place of this
    lock among the others stands in `riskassess.services.proposals`.
    """
    query = select(Office).where(Office.id == office_id).with_for_update(key_share=True)
    return session.exec(query).one()
