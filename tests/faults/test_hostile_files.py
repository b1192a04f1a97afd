"""Empty, wrong, locked and exploding files on every way in: told calmly, nothing stored or lost."""

import io
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from models import Commitment, Document, ExpertFile, Measure, MemberSignature, Project
from riskassess.adapters.documents import DocumentRefused, MediaType, extract_text, sniff
from riskassess.adapters.expert_tables import TableRefused, read_table
from riskassess.adapters.offline_sheets import read_offline_sheet
from riskassess.adapters.reports import read_report
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.services.signature_pages import make_page
from riskassess.web import errors
from tests import factories
from tests.support.hostile_files import EXPLODING, REFUSED, entity_workbook
from tests.support.office import sign_in as enter
from tests.support.review_room import make_room
from tests.support.signature_pages import signing_room

WORDS = "入户宣传 36 户，<b>照片</b>附后；=1+1"


@dataclass
class WayIn:
    """A form with a file: where it goes, the field, what else is typed, as whom."""

    path: str
    field: str = "file"
    typed: dict[str, Any] | None = None

    def send(self, client, content, name="文件.pdf"):
        """Send the file and go where the answer leads."""
        boundary, body = encode_multipart(MultiDict(self._given(content, name)))
        kind = f"multipart/form-data; boundary={boundary}"  # a body that leaves no open file
        return client.post(self.path, data=body, content_type=kind, follow_redirects=True)

    def _given(self, content, name):
        file = FileStorage(io.BytesIO(content), filename=name, content_type="application/pdf")
        return {**(self.typed or {}), self.field: file}


def documents(session, client):
    case = factories.assessment(state=AssessmentState.DRAFT)
    unit = {"office_id": case.office_id, "unit_id": _owner(session, case)}
    enter(client, session, factories.actor(Role.PROJECT_UNIT, **unit))
    return WayIn(f"/sponsor/assessments/{case.id}/documents", typed={"code": "D05", "item": ""})


def evidence(session, client):
    case = factories.assessment(state=AssessmentState.TRACKING)
    factories.factor(case)
    measure = session.exec(select(Measure)).one()
    unit = {"office_id": case.office_id, "unit_id": _owner(session, case)}
    enter(client, session, factories.actor(Role.PROJECT_UNIT, **unit))
    path = f"/sponsor/assessments/{case.id}/measures/{measure.id}/evidence"
    return WayIn(path, typed={"evidence": WORDS})


def _owner(session, case):
    return session.get_one(Project, case.project_id).unit_id


def office_documents(session, client):
    case = factories.assessment(state=AssessmentState.FILED)
    enter(client, session, factories.actor(Role.CASE_OFFICER, office_id=case.office_id))
    return WayIn(f"/office/assessments/{case.id}/documents", typed={"code": "D27", "item": ""})


def report_check(session, client):
    enter(client, session, factories.actor(Role.CASE_OFFICER))
    return WayIn("/office/report-check")


def pool_import(session, client):
    factories.manual()
    enter(client, session, factories.actor(Role.POOL_KEEPER))
    return WayIn("/office/experts/import")


def manual_import(session, client):
    factories.manual()
    enter(client, session, factories.actor(Role.CASE_OFFICER))
    return WayIn("/office/manuals/imports/new", typed={"note": WORDS})


def offline_sheet(session, client):
    chair = make_room(session).chairs[0]
    enter(client, session, chair.actor)
    return WayIn(f"/expert/reviews/{chair.member.id}/offline")


def scans(session, client):
    scene = signing_room(session)

    class Paper:
        """Draws nothing: the file of the page is not what is tested."""

        def make(self, _record, **_given):
            """Return a digest like that of a file."""
            return "sha256:" + "1" * 64

    review_id = scene.room.review.id
    page = make_page(
        session, review_id=review_id, actor=scene.officer, now=factories.NOW, desk=Paper()
    )
    enter(client, session, scene.officer)
    typed = {"code": page.code, "members": ["E1"]}
    return WayIn(f"/office/reviews/{review_id}/signature-page/scans", typed=typed)


def application(session, client):
    factories.manual()
    typed = {"name": "林申请", "title": WORDS, "email": "lin@example.invalid", "consent": "y"}
    path = f"/expert-applications/{factories.office().code}"
    return WayIn(path, field="file_title_certificate", typed=typed)


WAYS = (
    documents, evidence, office_documents, report_check, pool_import, manual_import,
    offline_sheet, scans, application,
)  # fmt: skip
KEEPS = {evidence: WORDS, manual_import: WORDS, application: WORDS}


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.fixture(scope="module")
def contents():
    """Make each file once."""
    return {name: make() for name, make in REFUSED.items()}


def stored(session):
    session.expire_all()
    counted = (Document, ExpertFile, MemberSignature)
    rows = [session.exec(select(sa.func.count(table.id))).one() for table in counted]
    return [*rows, [row.state for row in session.exec(select(Commitment))]]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_no_way_in_takes_a_hostile_file(session, client, app, contents, way):
    form = way(session, client)
    before = stored(session)
    for what, content in contents.items():
        answer = form.send(client, content)
        assert answer.status_code in {200, 409, 422}, (what, answer.status_code)
        assert "form-error" in answer.text or "note-error" in answer.text, (
            what,
            answer.text[-3000:],
        )
        assert "Traceback" not in answer.text
        if way in KEEPS:
            assert escaped(KEEPS[way]) in answer.text.replace("&#34;", '"'), what
        assert stored(session) == before, what
    kept = app.extensions["files"].list_unsettled(older_than=-1)
    assert not kept, "what is refused is not kept"


@pytest.mark.parametrize("way", [documents, evidence, report_check, pool_import, scans],
                         ids=lambda way: way.__name__)  # fmt: skip
def test_too_large_a_file_is_told_with_the_limit(session, client, app, way):
    form = way(session, client)
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, max_upload_bytes=1024 * 1024)
    answer = form.send(client, b"%PDF-1.7" + bytes(1024 * 1024))
    assert answer.status_code in {200, 409, 413, 422}
    assert "1 MB" in answer.text


@pytest.mark.parametrize("what", EXPLODING)
def test_exploding_xml_ends_where_it_is_read(what):
    content = EXPLODING[what]()
    kind = sniff(content)
    assert kind in {MediaType.DOCX, MediaType.XLSX}
    assert _text_of(content, kind).strip() == ""  # neither the server's file nor a word of it
    with pytest.raises(DocumentRefused):
        _read_as_report(content)


def _text_of(content, kind):
    with suppress(DocumentRefused):
        return extract_text(content, kind)
    return ""


def _read_as_report(content):
    found = read_report(content)
    texts = [*found.paragraphs, *(cell.text for table in found.tables for row in table.rows
                                  for cell in row)]  # fmt: skip
    if not any(texts):
        raise DocumentRefused("empty")


def test_workbooks_that_grow_are_no_list_and_no_sheet():
    for read in (lambda book: read_table(book, {}), read_offline_sheet):
        with pytest.raises(TableRefused, match="broken"):
            read(entity_workbook())


# Every module that takes a file, and the way above that walks it or the tests beside.
TAKEN_BY = {
    "papers.py": "documents, office_documents",
    "sponsor/measures.py": "evidence",
    "report_checks.py": "report_check",
    "office/pool/exchange.py": "pool_import",
    "office/manual_forms.py": "manual_import",
    "expert/offline.py": "offline_sheet",
    "office/signature_pages.py": "scans",
    "pool_forms.py": "application",
    "office/draws.py": "tests/web/office/test_final_acts.py",
    "office/draw_forms.py": "tests/web/office/test_final_acts.py",
    "office/draw_asking.py": "tests/web/office/test_final_acts.py",
    "office/dossiers.py": "tests/web/office/test_dossiers.py",
    "expert/reopenings.py": "tests/web/expert/test_receipts.py",  # its own copy, a signed JSON
    "intake.py": "every way: what reads the file",
    "final_acts.py": "every final act: what lets a file wait",
}
TAKES = re.compile(r"FileField|take_file\(|sent_file\(|request\.files")


def test_every_module_that_takes_a_file_is_walked():
    """A new way in stands in the list, with the test that brings it these files."""
    root = Path(errors.__file__).parent
    found = {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if TAKES.search(file.read_text("utf-8"))
    }
    assert found - {"errors.py"} == set(TAKEN_BY)
    named = {word for words in TAKEN_BY.values() for word in words.split(", ")}
    assert {way.__name__ for way in WAYS} <= named
