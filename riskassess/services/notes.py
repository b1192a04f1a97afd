"""Writing internal notes: only added to; a correction is a new version by the same writer."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models import CaseNote
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import Conflict, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import Group, RefusalReason
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.notes import get_note, is_corrected
from riskassess.services.audit import record

LONGEST_NOTE = 5000


def write_note(
    session: Session, *, assessment_id: int, text: str, actor: Actor, now: datetime
) -> CaseNote:
    """Add a note to a case of the own office, whatever state it is in.

    Raises
    ------
    NotFound
        For who is not of the office.
    InvalidInput
        `note_empty`, `text_too_long`.
    """
    with transaction(session):
        case = _lock(session, assessment_id, actor)
        return _add(session, case, text, (actor, now), action="case_note:write")


def correct_note(
    session: Session, *, assessment_id: int, note_id: int, text: str, actor: Actor, now: datetime
) -> CaseNote:
    """Add a new version of an own note; the one before stays readable.

    Raises
    ------
    Refused
        `note_not_yours`.
    Conflict
        `note_corrected` when a later version stands.
    """
    try:
        with transaction(session):
            case = _lock(session, assessment_id, actor)
            old = get_note(session, case, note_id)
            if old.written_by_id != actor.account_id:
                raise Refused("note_not_yours", where=f"case_note:{note_id}")
            if is_corrected(session, note_id):
                raise Conflict("note_corrected", where=f"case_note:{note_id}")
            act = (actor, now)
            return _add(session, case, text, act, action="case_note:correct", corrects=note_id)
    except IntegrityError as error:  # two corrections of one version at once
        raise Conflict("note_corrected", where=f"case_note:{note_id}") from error


def _lock(session: Session, assessment_id: int, actor: Actor) -> Case:
    if Group.OFFICE not in actor.groups:
        raise NotFound("not_found", where="assessment")
    case = lock_case(session, assessment_id, actor=actor, halted=True)
    if actor.account_id is None:
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"assessment:{case.id}")
    return case


def _add(
    session: Session,
    case: Case,
    text: str,
    act: tuple[Actor, datetime],
    *,
    action: str,
    corrects: int | None = None,
) -> CaseNote:
    actor, now = act
    if not text.strip():
        raise InvalidInput("note_empty", where="text")
    if len(text) > LONGEST_NOTE:
        raise InvalidInput("text_too_long", where="text", most=LONGEST_NOTE)
    row = CaseNote(
        office_id=case.assessment.office_id, assessment_id=case.id, text=text.strip(),
        corrects_id=corrects, written_by_id=actor.account_id or 0, written_at=now,
    )  # fmt: skip
    session.add(row)
    record(session, actor=actor, action=action, subject=row, now=now,
           after={"corrects": corrects} if corrects else None)  # fmt: skip
    return row
