"""Questions about what a citation names: which file under a document's code it is."""

from sqlmodel import Session, col, select

from models import Document


def document_numbers(session: Session, assessment_id: int) -> dict[int, tuple[str, int]]:
    """Return code and number of every file of an assessment, by document id.

    Files count under their code from the first on, replaced ones too, so that a number once cited
    names the same file for ever.
    """
    rows = session.exec(
        select(Document.id, Document.code)
        .where(Document.assessment_id == assessment_id)
        .order_by(col(Document.id))
    )
    found: dict[int, tuple[str, int]] = {}
    counted: dict[str, int] = {}
    for document_id, code in rows:
        counted[code] = counted.get(code, 0) + 1
        found[document_id or 0] = (code, counted[code])
    return found
