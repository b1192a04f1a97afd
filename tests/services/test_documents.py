"""Documents supersede each other, are never deleted, and are drawn without holding a lock."""

import pytest
from sqlmodel import select

from models import AuditEntry, Document, Job
from models.engine import transaction
from riskassess.domain.errors import InvalidInput, NotFound
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.assessments import get_case, list_documents
from riskassess.services import documents
from tests import factories


@pytest.fixture
def officer(session):
    return factories.actor(Role.CASE_OFFICER)


@pytest.fixture
def case(session, officer):
    owner = factories.unit(office_id=officer.office_id)
    return get_case(
        session,
        factories.assessment(owner=owner, state=AssessmentState.SUBMITTED).id,
        actor=officer,
    )


@pytest.fixture
def add(session, case, officer, now):
    def store(digest, *, item="", media_type="application/pdf"):
        document = Document(
            office_id=officer.office_id,
            assessment_id=case.id,
            code="D05",
            item=item,
            title=f"文件{digest}",
            filename="a.pdf",
            media_type=media_type,
            size=1,
            digest=f"sha256:{digest}",
            uploaded_at=now,
        )
        with transaction(session):
            return documents.add_document(session, case, document=document, actor=officer, now=now)

    return store


def test_newer_document_of_an_item_supersedes_the_older(session, case, add, now):
    older, newer = add("1", item="范围图"), add("2", item="范围图")
    assert (older.superseded_at, older.superseded_by_id) == (now, newer.id)
    assert list_documents(session, case.id) == [newer]
    assert len(session.exec(select(Document)).all()) == 2


def test_documents_without_an_item_stand_beside_each_other(session, case, add):
    both = [add("1"), add("2")]
    assert list_documents(session, case.id) == both


def test_same_file_twice_is_refused_with_its_title(session, case, add):
    add("1")
    with pytest.raises(InvalidInput) as refused:
        add("1")
    assert refused.value.facts["title"] == "文件1"
    assert session.exec(select(AuditEntry.action)).all() == ["document:add"]


def test_type_that_the_manual_does_not_take_is_refused(add):
    with pytest.raises(InvalidInput, match="document_type_refused"):
        add("1", media_type="application/x-msdownload")


def test_withdrawn_document_stays_in_the_store(session, case, add, officer, now):
    document = add("1")
    known = {"actor": officer, "now": now}
    with transaction(session):
        documents.withdraw_document(session, case, document_id=document.id, **known)
    assert list_documents(session, case.id) == []
    assert session.get(Document, document.id).superseded_at == now
    for lost in (document.id, 404):
        with pytest.raises(NotFound):
            documents.withdraw_document(session, case, document_id=lost, **known)


class Drawn:
    """A file store that remembers pages, and whether a transaction was open meanwhile."""

    def __init__(self, session):
        self.session, self.pages, self.busy = session, {}, []

    def path(self, digest):
        return digest

    def cached_page(self, digest, page):
        return self.pages.get((digest, page))

    def put_page(self, digest, page, image):
        self.busy.append(self.session.in_transaction())
        self.pages[digest, page] = image


def test_pages_are_drawn_once_and_without_a_lock(session, add):
    document, store, beats = add("1"), Drawn(session), []
    for image in (b"first", b"second"):
        documents.render_pages(
            session,
            document_id=document.id,
            files=store,
            draw=lambda *_document, image=image, **_width: iter([image] * 2),
            count=lambda *_document: 2,
            beat=lambda number, total: beats.append((number, total)),
        )
    assert set(store.pages.values()) == {b"first"}
    assert store.busy == [False, False]
    assert beats == [(1, 2), (2, 2)] * 2
    assert document.page_count == 2


def test_other_files_are_only_kept(session, add, officer, now):
    sheet = Document.model_construct(media_type="text/csv")
    known = {"actor": officer, "now": now}
    assert documents.queue_rendering(session, document=sheet, **known) is None
    assert documents.queue_rendering(session, document=add("1"), **known)


def test_office_file_is_read_without_a_lock_and_without_nul(session, add, officer, now):
    sheet = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    document = add("9", media_type=sheet)
    job_id = documents.queue_rendering(session, document=document, actor=officer, now=now)
    assert session.get_one(Job, job_id).kind == documents.READ
    session.commit()
    busy = []

    def extract(path, media_type):
        busy.append(session.in_transaction())
        return f"{path} {media_type == sheet}\x00\x0b第二行"

    documents.read_text(session, document_id=document.id, files=Drawn(session), extract=extract)
    session.refresh(document)
    assert document.text == "sha256:9 True\n第二行"
    assert busy == [False]
