"""Only what was approved is sealed: rows, figures and document bytes, whoever changed them."""

import json
import zipfile
from types import SimpleNamespace

import pytest
from sqlmodel import select

from expert_pool.vocabulary import ExpertState
from models import (
    Assessment,
    Certificate,
    Document,
    Factor,
    GradeProposal,
    GradeResult,
    Job,
    PanelMember,
    Project,
    Score,
    Survey,
)
from riskassess.adapters.packages import Packed
from riskassess.domain.errors import Conflict, Refused
from riskassess.domain.vocabulary import DossierState, Role
from riskassess.jobs import dossiers as build
from riskassess.jobs.package_files import require_unchanged
from riskassess.jobs.runner import run
from riskassess.proof.canonical import digest
from riskassess.queries.results import changed_sections
from riskassess.services import dossiers
from riskassess.services.pool.personal import erase_personal
from tests import factories
from tests.closed_case import Printed, fresh, seal
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


def test_erasing_a_member_leaves_what_was_signed(session, closed):
    """The employer in a seat is under the signature of the certificate."""
    member = session.exec(select(PanelMember)).first()
    employer = member.employer
    expert = factories.expert(
        office_id=member.office_id, employer=employer, state=ExpertState.REMOVED, state_since=NOW
    )
    member.expert_id = expert.id
    factories.save(member)
    erase_personal(
        session, expert_id=expert.id, note="本人申请", now=NOW, remove=lambda _digest: None,
        actor=factories.actor(Role.POOL_KEEPER, office_id=expert.office_id),
    )  # fmt: skip
    session.expire_all()
    assert session.get(PanelMember, member.id).employer == employer
    assert not changed_sections(session, closed.case, _result(session, closed))
