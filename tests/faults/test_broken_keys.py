"""Key files that are missing, unreadable or not to be written: told, with nothing half done."""

import pytest
from click.testing import CliRunner
from sqlmodel import select

from models import AuditHead, Certificate, GradeProposal, Job, Office
from models.engine import make_engine, make_session
from riskassess.cli.keys import keys
from riskassess.domain.vocabulary import AssessmentState, DossierState, JobState
from riskassess.jobs import dossiers as build
from riskassess.jobs import runner
from riskassess.messages import explain
from riskassess.services import proposals
from tests import factories
from tests.closed_case import Printed, fresh, seal
from tests.support import reviews as scenes
from tests.support.kept_case import kept_case
from tests.support.migrated import migrate_by_copy
from tests.support.office import asked
from tests.support.office import sign_in as enter


def spoil(file, how):
    """Make one file of a folder of keys useless."""
    if file.suffix == ".pem" and how == "missing":
        file.unlink()
    elif file.suffix == ".pem" and how == "corrupt":
        file.write_bytes(b"-----BEGIN PRIVATE KEY-----\nxx\n")
    elif file.name == "current" and how == "empty":
        file.write_bytes(b"")
    elif file.name == "current" and how == "folder":
        file.unlink()
        file.mkdir()


def spoiled(folder, how):
    """Make the keys of every office useless; return what makes them good again."""
    content = {file: file.read_bytes() for file in folder.glob("*/*") if file.is_file()}
    for file in content:
        spoil(file, how)

    def mend():
        for file, was in content.items():
            if file.is_dir():
                file.rmdir()
            file.write_bytes(was)

    return mend


HOWS = ("missing", "corrupt", "empty", "folder")


@pytest.mark.parametrize("how", HOWS)
def test_grade_is_not_approved_by_half(session, client, resources, now, how):
    case, _review, _result, officer = scenes.graded(session, now=now)
    proposal = proposals.propose_grade(
        session, assessment_id=case.id, actor=officer, now=now, explanation="依据充分。"
    )
    number = session.exec(select(GradeProposal.id)).one()
    resources.keys.public_key(office_code(session, case))
    enter(client, session, scenes.approver(case))
    path = f"/office/grade-proposals/{number}/approval"
    mend = spoiled(resources.settings.keys, how)
    _text, carried = asked(client, path, {})
    answer = client.post(path, data={**carried, "confirmed": "yes"})
    what, _mend = explain("office_keys_unreadable", {})
    assert (answer.status_code, what in answer.text) == (503, True)
    session.expire_all()
    assert session.get(type(case), case.id).state is AssessmentState.GRADE_PROPOSED
    assert session.get(GradeProposal, number).decided_by_id is None
    assert session.exec(select(Certificate)).all() == []
    mend()
    assert client.post(path, data={**carried, "confirmed": "yes"}).status_code == 303
    assert fresh(session, proposal).decided_by_id


def office_code(session, case):
    return session.get_one(Office, case.office_id).code


def test_dossier_is_not_sealed_by_half(session, resources, make_test_session, monkeypatch):
    closed = kept_case(session, resources)
    dossier, job_id = seal(session, closed)
    monkeypatch.setattr(runner, "make_session", lambda *_args, **_options: make_test_session())
    monkeypatch.setattr(build, "render_pdf", lambda html, **_: Printed(html.encode()))
    heads = len(session.exec(select(AuditHead)).all())
    resources.keys.public_key(office_code(session, closed.case.assessment))
    mend = spoiled(resources.settings.keys, "corrupt")
    runner.run(resources, "job", job_id)
    job = fresh(session, session.get(Job, job_id))
    assert (job.state, job.error) == (JobState.FAILED, "office_keys_unreadable")
    row = fresh(session, dossier)
    assert (row.state, row.seal) in {(DossierState.FAILED, ""), (DossierState.BUILDING, "")}
    assert len(session.exec(select(AuditHead)).all()) == heads
    mend()
    _dossier, other = seal(session, closed)
    runner.run(resources, "job", other)
    assert fresh(session, dossier).state is DossierState.SEALED


def test_folder_that_cannot_be_written_is_named_on_the_command_line(tmp_path, monkeypatch):
    """Root may write anywhere: a file in the folder's place is what stops it too."""
    (tmp_path / "keys").write_text("")
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path))
    monkeypatch.setenv("RISKASSESS_DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    migrate_by_copy(engine)
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        code = factories.office().code
    engine.dispose()
    said = CliRunner().invoke(keys, ["rotate", "--office", code])
    assert said.exit_code == 1
    assert "unwritable" in said.output
    assert str(tmp_path / "keys") in said.output
