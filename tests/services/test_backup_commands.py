"""Keys kept apart from a backup, and what the two commands say."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from models import Office, schema
from models.engine import make_session, transaction
from riskassess.adapters.backup_folder import BackupError
from riskassess.cli import main
from riskassess.cli.backup import back_up, restore
from riskassess.jobs.queue import make_huey, prepare_queue
from tests.conftest import NOW
from tests.support.empty_system import system
from tests.support.migrated import migrate_by_copy


@pytest.fixture
def small(tmp_path):
    """Return a system with the tables of today, one office, one file and one key."""
    made = system(tmp_path / "small", "sqlite")
    migrate_by_copy(made.engine)
    with make_session(made.engine, may_write=True) as session, transaction(session):
        session.add(Office(code="500100", name="演示", created_at=NOW))
    made.files.put(b"content")
    made.keys.public_key("500100")
    return made


def test_keys_go_elsewhere_or_stay_out(small, tmp_path):
    back_up(small, tmp_path / "apart", keys=tmp_path / "safe/keys")
    assert not (tmp_path / "apart/keys").exists()
    assert (tmp_path / "safe/keys").stat().st_mode & 0o777 == 0o700
    back_up(small, tmp_path / "without", keys=None)
    text = b"".join(
        each.read_bytes() for name in ("apart", "without")
        for each in (tmp_path / name).rglob("*") if each.is_file()
    )  # fmt: skip
    assert b"PRIVATE KEY" not in text
    target = system(tmp_path / "target", "sqlite")
    restore(target, tmp_path / "apart", keys=tmp_path / "safe/keys")
    assert target.keys.public_key("500100") == small.keys.public_key("500100")
    assert [each.stat().st_mode & 0o777 for each in target.settings.keys.glob("*/*.pem")] == [0o600]
    stored = small.files.put(b"content").digest
    assert target.files.list_unsettled(older_than=-60) == [stored]  # the sweep looks for its row
    assert target.files.read(stored, verify=True) == b"content"
    with pytest.raises(BackupError, match="exists"):
        back_up(small, tmp_path / "apart", keys=None)


def add_document(small, digest):
    """Write the row of a document whose content is in the store."""
    said = dict.fromkeys(("code", "item", "title", "filename", "media_type", "text"), "")
    counts = dict.fromkeys(("office_id", "assessment_id", "size", "page_count", "is_generated"), 1)
    row = {**said, **counts, "digest": digest, "uploaded_at": "2026-03-02 02:30:00.000000"}
    plain = sa.table("document", *map(sa.column, row))
    with sa.create_engine(small.engine.url).begin() as connection:  # one that asks for no case
        connection.execute(sa.insert(plain).values(row))


def test_the_commands_say_what_they_did_and_what_is_damaged(small, tmp_path, monkeypatch):
    run, source = CliRunner().invoke, tmp_path / "backup"
    monkeypatch.setenv("RISKASSESS_HOME", str(small.settings.home))
    done = run(main, ["db", "backup", str(source)])
    assert (done.exit_code, "1 files" in done.output) == (0, True), done.output
    assert run(main, ["db", "backup", str(source)]).exit_code == 1
    assert "empty system only" in run(main, ["db", "restore", str(source)]).output
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path / "target"))
    done = run(main, ["db", "restore", str(source)])
    assert (done.exit_code, "every digest agrees" in done.output) == (0, True), done.output
    small.files.path(small.files.put(b"content").digest).write_bytes(b"rotten")
    monkeypatch.setenv("RISKASSESS_HOME", str(small.settings.home))
    done = run(main, ["db", "backup", str(tmp_path / "later")])
    assert (done.exit_code, "not what it was" in done.output) == (1, True)
    small.files.path(small.files.put(b"content").digest).write_bytes(b"content")
    lost = small.files.put(b"needed").digest
    add_document(small, lost)
    small.files.path(lost).unlink()
    done = run(main, ["db", "backup", str(tmp_path / "lost")])
    assert (done.exit_code, f"{lost}: needed by a row" in done.output) == (1, True), done.output
    assert (tmp_path / "lost/data").exists(), "the rest is kept"
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path / "nothing"))
    assert "nothing is there" in run(main, ["db", "backup", str(tmp_path / "x")]).output


@pytest.mark.postgres
def test_a_queue_in_the_same_database_is_left_out(make_postgres_database, tmp_path):
    url = make_postgres_database()
    shared = system(tmp_path / "shared", url)
    with shared.engine.begin() as connection:  # a system of few tables is looked at faster
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
        connection.exec_driver_sql("CREATE TABLE office (id INTEGER PRIMARY KEY)")
    settings = replace(shared.settings, queue_url=url)
    prepare_queue(settings)
    waiting = make_huey(settings).storage
    waiting.enqueue(b"{}")
    waiting.close()
    assert "huey_task" in sa.inspect(shared.engine).get_table_names()
    assert set(back_up(shared, tmp_path / "backup", keys=None)["tables"]) == {"office"}
    assert "huey" not in str(schema.differences(shared.engine))
    shared.engine.dispose()


def test_a_column_that_cannot_be_copied_is_named(small, tmp_path, monkeypatch):
    with small.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE strange (id INTEGER, share REAL)")
    monkeypatch.setenv("RISKASSESS_HOME", str(small.settings.home))
    done = CliRunner().invoke(main, ["db", "backup", str(tmp_path / "backup")])
    assert (done.exit_code, "strange.share" in done.output) == (1, True), done.output
    assert not (tmp_path / "backup/data").exists()
