"""Every kind of job, killed before and after each of its commits: taken up again and done once."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import docx
import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from models import AuditEntry, Certainty, ExpertFile, Job, row_id
from models.engine import transaction
from riskassess.adapters import pdf
from riskassess.adapters.documents import MediaType
from riskassess.adapters.storage import FileStore, StorageError
from riskassess.domain.vocabulary import AssessmentState, DossierState, JobState, Role
from riskassess.jobs import appointment_letters, runner
from riskassess.jobs import dossiers as build
from riskassess.jobs.handlers import HANDLERS
from riskassess.messages import told
from riskassess.queries.certainty import JOB_KIND as CERTAINTY
from riskassess.queries.certainty import find_certainty, find_work
from riskassess.services import documents, jobs, results
from riskassess.services.pool.appointment import LETTER_JOB
from tests import factories
from tests.closed_case import Printed, fresh, seal
from tests.support import reviews as scenes
from tests.support.kept_case import kept_case
from tests.support.office import sign_in as enter
from tests.support.pool_life import Way
from tests.unit.adapters.test_documents import pdf as pdf_bytes
from tests.unit.adapters.test_documents import saved

LATER = jobs.PATIENCE + timedelta(minutes=1)


class Killed(BaseException):
    """What no handler catches: the process is gone."""


@pytest.fixture
def work(resources, make_test_session, monkeypatch):
    """Return a function that runs a job at a moment on the test's own transaction."""
    monkeypatch.setattr(runner, "make_session", lambda *_args, **_options: make_test_session())

    def run(job_id, now):
        runner.run(replace(resources, clock=lambda: now), "job", job_id)

    return run


@pytest.fixture
def plain_pdf(monkeypatch):
    """Print a few bytes instead of a PDF: what is tested here is not the printer."""
    for printer in (build, appointment_letters):
        monkeypatch.setattr(printer, "render_pdf", lambda html, **_: Printed(html.encode()))


def a_document(session, resources, content, kind):
    case = factories.assessment(state=AssessmentState.SUBMITTED)
    stored = resources.files.put(content)
    row = factories.document(case, "D05", digest=stored.digest, media_type=kind.mime)
    actor = factories.actor(Role.CASE_OFFICER, office_id=case.office_id)
    with transaction(session):
        return row, documents.queue_rendering(session, document=row, actor=actor, now=factories.NOW)


def drawn(session, resources, now):
    row, job = a_document(session, resources, pdf_bytes(3), MediaType.PDF)
    return job, lambda: (fresh(session, row).page_count, resources.files.cached_pages(row.digest))


def read(session, resources, now):
    paper = docx.Document()
    paper.add_paragraph("风险评估报告")
    row, job = a_document(session, resources, saved(paper), MediaType.DOCX)
    return job, lambda: fresh(session, row).text


def reckoned(session, resources, now):
    case, _review, _result, officer = scenes.graded(session, now=now)
    result = results.compute_again(session, assessment_id=case.id, actor=officer, now=now)
    own = Certainty.grade_result_id == result.id
    job = find_work(session, result.id).job.id

    def done():
        found = session.exec(select(Certainty).where(own)).all()
        return len(found), entries(session, "result:certainty", row_id(result))

    assert find_certainty(session, result.id) is None
    return job, done


def sealed(session, resources, now):
    closed = kept_case(session, resources)
    dossier, job = seal(session, closed)

    def done():
        row = fresh(session, dossier)
        whole = bool(row.package_digest) and resources.files.verify(row.package_digest)
        return row.state, whole, entries(session, "dossier:seal", row_id(dossier))

    return job, done


def printed(session, resources, now):
    long_ago = now - timedelta(days=30)
    way = Way(session, resources.settings.personal_keys, long_ago).member()

    def done():
        session.expire_all()
        letters = session.exec(select(ExpertFile).where(ExpertFile.code == "appointment_letter"))
        return len(letters.all()), entries(session, "expert:letter", way.id)

    return way.job, done


def entries(session, action, subject_id):
    """Count the audit entries of an act on a record."""
    session.expire_all()
    wanted = (AuditEntry.action == action, AuditEntry.subject_id == subject_id)
    return len(session.exec(select(AuditEntry).where(*wanted)).all())


SCENES = {
    documents.DRAW: (drawn, (3, 3)),
    documents.READ: (read, "风险评估报告"),
    CERTAINTY: (reckoned, (1, 1)),
    "build_dossier": (sealed, (DossierState.SEALED, True, 1)),
    LETTER_JOB: (printed, (1, 1)),
}


def test_every_kind_of_job_is_killed_here():
    assert set(SCENES) == set(HANDLERS)


EACH_COMMIT = range(200)
FEW_COMMITS = (0, 1, 2, 4, 8, 16, 32, 64, 128)
RUNS = [
    *(pytest.param(kind, EACH_COMMIT, id=kind) for kind in SCENES if kind != "build_dossier"),
    pytest.param("build_dossier", FEW_COMMITS, id="build_dossier"),  # one for each file of it
    pytest.param("build_dossier", EACH_COMMIT, id="build_dossier-each", marks=pytest.mark.soak),
]


@pytest.mark.parametrize(("kind", "points"), RUNS)
@pytest.mark.usefixtures("plain_pdf")
def test_job_killed_before_its_commits_is_done_once(session, resources, work, now, kind, points):
    """Each run is killed some commits later than the last, until one comes to its end.

    What a process that is killed after a commit leaves is what one leaves before the next.
    """
    scene, wanted = SCENES[kind]
    job_id, done = scene(session, resources, now)
    kills = 0
    for point in points:
        job = fresh(session, session.get(Job, job_id))
        assert job.state is not JobState.FAILED, job.error
        job.attempts = 0  # more tries than one job has in its life
        session.add(job)
        session.commit()
        now += LATER
        waiting = jobs.list_lost(session, now=now)
        if job.state is JobState.DONE:
            break
        assert ("job", job_id) in waiting
        kills += _is_killed(work, job_id, now, after=point)
    assert kills > 1
    assert done() == wanted
    assert ("job", job_id) not in jobs.list_lost(session, now=now + LATER)
    work(job_id, now + LATER)  # a bell that rings once more
    assert done() == wanted
    assert entries(session, "job:done", job_id) == 1
    print(f"{kind}: {kills} kills")


def _is_killed(work, job_id, now, *, after):
    """Run the job until it is killed before a commit; say whether it came so far."""
    seen = []

    def count(_session):
        seen.append(1)
        if len(seen) > after:
            raise Killed

    event.listen(Session, "before_commit", count)
    try:
        work(job_id, now)
    except Killed:
        return True
    finally:
        event.remove(Session, "before_commit", count)
    return False


def converter(tmp_path, script):
    program = tmp_path / "converter"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    return {"converter": str(program), "timeout": 0.3}


@pytest.mark.parametrize(
    ("printer", "code"),
    [
        ("", "pdf_converter_missing"),
        ("sleep 30", "pdf_converter_timeout"),
        ("kill -9 $$", "pdf_converter_failed"),
        ("printf '%%PDF-1.7 half'", "pdf_converter_failed"),
    ],
)
def test_dossier_whose_printer_fails_is_told_and_can_be_tried_again(
    session, resources, client, work, now, monkeypatch, tmp_path_factory, printer, code
):
    closed = kept_case(session, resources)
    dossier, job_id = seal(session, closed)
    before = kept(resources)
    folder = tmp_path_factory.mktemp("printer")
    options = converter(folder, printer) if printer else {"converter": str(folder / "none")}
    monkeypatch.setattr(build, "dossier_papers", lambda _records: [])
    with monkeypatch.context() as patched:
        patched.setattr(build, "render_pdf", partial(pdf.render_pdf, **options))
        work(job_id, now)
    assert fresh(session, session.get(Job, job_id)).error == code
    assert fresh(session, dossier).state is DossierState.FAILED
    assert kept(resources) == before
    enter(client, session, closed.archivist)
    page = client.get(f"/office/assessments/{closed.case.id}/dossier").text
    assert told(code)
    assert told(code) in page
    assert "再试一次" in page
    monkeypatch.setattr(build, "render_pdf", lambda html, **_: Printed(html.encode()))
    _dossier, other = seal(session, closed)
    work(other, now)
    assert fresh(session, dossier).state is DossierState.SEALED


def kept(resources):
    """Return every file in the store, finished or not, and what stands beside it."""
    home = resources.settings.home
    files = [str(each) for each in (home / "files").rglob("*") if each.is_file()]
    return sorted([*files, *(each.name for each in home.iterdir() if each.name != "keys")])


@pytest.mark.parametrize("place", ["put", "write_package"])
@pytest.mark.usefixtures("plain_pdf")
def test_full_disk_while_a_package_is_written_leaves_no_half_dossier(
    session, resources, work, now, monkeypatch, place
):
    closed = kept_case(session, resources)
    dossier, job_id = seal(session, closed)
    before = kept(resources)

    def fail(*_given, **_options):
        if place == "put":
            raise StorageError("full")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(*((FileStore, "put") if place == "put" else (build, place)), fail)
        work(job_id, now)
    assert fresh(session, session.get(Job, job_id)).error == "storage_full"
    row = fresh(session, dossier)
    assert (row.state, row.seal, row.package_digest) == (DossierState.FAILED, "", "")
    assert kept(resources) == before
    _dossier, other = seal(session, closed)
    work(other, now)
    assert fresh(session, dossier).state is DossierState.SEALED
