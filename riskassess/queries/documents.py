"""The checklist as sponsor or office reads it, and single documents."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Document
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.lifecycle import SPONSOR
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.policy import AssessmentFacts
from riskassess.domain.uploads import refuse_upload, refuse_withdrawal
from riskassess.domain.vocabulary import RefusalReason
from riskassess.queries.assessments import Case, list_documents
from riskassess.queries.checklists import ChecklistLine, checklist, is_needed_next


@dataclass(frozen=True)
class CheckedLine:
    """One line of the checklist with the files that stand under it.

    `is_missing`: the next step of the side that brings it waits for it; `refusal`: why the actor
    may not bring it now; `is_fixed`: what stands may not be replaced or withdrawn any more.
    """

    line: ChecklistLine
    documents: tuple[Document, ...]
    media_types: frozenset[str]
    is_missing: bool
    refusal: RefusalReason | None
    is_fixed: bool

    @property
    def is_sponsors(self) -> bool:
        """Whether the sponsor brings it."""
        return self.line.by is Bringer.SPONSOR


def list_checked_lines(
    session: Session, case: Case, *, facts: AssessmentFacts, actor: Actor
) -> list[CheckedLine]:
    """Return the checklist: what the next step of the actor's side misses first, then by code."""
    standing = list_documents(session, case.id)
    state, own = case.assessment.state, _side_of(actor)
    lines = []
    for line in checklist(session, case):
        files = tuple(row for row in standing if (row.code, row.item) == (line.code, line.item))
        lines.append(
            CheckedLine(
                line,
                files,
                case.manual.media_types(line.code),
                is_missing=line.by is own and is_needed_next(line, state),
                refusal=refuse_upload(actor, facts, needed_for=line.needed_for, by=line.by),
                is_fixed=_is_fixed(line, facts, actor),
            )
        )
    return sorted(lines, key=lambda row: (not row.is_missing, row.line.code))


def _is_fixed(line: ChecklistLine, facts: AssessmentFacts, actor: Actor) -> bool:
    return refuse_withdrawal(actor, facts, needed_for=line.needed_for, by=line.by) is not None


def _side_of(actor: Actor) -> Bringer:
    return Bringer.SPONSOR if actor.has(*SPONSOR) else Bringer.OFFICE


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


def same_file_titles(session: Session, assessment_id: int, digest: str) -> list[str]:
    """Return the titles under which a file stands, when it stands in more than one place."""
    titles = session.exec(
        select(Document.title)
        .where(
            Document.assessment_id == assessment_id,
            Document.digest == digest,
            col(Document.superseded_at).is_(None),
        )
        .order_by(col(Document.id))
    ).all()
    return list(titles) if len(titles) > 1 else []
