"""Names of five thousand characters, HTML and formulas: refused or shown as what was typed."""

import io
from email.message import EmailMessage
from types import SimpleNamespace

import docx
import openpyxl
import pytest
from markupsafe import escape
from sqlmodel import select

from models import Measure, Message, Project, ReturnPoint
from riskassess.adapters import mail
from riskassess.adapters.expert_tables import write_tables
from riskassess.adapters.pages import Pages
from riskassess.adapters.text_document import text_document
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.exhibits.tables import TableSheet
from riskassess.filters import FILTERS
from riskassess.print.blocks import ReviewPaper, Words
from riskassess.services import acceptance
from riskassess.services.letters import Outbox
from tests import factories
from tests.support.office import sign_in as enter
from tests.web.sponsor.test_registration import FORM, GOOD

LONG = "名" * 5000
HTML = '<script>alert(1)</script>&amp;"><img src=x onerror=alert(2)>'
FORMULAS = ("=1+1", "@SUM(A1:A9)", "+cmd|' /C calc'!A0", "-2+3", '=HYPERLINK("http://x","y")')


def sponsor_at(client, session):
    factories.manual()
    owner = factories.unit()
    enter(client, session, factories.actor(
        Role.PROJECT_UNIT, office_id=owner.office_id, unit_id=owner.id
    ))  # fmt: skip


def test_too_long_a_name_is_refused_and_stays_in_its_field(client, session):
    sponsor_at(client, session)
    answer = client.post(FORM, data={**GOOD, "title": LONG})
    assert answer.status_code == 422
    assert LONG in answer.text
    assert "form-error" in answer.text
    assert session.exec(select(Project)).all() == []


def test_long_texts_are_kept_whole_or_refused_with_what_was_typed(client, session):
    case = factories.assessment(state=AssessmentState.SUBMITTED)
    enter(client, session, factories.actor(Role.CASE_OFFICER, office_id=case.office_id))
    path = f"/office/assessments/{case.id}/registration-return"
    answer = client.post(path, data={"points-0-subject": LONG, "points-0-text": LONG})
    session.expire_all()
    stored = session.exec(select(ReturnPoint.text)).all()
    assert (stored == [LONG]) if answer.status_code == 303 else (LONG in answer.text)
    assert answer.status_code in {303, 422}


@pytest.mark.parametrize("text", [HTML, *FORMULAS])
def test_text_is_shown_as_it_was_typed(client, session, text):
    case = factories.assessment(state=AssessmentState.PREPARING)
    factories.factor(case)
    measure = session.exec(select(Measure)).one()
    measure.text = text
    factories.save(measure)
    enter(client, session, factories.actor(Role.CASE_OFFICER, office_id=case.office_id))
    page = client.get(f"/office/assessments/{case.id}").text
    assert "<script>alert" not in page
    assert "onerror=alert(2)>" not in page.replace(str(escape(HTML)), "")


def test_printed_page_and_its_attributes_are_escaped():
    html = Pages(filters=FILTERS).render_page("print/paper.html", paper=_paper(HTML))
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def _paper(text):
    return ReviewPaper("x", "D21", text, text, text, "1", factories.NOW, blocks=[Words(text)])


def test_word_document_holds_text_and_no_field():
    content = text_document(_paper(HTML + FORMULAS[0]))
    told = "\n".join(each.text for each in docx.Document(io.BytesIO(content)).paragraphs)
    assert HTML + FORMULAS[0] in told


@pytest.mark.parametrize("text", [*FORMULAS, HTML])
def test_workbook_holds_texts_and_no_formula(text):
    content = write_tables([TableSheet("表", ["内容"], [[text]])])
    (cell,) = openpyxl.load_workbook(io.BytesIO(content)).active[2]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert str(cell.value).lstrip("'") == text


HEADS = ("第一行\n Bcc: all@example.invalid", "第一行\r\nX: y", "第一行\r\n\r\n<b>")


@pytest.mark.parametrize("title", [HTML, LONG, *HEADS])
def test_subject_of_a_mail_is_one_line_and_no_head_of_its_own(title, monkeypatch):
    sent = []

    class Server:
        """Takes the mail as a mail server would."""

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

        def ehlo(self):
            """Say nothing."""

        def has_extn(self, _name):
            """Offer nothing."""
            return False

        def send_message(self, message: EmailMessage):
            """Keep what would travel."""
            sent.append(bytes(message))

    monkeypatch.setattr(mail, "_connected", lambda _parts: Server())
    letter = SimpleNamespace(recipient="a@b.invalid", subject=title, body=HTML)
    assert mail.send_mail("smtp://127.0.0.1:25", "office@example.invalid", letter) == ""
    head = sent[0].partition(b"\n\n")[0].lower()
    assert b"\nbcc:" not in head
    assert b"\nx:" not in head
    assert b"content-type: text/plain" in head  # no reader takes it for a page


def test_letter_about_the_longest_title_is_written_and_cut(session, now):
    """The act itself must not fail because a title and the words around it are too long."""
    case = factories.assessment(
        project=factories.project(title="名" * 200), state=AssessmentState.SUBMITTED
    )
    unit = session.get_one(Project, case.project_id).unit_id
    factories.account(Role.PROJECT_UNIT, office_id=case.office_id, unit_id=unit)
    officer = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    acceptance.accept_assessment(
        session, assessment_id=case.id, actor=officer, now=now, outbox=Outbox("https://x.example")
    )
    (subject,) = session.exec(select(Message.subject)).all()
    assert len(subject) <= 200
    letter = Message(
        office_id=1, recipient="a@b.invalid", subject=f"a\n{LONG}", body="", created_at=now
    )
    assert (letter.subject[:4], letter.subject[-1], len(letter.subject)) == ("a 名名", "…", 200)


def test_address_that_is_none_is_a_reason_and_no_defect():
    letter = SimpleNamespace(recipient="a\nb@c", subject="x", body="x")
    assert mail.send_mail("smtp://127.0.0.1:1", "office@example.invalid", letter) == mail.NO_MAIL
