"""The dossier's pages: list, what is missing, sealing, progress, downloads."""

import io
import zipfile

import pytest
from sqlmodel import select

from models import Account, Assessment, Dossier, Job
from riskassess.domain.vocabulary import AssessmentState, DossierState, JobState, Role
from riskassess.jobs import dossiers as build
from riskassess.jobs.runner import run
from tests import factories
from tests.closed_case import closed_case
from tests.support.kept_case import kept_case


class _Printed:
    content = b"%PDF-1.7 printed"


@pytest.fixture
def closed(session, resources):
    return kept_case(session, resources)


@pytest.fixture
def archivist(session, client, sign_in, closed):
    return sign_in(client, session.get(Account, closed.archivist.account_id))


@pytest.fixture
def sealed(session, closed, archivist, resources, make_test_session, monkeypatch):
    monkeypatch.setattr(build, "render_pdf", lambda *_args, **_options: _Printed())
    monkeypatch.setattr("riskassess.jobs.runner.make_session", make_test_session)
    archivist.post(page(closed), data={"retention": "Y"})
    job = session.exec(select(Job).where(Job.kind == "build_dossier")).one()
    run(resources, "job", job.id)
    session.expire_all()
    return session.exec(select(Dossier)).one()


def page(closed, tail=""):
    return f"/office/assessments/{closed.case.id}/dossier{tail}"


def download(client, address):
    answer = client.get(address)
    assert answer.data
    answer.close()  # the file behind it stays open until then
    return answer


def text(answer):
    return answer.get_data(as_text=True)


def test_closed_case_stands_in_the_list_before_it_is_sealed(closed, archivist):
    said = text(archivist.get("/office/dossiers"))
    assert closed.case.project.title in said
    assert "待封存" in said


def test_page_says_what_will_be_sealed_and_asks_once(closed, archivist):
    said = text(archivist.get(page(closed)))
    assert "生成并封存档案" in said
    assert "封存后项目归档，档案不能再修改。" in said
    assert "永久" in said
    assert "D30" not in said  # shorter than the manual asks for is not offered


def test_seal_rings_the_bell_and_shows_progress(closed, archivist, rung, session):
    answer = archivist.post(page(closed), data={"retention": "Y"})
    assert answer.status_code == 303
    job = session.exec(select(Job).where(Job.kind == "build_dossier")).one()
    assert ("job", job.id) in rung
    assert "正在生成档案" in text(archivist.get(page(closed)))
    state = archivist.get(page(closed, "/progress")).get_json()
    assert state["state"] == "queued"


def test_failure_is_shown_with_another_try(closed, archivist, session):
    archivist.post(page(closed), data={"retention": "Y"})
    job = session.exec(select(Job).where(Job.kind == "build_dossier")).one()
    job.state = JobState.FAILED
    session.commit()
    said = text(archivist.get(page(closed)))
    assert "再试一次" in said
    assert "上次生成没有成功" in said


def test_shorter_retention_is_refused_on_the_page(closed, archivist):
    answer = archivist.post(page(closed), data={"retention": "D10"})
    assert answer.status_code == 422


def test_missing_paper_is_named_and_added(session, resources, client, sign_in):
    closed = closed_case(session, files=resources.files, keys=resources.keys, with_papers=False)
    sign_in(client, session.get(Account, closed.archivist.account_id))
    said = text(client.get(page(closed)))
    assert "还缺的材料" in said
    assert "缺件（将写入备考表）" in said
    assert "补齐上面的材料后才能封存" in said
    refused = client.post(page(closed), data={"retention": "Y"})
    assert refused.status_code == 422
    assert "D28" in text(refused)
    sent = {"code": "D28", "file": (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "决定.pdf")}
    answer = client.post(
        page(closed, "/papers"),
        data=sent,
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    assert answer.status_code == 200


def test_officer_reads_why_not(closed, client, sign_in, session):
    sign_in(client, session.get(Account, closed.officer.account_id))
    said = text(client.get(page(closed)))
    assert "档案员" in said
    assert "生成并封存档案" not in said
    assert client.post(page(closed), data={"retention": "Y"}).status_code == 404


def test_sealed_dossier_is_shown_and_downloaded(closed, archivist, sealed):
    assert sealed.state is DossierState.SEALED
    said = text(archivist.get(page(closed)))
    assert sealed.number in said
    assert "python -m riskassess verify" in said
    package = download(archivist, page(closed, "/package"))
    assert package.headers["Content-Disposition"].startswith("attachment")
    names = zipfile.ZipFile(io.BytesIO(package.data)).namelist()
    assert {"data/assessment.json", "data/audit.jsonl", "seal.json"} <= set(names)
    assert download(archivist, page(closed, "/pdf")).data == _Printed.content
    assert archivist.get(page(closed, "/seal")).get_json()["number"] == sealed.number


def test_nothing_to_download_before_the_seal(closed, archivist):
    assert archivist.get(page(closed, "/package")).status_code == 404


def test_another_office_finds_nothing(closed, sealed, client, sign_in):
    client.post("/sign-out")
    sign_in(client, factories.account(Role.ARCHIVIST))
    for tail in ("", "/progress", "/pdf", "/package", "/seal"):
        assert client.get(page(closed, tail)).status_code == 404
    assert closed.case.project.title not in text(client.get("/office/dossiers"))


def test_pool_keeper_downloads_nothing(closed, sealed, client, sign_in):
    client.post("/sign-out")
    office_id = closed.case.assessment.office_id
    sign_in(client, factories.account(Role.POOL_KEEPER, office_id=office_id))
    assert client.get(page(closed, "/package")).status_code == 404
    shown = text(client.get(page(closed)))
    assert "档案由承办人、审批人和档案员下载" in shown
    assert page(closed, "/package") not in shown


def test_anybody_reads_how_to_verify(client, session, closed):
    said = text(client.get("/verify"))
    assert "python -m riskassess verify" in said
    assert "Ed25519" in said
    assert session.get(Assessment, closed.case.id).state is AssessmentState.CLOSED
