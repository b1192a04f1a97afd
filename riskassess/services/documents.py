"""Documents: stored by content, superseded but never deleted, drawn or read by a job."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlmodel import Session, col, select

from models import Document, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound
from riskassess.domain.written import printable
from riskassess.queries.assessments import Case
from riskassess.services.audit import record
from riskassess.services.jobs import queue_job

PAGE_WIDTH = 1240
DRAW, READ = "render_pages", "read_text"
_OFFICE = "application/vnd.openxmlformats-officedocument."
# media type: the job that prepares what stands beside the form
PREPARED_BY = {
    "application/pdf": DRAW,
    "image/jpeg": DRAW,
    "image/png": DRAW,
    f"{_OFFICE}wordprocessingml.document": READ,
    f"{_OFFICE}spreadsheetml.sheet": READ,
}


class Files(Protocol):
    """What services need of the file store."""

    def path(self, digest: str) -> Path:
        """Return where the file of a digest stands."""
        ...

    def put_page(self, digest: str, page: int, image: bytes) -> None:
        """Keep a page image."""
        ...

    def cached_page(self, digest: str, page: int) -> bytes | None:
        """Return a page image, or None."""
        ...


def add_document(
    session: Session, case: Case, *, document: Document, actor: Actor, now: datetime
) -> Document:
    """Add a stored file to a case within the caller's transaction; an older one is superseded.

    A document replaces the one of the same code and item when the item is named; documents
    without an item stand beside each other. The same file twice in
    one place is refused; one approval may serve two items.

    Raises
    ------
    InvalidInput
        `document_known`, with the title under which the same file already stands, or
        `document_type_refused` when the manual accepts other types for this document.
    """
    if document.media_type not in case.manual.media_types(document.code):
        raise InvalidInput("document_type_refused", where=document.code, name=document.filename)
    standing = _standing(session, case.id, code=document.code)
    for other in standing:
        if other.digest == document.digest and other.item == document.item:
            raise InvalidInput("document_known", where=document.code, title=other.title)
    session.add(document)
    session.flush()  # the older one points to it
    for other in standing:
        if document.item and other.item == document.item:
            other.superseded_at, other.superseded_by_id = now, document.id
    record(
        session,
        actor=actor,
        action="document:add",
        subject=document,
        after={"code": document.code, "item": document.item, "digest": document.digest},
        now=now,
    )
    return document


def _standing(session: Session, assessment_id: int, *, code: str) -> list[Document]:
    return list(
        session.exec(
            select(Document).where(
                Document.assessment_id == assessment_id,
                Document.code == code,
                col(Document.superseded_at).is_(None),
            )
        )
    )


def queue_rendering(
    session: Session, *, document: Document, actor: Actor, now: datetime
) -> int | None:
    """Queue what makes the document readable on pages; return the job's id.

    Page images of PDF and pictures, the text of Word and Excel files. Adds within the caller's
    transaction.
    """
    kind = PREPARED_BY.get(document.media_type)
    if kind is None:
        return None
    job = queue_job(session, kind=kind, subject_id=row_id(document), actor=actor, now=now)
    session.flush()  # the caller rings the bell with the id
    return job.id


def withdraw_document(
    session: Session, case: Case, *, document_id: int, actor: Actor, now: datetime
) -> Document:
    """Take a document out of the case, without committing; the file and its history stay."""
    document = session.get(Document, document_id)
    if document is None or document.assessment_id != case.id or document.superseded_at:
        raise NotFound("not_found", where=f"document:{document_id}")
    document.superseded_at = now
    record(session, actor=actor, action="document:withdraw", subject=document, now=now)
    return document


def render_pages(
    session: Session,
    *,
    document_id: int,
    files: Files,
    draw: Callable[..., Iterator[bytes]],
    count: Callable[..., int],
    beat: Callable[[int, int], None],
) -> None:
    """Draw each page once, cached by digest; a second run draws only what is missing."""
    document = _waiting(session, document_id)
    path, digest = files.path(document.digest), document.digest
    total = count(path, document.media_type)
    for number, image in enumerate(draw(path, document.media_type, width=PAGE_WIDTH), start=1):
        if files.cached_page(digest, number) is None:
            files.put_page(digest, number, image)
        beat(number, total)
    with transaction(session):
        document.page_count = total


def read_text(
    session: Session, *, document_id: int, files: Files, extract: Callable[[Path, str], str]
) -> None:
    """Keep the text of an Office file, so that it can be read beside the form."""
    document = _waiting(session, document_id)
    text = extract(files.path(document.digest), document.media_type)
    with transaction(session):
        document.text = printable(text)


def _waiting(session: Session, document_id: int) -> Document:
    with transaction(session):  # ended before the work, which must not hold a lock
        document = session.get(Document, document_id)
    if document is None:
        raise NotFound("not_found", where=f"document:{document_id}")
    return document
