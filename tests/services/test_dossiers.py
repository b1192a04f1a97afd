"""Dossiers are numbered, built once, sealed with what was approved, and can be checked alone."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlmodel import select

from models import Assessment, AuditEntry, Job, Measure, Office
from riskassess.cli.verify import verify_file
from riskassess.domain.errors import Conflict, IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentState, DossierState, JobState, RiskGrade
from riskassess.jobs import dossiers as build
from riskassess.jobs.runner import run
from riskassess.proof.verify import Verdict
from riskassess.queries.dossiers import get_dossier_view, list_dossiers, missing_papers
from riskassess.queries.jobs import find_newest_job
from riskassess.services import dossiers
from riskassess.services.jobs import PATIENCE
from tests import factories
from tests.closed_case import Printed, add_paper, closed_case, fresh, paper, seal
from tests.support.kept_case import kept_case

NOW = factories.NOW


@pytest.fixture
def closed(session, resources):
    return kept_case(session, resources)


@pytest.fixture
def plain_pdf(monkeypatch):
    """Print a few bytes instead of a PDF: what is tested here is not the printer."""
    monkeypatch.setattr(build, "render_pdf", lambda html, **_: Printed(html.encode()))


@pytest.fixture
def work(resources, make_test_session, monkeypatch):
    """Do a job on the test's own transaction."""
    monkeypatch.setattr("riskassess.jobs.runner.make_session", make_test_session)
    return lambda job_id: run(resources, "job", job_id)


def test_number_follows_fonds_year_retention_and_order(session, closed):
    dossier, _job = seal(session, closed)
    office = session.get(Office, dossier.office_id)
    view = get_dossier_view(session, closed.case.id, actor=closed.archivist)
    assert dossier.number == f"{office.code}-WS·2026-Y-WP-0001"
    assert dossier.retention == "Y"
    assert view.job.state is JobState.QUEUED


def test_asking_twice_gives_the_same_job(session, closed):
    first, job = seal(session, closed)
    again, same = seal(session, closed)
    assert (again.id, same) == (first.id, job)


def test_a_dead_worker_does_not_block_the_archivist(session, closed):
    dossier, job = seal(session, closed)
    again, other = seal(session, closed, now=NOW + PATIENCE)
    assert again.number == dossier.number
    assert other != job


def test_only_the_archivist_and_only_a_closed_case(session, closed):
    with pytest.raises(Refused, match="not_your_role"):
        seal(session, closed, actor=closed.officer)
    session.get(Assessment, closed.case.id).state = AssessmentState.TRACKING
    session.commit()
    with pytest.raises(IllegalTransition):
        seal(session, closed)


def test_retention_may_be_longer_than_the_manual_says_and_never_shorter(session, closed):
    with pytest.raises(InvalidInput, match="retention_short"):
        seal(session, closed, retention="D30")
    with pytest.raises(InvalidInput, match="retention_unknown"):
        seal(session, closed, retention="D5")
    assert seal(session, closed, retention="Y")[0].retention == "Y"


def test_missing_late_papers_are_named_and_can_be_added(session, resources):
    closed = closed_case(session, files=resources.files, keys=resources.keys, with_papers=False)
    with pytest.raises(Refused) as refused:
        seal(session, closed)
    assert "D28" in refused.value.facts["missing"]
    with pytest.raises(NotFound):  # under the fingerprint: adding it would undo the approval
        add_paper(session, closed, resources.files, code="D16")
    for code in ("D28", "D29"):
        add_paper(session, closed, resources.files, code=code)
    seal(session, closed)
    left = missing_papers(session, closed.case, grade=RiskGrade.MEDIUM)
    assert left
    assert not any(found.can_be_added for found in left)


def test_what_was_not_approved_is_not_sealed(session, closed):
    measure = session.exec(select(Measure).where(Measure.assessment_id == closed.case.id)).first()
    measure.text = "另一项措施"
    session.commit()
    with pytest.raises(Refused, match="dossier_differs") as refused:
        seal(session, closed)
    assert "措施" in refused.value.facts["parts"]


def test_another_office_learns_nothing(session, closed):
    stranger = factories.actor(*closed.archivist.roles)
    with pytest.raises(NotFound):
        seal(session, closed, actor=stranger)
    assert not list_dossiers(session, stranger).rows
    assert len(list_dossiers(session, closed.archivist).rows) == 1


def test_sealed_package_can_be_checked_alone(session, closed, resources, plain_pdf, work, tmp_path):
    dossier, job_id = seal(session, closed)
    work(job_id)
    dossier = fresh(session, dossier)
    assert dossier.state is DossierState.SEALED, session.get(Job, job_id).error
    assert session.get(Assessment, closed.case.id).state is AssessmentState.ARCHIVED
    path = resources.files.path(dossier.package_digest)
    report = verify_file(path)
    assert report.whole, report.lines
    names = {str(line.check) for line in report.lines if line.verdict is Verdict.PASS}
    assert {"recomputed", "audit", "approval", "register", "draw", "manual", "signature"} <= names
    content = path.read_bytes()
    papers = {name for name in ZipFile(path).namelist() if name.startswith("data/papers/")}
    assert {"data/papers/D19/1-panel_list.pdf", "data/papers/D21/1-opinion_forms.pdf"} <= papers
    assert "专家评审意见表（第 1 次评审），由记录生成" in content.decode("utf-8", "ignore")
    for part, section in (
        (b"%PDF-1.7 D27", "documents"),
        (b'"sequence":2,', "audit"),
        (b"<!doctype html>", "report"),
        (b'"weight_score":4', "grading"),
    ):  # fmt: skip
        assert section in _failed(changed(content, part, tmp_path / "changed.zip"))


def changed(content: bytes, part: bytes, target: Path) -> Path:
    place = content.index(part)
    target.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    return target


def _failed(path: Path) -> set[str]:
    return {line.part for line in verify_file(path).lines if line.verdict is Verdict.FAIL}


def test_a_second_run_of_the_job_changes_nothing(session, closed, resources, plain_pdf, work):
    dossier, job_id = seal(session, closed)
    work(job_id)
    before = fresh(session, dossier).package_digest
    session.get(Job, job_id).state = JobState.QUEUED
    session.commit()
    work(job_id)
    assert fresh(session, dossier).package_digest == before
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "dossier:seal")).all()
    assert len([row for row in entries if row.subject_id == dossier.id]) == 1


def test_failure_is_kept_and_can_be_mended(session, closed, monkeypatch, work, plain_pdf):
    def broken(*_args, **_options):
        raise OSError("no space")

    with monkeypatch.context() as patched:
        patched.setattr(build, "write_package", broken)
        dossier, job_id = seal(session, closed)
        work(job_id)
    assert fresh(session, dossier).state is DossierState.FAILED
    assert "OSError" in find_newest_job(session, kind="build_dossier", subject_id=dossier.id).error
    assert session.get(Assessment, closed.case.id).state is AssessmentState.CLOSED
    _dossier, other = seal(session, closed)
    work(other)
    assert fresh(session, dossier).state is DossierState.SEALED


def test_nothing_written_meanwhile_is_left_out_of_the_seal(session, closed, resources):
    dossier, _job = seal(session, closed)
    begun = dossiers.begin_seal(session, dossier_id=dossier.id, sign=resources.keys.sign, now=NOW)
    add = {"assessment_id": closed.case.id, "actor": closed.archivist, "now": NOW}
    dossiers.add_paper(session, code="D32", upload=paper(resources.files, "结案报告"), **add)
    sealed = dossiers.SealedFiles("sha256:1", "sha256:2", 1, "{}")
    with pytest.raises(Conflict, match="dossier_outrun"):
        dossiers.complete_seal(
            session, dossier_id=dossier.id, sealed=sealed, head=begun[1], now=NOW
        )


def test_numbers_go_on_within_a_year_and_a_retention(session, closed, resources):
    first, _job = seal(session, closed)
    other = closed_case(
        session,
        files=resources.files,
        keys=resources.keys,
        office=session.get(Office, first.office_id),
        file="xiba-bridge-demolition.json",
    )
    second, _job = seal(session, other)
    assert first.number[:-1] == second.number[:-1]
    assert second.number.endswith("0002")
