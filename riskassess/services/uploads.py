"""Documents people bring: uploaded, replaced by a newer one, withdrawn; the old ones stay."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session

from models import Document, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import IllegalTransition, NotFound, Refused
from riskassess.domain.manual import DocumentRule
from riskassess.domain.manual.catalogue import Bringer
from riskassess.domain.uploads import refuse_upload, refuse_withdrawal
from riskassess.domain.vocabulary import RefusalReason
from riskassess.queries.assessments import Case, get_case, lock_case
from riskassess.queries.facts import facts_of
from riskassess.services.documents import add_document, queue_rendering, withdraw_document


@dataclass(frozen=True)
class Upload:
    """A stored file and what it is called; the media type comes from its content."""

    filename: str
    title: str
    media_type: str
    size: int
    digest: str
    text: str = ""


def upload_document(
    session: Session,
    *,
    assessment_id: int,
    code: str,
    item: str,
    upload: Upload,
    replaces: int | None,
    actor: Actor,
    now: datetime,
) -> int | None:
    """Add a stored file to the checklist; return the id of the job that draws its pages, if any.

    `replaces` names the document that the file takes the place of.

    Raises
    ------
    Refused, IllegalTransition
        When the step that wants the document is past, or the materials are handed in.
    InvalidInput
        `document_known`, `document_type_refused`.
    NotFound
        For a document that nobody brings, or a replaced one that does not stand.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        ask = require_upload if replaces is None else require_withdrawal
        ask(session, case, code=code, actor=actor)
        _check_item(case, code, item)
        document = place_document(session, case, code, upload, item=item, actor=actor, now=now)
        if replaces is not None:
            _supersede(session, case, replaces, document)
        return queue_rendering(session, document=document, actor=actor, now=now)


def withdraw_upload(
    session: Session, *, assessment_id: int, document_id: int, actor: Actor, now: datetime
) -> Document:
    """Take an uploaded document out of the checklist while its step is open."""
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        document = session.get(Document, document_id)
        if document is None or document.assessment_id != case.id:
            raise NotFound("not_found", where=f"document:{document_id}")
        require_withdrawal(session, case, code=document.code, actor=actor)
        return withdraw_document(session, case, document_id=document_id, actor=actor, now=now)


def check_upload(session: Session, *, assessment_id: int, code: str, actor: Actor) -> None:
    """Raise what `upload_document` would raise for the case and the code; reads only."""
    require_upload(session, get_case(session, assessment_id, actor=actor), code=code, actor=actor)


def place_document(
    session: Session,
    case: Case,
    code: str,
    upload: Upload,
    *,
    item: str,
    actor: Actor,
    now: datetime,
) -> Document:
    """Add the document within the caller's transaction."""
    document = Document(
        office_id=case.assessment.office_id,
        assessment_id=case.id,
        code=code,
        item=item,
        uploaded_by_id=actor.account_id,
        uploaded_at=now,
        **asdict(upload),
    )
    return add_document(session, case, document=document, actor=actor, now=now)


def require_upload(session: Session, case: Case, *, code: str, actor: Actor) -> DocumentRule:
    """Return the manual's rule if the actor may bring this document now."""
    return _require(session, case, code=code, actor=actor, ask=refuse_upload)


def require_withdrawal(session: Session, case: Case, *, code: str, actor: Actor) -> DocumentRule:
    """Return the manual's rule if the actor may replace or withdraw this document now."""
    return _require(session, case, code=code, actor=actor, ask=refuse_withdrawal)


def _require(
    session: Session,
    case: Case,
    *,
    code: str,
    actor: Actor,
    ask: Callable[..., RefusalReason | None],
) -> DocumentRule:
    rule = case.manual.document(code)
    if rule.by is Bringer.GENERATED:
        raise NotFound("not_found", where=f"document:{code}")
    reason = ask(actor, facts_of(session, case), needed_for=rule.needed_for, by=rule.by)
    if reason is RefusalReason.WRONG_STATE:
        raise IllegalTransition("wrong_state", where=f"assessment:{case.id}")
    if reason is not None:
        raise Refused(reason, where=f"assessment:{case.id}")
    return rule


def _check_item(case: Case, code: str, item: str) -> None:
    basis = case.manual.kind(case.project.kind).basis if case.manual.document(code).by_kind else ()
    if item not in (basis or ("",)):
        raise NotFound("not_found", where=f"item:{item}")


def _supersede(session: Session, case: Case, document_id: int, newer: Document) -> None:
    older = session.get(Document, document_id)
    if older is None or (older.assessment_id, older.code) != (case.id, newer.code):
        raise NotFound("not_found", where=f"document:{document_id}")
    if older.superseded_at is None:
        older.superseded_at, older.superseded_by_id = newer.uploaded_at, row_id(newer)
