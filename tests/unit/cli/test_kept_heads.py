"""Signed heads beside the keys: a database that was put back to an earlier day is found."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

from models import Office, copying
from models.engine import transaction
from riskassess.adapters.keys import HEADS, OfficeKeys
from riskassess.adapters.machine import Machine
from riskassess.cli import main
from riskassess.cli.backup import back_up
from riskassess.cli.opening import open_resources, open_session
from riskassess.domain.vocabulary import Role
from riskassess.jobs.kept_heads import keep_heads
from riskassess.services.audit import record
from riskassess.services.audit_heads import sign_due_heads
from tests import factories
from tests.unit.cli.test_audit import live_in, verified

NOW = factories.NOW


class System:
    """An office whose chains were signed and whose heads were kept, in a folder of its own."""

    def __init__(self, folder, case, actor, code):
        self.folder, self.resources = folder, open_resources()
        self.case, self.actor, self.code = case, actor, code

    @property
    def file(self):
        return self.folder / "keys" / self.code / HEADS

    def go_on(self, *, day):
        """Write one entry, sign the day's heads, and keep them as the sweep does."""
        with open_session(self.resources, may_write=True) as session:
            with transaction(session):
                record(session, actor=self.actor, action="assessment:edit", now=NOW,
                       subject=self.case)  # fmt: skip
            sign_due_heads(session, office_id=self.case.office_id, sign=self.resources.keys.sign,
                           now=NOW + timedelta(days=day))  # fmt: skip
        return self.keep()

    def keep(self):
        with open_session(self.resources) as session:
            return keep_heads(self.resources, session, office_id=self.case.office_id)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make the office, its heads kept once; return the folder, a case, who acts, and the code."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as monkeypatch:
        live_in(folder, monkeypatch)
        assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
        resources = open_resources()
        with open_session(resources, may_write=True) as session, factories.writing_with(session):
            case = factories.assessment()
            actor = factories.actor(Role.AUDITOR, office_id=case.office_id)
            people = case, actor, session.get(Office, case.office_id).code
        resources.engine.dispose()
        first = System(folder, *people)
        assert first.go_on(day=0) == 2
        first.resources.engine.dispose()
    return folder, people


@pytest.fixture
def office(made, tmp_path, monkeypatch):
    folder, people = made
    shutil.copytree(folder, tmp_path / "home")
    live_in(tmp_path / "home", monkeypatch)
    found = System(tmp_path / "home", *people)
    yield found
    found.resources.engine.dispose()


PUT_BACK = (
    "DELETE FROM audit_chain",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_head",
    "INSERT INTO audit_chain SELECT * FROM earlier.audit_chain",
    "INSERT INTO audit_entry SELECT * FROM earlier.audit_entry",
    "INSERT INTO audit_head SELECT * FROM earlier.audit_head",
)


def changed(office, *statements):
    """Do behind the product's back what whoever writes to the database can do."""
    with closing(sqlite3.connect(office.folder / "riskassess.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_database_put_back_to_an_earlier_day_is_found(office, tmp_path):
    changed(office, f"VACUUM INTO '{tmp_path / 'earlier.db'}'")
    assert (office.go_on(day=1), office.keep()) == (2, 0)
    code, said = verified()
    assert (code, f"beside the keys of {office.code}\t4 signed heads" in said) == (0, True)
    changed(office, f"ATTACH '{tmp_path / 'earlier.db'}' AS earlier", *PUT_BACK)
    code, said = verified()
    assert code == 1
    assert f"assessment:{office.case.id}\t1 entries\tbroken\n  rolled_back\tentry 2" in said
    assert f"office:{office.case.office_id}\t1 entries\tbroken\n  rolled_back\tentry 2" in said
    office.go_on(day=2)  # and it stays found when somebody goes on as if nothing had been
    assert "rolled_back\tentry 2" in verified()[1]
    office.file.rename(tmp_path / "heads-until-the-restore.jsonl")
    assert "not noticed" in verified()[1]
    assert office.keep() == 4


def test_line_cut_by_a_crash_and_a_forged_one_are_told(office):
    whole = office.file.read_text("utf-8")
    office.file.write_text(whole[:-9], encoding="utf-8")
    assert "1 signed heads\t1 lines cannot be read" in verified()[1]
    assert office.keep() == 1  # on a line of its own
    assert verified()[0] == 0
    forged = whole.splitlines()[0].replace('"sequence":1', '"sequence":9')
    office.resources.keys.keep_heads(office.code, [forged])
    assert "head_forged\tentry 9" in verified()[1]


def test_file_that_cannot_be_written_fails_no_act_and_is_told(office):
    office.file.unlink()
    office.file.mkdir()
    machine = Machine(files=office.folder / "files", keys=office.folder / "keys")
    assert not machine.can_keep_heads()
    with capture_logs() as logs:
        assert office.go_on(day=1) == 0
    assert [(each["event"], each["office"]) for each in logs] == [
        ("audit_heads_not_kept", office.code)
    ]
    office.file.rmdir()
    assert machine.can_keep_heads()
    assert office.keep() == 4


def test_head_that_no_key_of_the_folder_signed_is_not_kept(office, tmp_path):
    strange = OfficeKeys(tmp_path / "strange")
    with open_session(office.resources, may_write=True) as session:
        sign_due_heads(session, office_id=office.case.office_id, sign=strange.sign,
                       now=NOW + timedelta(days=1))  # fmt: skip
    assert office.keep() == 0


def test_backup_holds_no_head_that_is_younger_than_its_rows(office, tmp_path, monkeypatch):
    before, snapshot = office.file.read_text("utf-8"), copying.snapshot

    def grown(engine):
        assert office.go_on(day=1) == 2  # between the moment of the heads and that of the rows
        return snapshot(engine)

    monkeypatch.setattr(copying, "snapshot", grown)
    back_up(office.resources, tmp_path / "out", keys=tmp_path / "kept")
    assert (tmp_path / "kept/keys" / office.code / HEADS).read_text("utf-8") == before
