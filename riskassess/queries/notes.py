"""Internal notes of the office on a case, each with its earlier versions."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from models import Account, CaseNote, row_id
from riskassess.domain.errors import NotFound
from riskassess.queries.assessments import Case


@dataclass(frozen=True)
class NoteView:
    """The newest version of a note, who wrote it, and the versions before it, newest first."""

    row: CaseNote
    writer: str
    earlier: list[CaseNote] = field(default_factory=list)


def list_notes(session: Session, case: Case) -> list[NoteView]:
    """Return the notes of a case, the newest first; a correction stands for what it corrects."""
    rows = session.exec(
        select(CaseNote, Account.display_name)
        .join(Account, col(Account.id) == col(CaseNote.written_by_id))
        .where(CaseNote.assessment_id == case.id)
        .order_by(col(CaseNote.id))
    ).all()
    found: dict[int, NoteView] = {}
    for row, writer in rows:
        before = found.pop(row.corrects_id, None) if row.corrects_id else None
        earlier = [before.row, *before.earlier] if before else []
        found[row_id(row)] = NoteView(row, writer, earlier)
    return sorted(found.values(), key=lambda view: row_id(view.row), reverse=True)


def get_note(session: Session, case: Case, note_id: int) -> CaseNote:
    """Return a note of the case; raises NotFound."""
    row = session.get(CaseNote, note_id)
    if row is None or row.assessment_id != case.id:
        raise NotFound("not_found", where=f"case_note:{note_id}")
    return row


def is_corrected(session: Session, note_id: int) -> bool:
    """Return whether a later version of the note stands."""
    return (
        session.exec(select(CaseNote.id).where(CaseNote.corrects_id == note_id)).first() is not None
    )
