"""The checklist as the sponsor reads it, and single documents."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Document
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.lifecycle import SPONSOR
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.policy import AssessmentFacts
from riskassess.domain.uploads import refuse_upload
from riskassess.domain.vocabulary import RefusalReason
from riskassess.queries.assessments import Case, list_documents
from riskassess.queries.checklists import NEEDED_NEXT, ChecklistLine, checklist


@dataclass(frozen=True)
class CheckedLine:
    """One line of the checklist with the files that stand under it.

    `is_missing`: the next step waits for it; `refusal`: why the sponsor may not bring it now.
    """

    line: ChecklistLine
    documents: tuple[Document, ...]
    media_types: frozenset[str]
    is_missing: bool
    refusal: RefusalReason | None

    @property
    def is_sponsors(self) -> bool:
        """Whether the sponsor brings it."""
        return self.line.by is Bringer.SPONSOR


def list_checked_lines(
    session: Session, case: Case, *, facts: AssessmentFacts, actor: Actor
) -> list[CheckedLine]:
    """Return the checklist: what the next step misses first, then by code."""
    standing = list_documents(session, case.id)
    needed = NEEDED_NEXT.get(case.assessment.state)
    lines = []
    for line in checklist(session, case):
        is_sponsors = line.by is Bringer.SPONSOR
        lines.append(
            CheckedLine(
                line,
                tuple(row for row in standing if (row.code, row.item) == (line.code, line.item)),
                case.manual.media_types(line.code),
                is_sponsors
                and line.is_required
                and not line.is_present
                and line.needed_for is needed,
                refuse_upload(actor, facts, needed_for=line.needed_for)
                if is_sponsors
                else RefusalReason.NOT_YOUR_ROLE,
            )
        )
    return sorted(lines, key=lambda row: (not row.is_missing, row.line.code))


def get_own_document(session: Session, case: Case, document_id: int, *, actor: Actor) -> Document:
    """Return a document that the sponsor may download, also an older one; raises NotFound.

    Sponsors read what their own unit brought; generated papers and the office's own come with the
    filing.
    """
    document = session.get(Document, document_id)
    if document is None or document.assessment_id != case.id or not actor.has(*SPONSOR):
        raise NotFound("not_found", where=f"document:{document_id}")
    if document.is_generated or case.manual.document(document.code).by is not Bringer.SPONSOR:
        raise NotFound("not_found", where=f"document:{document_id}")
    return document


def list_older_documents(session: Session, case: Case) -> list[Document]:
    """Return the sponsor's documents that were replaced or withdrawn, newest first."""
    return list(
        session.exec(
            select(Document)
            .where(
                Document.assessment_id == case.id,
                col(Document.superseded_at).is_not(None),
                col(Document.is_generated).is_(False),
            )
            .order_by(col(Document.superseded_at).desc())
        )
    )
