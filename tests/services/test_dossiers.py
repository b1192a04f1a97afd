"""Dossiers are numbered, built once, sealed with what was approved, and can be checked alone."""

import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlmodel import Session, select

from models import (
    Assessment,
    AuditEntry,
    Certificate,
    Document,
    Dossier,
    Factor,
    GradeProposal,
    GradeResult,
    Job,
    Measure,
    Office,
    PanelMember,
    Project,
    Score,
    Survey,
)
from riskassess.adapters.packages import Packed
from riskassess.cli.verify import verify_file
from riskassess.domain.errors import Conflict, IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import AssessmentState, DossierState, JobState, RiskGrade
from riskassess.jobs import dossiers as build
from riskassess.jobs.package_files import require_unchanged
from riskassess.jobs.runner import run
from riskassess.proof.canonical import digest
from riskassess.proof.verify import Verdict
from riskassess.queries.dossiers import get_dossier_view, list_dossiers, missing_papers
from riskassess.queries.jobs import find_newest_job
from riskassess.queries.results import changed_sections
from riskassess.services import dossiers
from riskassess.services.jobs import PATIENCE
from tests import factories
from tests.closed_case import add_paper, closed_case, paper

NOW = factories.NOW


@pytest.fixture
def closed(session, resources):
    return closed_case(session, files=resources.files, keys=resources.keys)


@pytest.fixture
def plain_pdf(monkeypatch):
    """Print a few bytes instead of a PDF: what is tested here is not the printer."""
    monkeypatch.setattr(build, "render_pdf", lambda html, **_: _Printed(html.encode()))


class _Printed:
    def __init__(self, content: bytes) -> None:
        self.content = content


@pytest.fixture
def work(resources, make_test_session, monkeypatch):
    """Do a job on the test's own transaction."""
    monkeypatch.setattr("riskassess.jobs.runner.make_session", make_test_session)
    return lambda job_id: run(resources, "job", job_id)


def seal(session: Session, closed, **values) -> tuple[Dossier, int]:
    given = {"assessment_id": closed.case.id, "actor": closed.archivist, "now": NOW, **values}
    return dossiers.request_seal(session, **given)


def fresh(session: Session, row):
    session.expire_all()
    return session.get(type(row), row.id)


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


def test_a_document_whose_stored_bytes_changed_is_not_sealed(
    session, closed, resources, plain_pdf, work
):
    dossier, job_id = seal(session, closed)
    row = session.exec(
        select(Document).where(Document.assessment_id == closed.case.id, Document.code == "D27")
    ).first()
    stored = resources.files.path(row.digest)
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes() + b" ")
    work(job_id)
    assert fresh(session, dossier).state is DossierState.FAILED
    assert "document_changed" in session.get(Job, job_id).error


def test_the_error_of_a_changed_document_names_it(session, closed, resources):
    row = Document(id=7, code="D27", filename="决定.pdf", digest="sha256:ab")
    packed = {"data/documents/D27/决定.pdf": Packed("sha256:ac", 1)}
    with pytest.raises(Conflict, match="document_changed") as refused:
        require_unchanged(SimpleNamespace(documents=[row]), packed)
    assert refused.value.facts["part"] == "D27 决定.pdf"


def _change_outline(session, closed):
    session.get(Project, closed.case.project.id).outline = "另一种说法"


def _change_record(session, closed):
    result = _result(session, closed)
    result.record = result.record.replace("0.", "1.", 1)


def _change_file(session, closed):
    result = _result(session, closed)
    result.assessment_file = result.assessment_file.replace("{", "{ ", 1)


def _result(session, closed):
    return session.exec(
        select(GradeResult)
        .join(GradeProposal, GradeProposal.grade_result_id == GradeResult.id)
        .where(GradeResult.assessment_id == closed.case.id)
    ).one()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_change_outline, "dossier_differs"),
        (_change_record, "dossier_recomputed"),
        (_change_file, "dossier_recomputed"),
    ],
)
def test_what_changed_past_the_audit_is_not_sealed(
    session, closed, resources, work, plain_pdf, change, code
):
    dossier, job_id = seal(session, closed)
    begun = dossiers.begin_seal(session, dossier_id=dossier.id, sign=resources.keys.sign, now=NOW)
    change(session, closed)
    session.commit()
    sealed = dossiers.SealedFiles("sha256:1", "sha256:2", 1, "{}")
    with pytest.raises(Refused, match=code):
        dossiers.complete_seal(
            session, dossier_id=dossier.id, sealed=sealed, head=begun[1], now=NOW
        )
    work(job_id)
    assert fresh(session, dossier).state is DossierState.FAILED
    assert code in session.get(Job, job_id).error


def test_fingerprint_covers_what_the_dossier_prints(session, closed):
    case = closed.case.id

    def first(model, *where):
        return session.exec(select(model).where(*where)).first()

    mine = Factor.assessment_id == case
    factor = first(Factor, mine)
    score = first(Score, Score.factor_id == factor.id)
    member = first(PanelMember, PanelMember.office_id == closed.case.assessment.office_id)
    for row, field, part in (
        (session.get(Project, closed.case.project.id), "place", "project"),
        (session.get(Assessment, case), "mode", "project"),
        (factor, "name", "factors"),
        (factor, "note", "factors"),
        (first(Survey, Survey.assessment_id == case), "note", "survey"),
        (score, "comment", "comments"),
        (member, "decline_reason", None),
        (member, "employer", "panel"),
    ):
        before = getattr(row, field)
        setattr(row, field, "改动")
        session.flush()
        found = changed_sections(session, closed.case, _result(session, closed))
        assert (part in found) if part else not found, (field, found)
        setattr(row, field, before)
        session.flush()


def test_certificate_holds_the_digest_of_the_explanation(session, closed):
    row = session.exec(select(Certificate).where(Certificate.assessment_id == closed.case.id)).one()
    proposal = session.get(GradeProposal, row.proposal_id)
    assert json.loads(row.content)["explanation_digest"] == digest(proposal.explanation)


def test_only_the_attempt_that_owns_the_work_may_fail_it(session, closed, resources):
    dossier, job_id = seal(session, closed)
    session.get(Job, job_id).attempts = 2
    session.commit()
    dossiers.begin_seal(session, dossier_id=dossier.id, sign=resources.keys.sign, now=NOW)
    given = {"dossier_id": dossier.id, "job_id": job_id, "now": NOW}
    dossiers.fail_seal(session, attempt=1, **given)
    assert fresh(session, dossier).state is DossierState.BUILDING
    dossiers.fail_seal(session, attempt=2, **given)
    assert fresh(session, dossier).state is DossierState.FAILED


def test_worker_tells_before_each_file_that_it_lives(
    session, closed, plain_pdf, work, monkeypatch, resources
):
    beats = []
    monkeypatch.setattr(build.jobs, "beat", lambda _s, progress, **_: beats.append(progress))
    dossier, job_id = seal(session, closed)
    work(job_id)
    with zipfile.ZipFile(resources.files.path(fresh(session, dossier).package_digest)) as package:
        packed = [name for name in package.namelist() if name.startswith("data/")]
    assert beats.count(2) >= len(packed)
    assert (beats[0], beats[-1]) == (1, build.STEPS)


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
