"""A backup holds everything, is checked before it is used, and comes out the same elsewhere.

The backup restored first was made by the released version before this one: so the way up with data
is walked on both databases too.
"""

import json
import re
import shutil

import pytest
import sqlalchemy as sa
from click import ClickException
from sqlmodel import select

from models import Dossier, Office, copying, schema
from models.engine import make_engine, make_session, transaction
from riskassess import create_app
from riskassess.adapters.backup_folder import BackupError
from riskassess.cli.backup import back_up, restore
from riskassess.cli.compute import computed_text
from riskassess.cli.verify import verify_file
from riskassess.demonstration.people import PASSWORD
from riskassess.queries.assessments import newest_result
from riskassess.queries.audit import check_chains
from riskassess.queries.exports import find_assessment, indented
from tests.conftest import NOW
from tests.support.empty_system import system
from tests.support.released import unpack

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
RELEASED = "0004"
WALKED = ("officer", "sponsor", "expert01", "auditor")
WRITTEN = {"office", "audit_chain", "audit_entry", "disclosure"}
"""What the tests themselves write: offices, and the traces of signing in and looking."""
LINK = re.compile(r'href="(/[^"#?]+)"')


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return unpack(RELEASED, tmp_path_factory.mktemp("released"))


@pytest.fixture(scope="module", params=DATABASES)
def restored(request, released, tmp_path_factory):
    """Return a system filled from the released backup and brought up to date."""
    database = request.param
    if database == "postgres":
        server = request.getfixturevalue("postgres_server")
        database = server.create_database(f"restored_{request.getfixturevalue('worker_id')}")
    made = system(tmp_path_factory.mktemp("restored"), database)
    restore(made, released, keys=released / "keys")
    yield made
    made.engine.dispose()


def rows_by_key(connection, table):
    keys = [column.name for column in table.primary_key]
    rows = [json.loads(line) for line in copying.lines_of(connection, table)]
    return {tuple(row[key] for key in keys): row for row in rows}


def lines(folder, table):
    text = (folder / f"data/tables/{table.name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_no_row_of_the_released_version_is_lost(restored, released):
    assert schema.current(restored.engine) == schema.heads()[0]
    assert schema.differences(restored.engine) == []
    kept, changed = 0, []
    with copying.snapshot(restored.engine) as connection:
        tables = {table.name: table for table in copying.tables_of(connection)}
        for file in sorted((released / "data/tables").glob("*.jsonl")):
            table = tables[file.stem]
            now = rows_by_key(connection, table)
            for row in lines(released, table):
                found = now.pop(tuple(row[each.name] for each in table.primary_key))
                changed += [
                    (table.name, name) for name in row if (name, row[name]) not in found.items()
                ]
                kept += 1
            assert not now, f"{table.name}: rows nobody wrote"
    assert kept > 3000
    assert set(changed) == set()


def test_pages_open_after_the_way_up(restored):
    app = create_app(resources=restored, ring=print)
    app.config["WTF_CSRF_ENABLED"] = False
    opened = 0
    for login in WALKED:
        client = app.test_client()
        assert client.post("/sign-in", data={"login": login, "password": PASSWORD}).location
        home = client.get("/", follow_redirects=True)
        links = sorted({link for link in LINK.findall(home.text) if "/static" not in link})
        answers = {link: client.get(link, follow_redirects=True).status_code for link in links}
        assert {link for link, status in answers.items() if status != 200} == set(), login
        opened += len(links)
    assert opened > 30


def test_chains_dossier_and_results_are_what_they_were(restored, tmp_path):
    with make_session(restored.engine, may_write=False) as session:
        chains = list(check_chains(session))
        dossier = session.exec(select(Dossier)).one()
        file = find_assessment(session, str(dossier.assessment_id), office_id=dossier.office_id)
        result = newest_result(session, dossier.assessment_id)
    assert len(chains) > 5
    assert not [chain.name for chain in chains if chain.faults]
    assert computed_text(indented(file)) == result.printed
    package = tmp_path / "dossier.zip"
    package.write_bytes(restored.files.read(dossier.package_digest, verify=True))
    key = restored.keys.public_key("500100").hex
    assert verify_file(package, trusted_keys=(key,)).whole


@pytest.mark.parametrize("restored", ["sqlite"], indirect=True)
def test_the_way_down_gives_the_released_rows_back(restored, released, tmp_path):
    with restored.engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    copy = make_engine(f"sqlite:///{tmp_path / 'copy.db'}")
    schema.downgrade(copy, RELEASED)
    with copying.snapshot(copy) as connection:
        found = {
            table.name: copying.digest_of(copying.lines_of(connection, table)).sha256
            for table in copying.tables_of(connection)
        }
    copy.dispose()
    before = {name: each["sha256"] for name, each in manifest(released / "data")["tables"].items()}
    assert {name for name in before if found[name] != before[name]} <= WRITTEN


@pytest.mark.parametrize("restored", ["sqlite"], indirect=True)
@pytest.mark.postgres
def test_everything_is_the_same_in_another_database(restored, tmp_path, make_postgres_database):
    """Out of SQLite into PostgreSQL and out of that: the same lines, with a row of today."""
    first, again = tmp_path / "first", tmp_path / "again"
    with make_session(restored.engine, may_write=True) as session, transaction(session):
        session.add(Office(code="600100", name="另一个 O'Neill \\ 𫓧", created_at=NOW))
    back_up(restored, first, keys=first / "keys")
    target = system(tmp_path / "other", make_postgres_database())
    restore(target, first, keys=first / "keys")
    back_up(target, again, keys=again / "keys")
    for part in ("data", "keys"):
        assert manifest(again / part)["sha256"] == manifest(first / part)["sha256"]
    with make_session(target.engine, may_write=True) as session, transaction(session):
        session.add(office := Office(code="600200", name="第三个", created_at=NOW))
        session.flush()
        assert office.id == session.exec(select(sa.func.max(Office.id))).one()
    target.engine.dispose()


def manifest(part):
    return json.loads((part / "manifest.json").read_text("utf-8"))


def test_a_backup_holds_one_moment_however_much_is_written_meanwhile(restored):
    offices = sa.select(sa.func.count()).select_from(Office)
    with copying.snapshot(restored.engine) as connection:
        before = connection.execute(offices).scalar_one()
        with make_session(restored.engine, may_write=True) as session, transaction(session):
            session.add(Office(code="600300", name="第四个", created_at=NOW))
        assert connection.execute(offices).scalar_one() == before
    with copying.snapshot(restored.engine) as connection:
        assert connection.execute(offices).scalar_one() == before + 1


def change_row(folder):
    file = folder / "data/tables/score.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"id":1,', b'"id":9,', 1))


def drop_row(folder):
    file = folder / "data/tables/score.jsonl"
    file.write_bytes(file.read_bytes().split(b"\n", 1)[1])


def drop_table(folder):
    (folder / "data/tables/score.jsonl").unlink()


def change_file(folder):
    stored = next((folder / "data/files/files").glob("*/*"))
    stored.write_bytes(stored.read_bytes() + b"x")


def add_file(folder):
    (folder / "data/files/files/new").touch()


def change_key(folder):
    next((folder / "keys/keys/review-rooms").glob("*.key")).write_bytes(b"0" * 64)


def exchange_keys(folder):
    told = manifest(folder / "keys")
    (folder / "keys/manifest.json").write_text(json.dumps({**told, "made_at": "now"}))


def lead_out(folder):
    told = manifest(folder / "data")
    told["sha256"]["../keys/manifest.json"] = "0" * 64
    (folder / "data/manifest.json").write_text(json.dumps(told))


DAMAGES = [
    (change_row, "changed"), (drop_row, "changed"), (drop_table, "missing"),
    (change_file, "changed"), (add_file, "changed"), (change_key, "changed"),
    (exchange_keys, "other_keys"), (lead_out, "not_a_backup"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "code"), DAMAGES)
def test_a_damaged_backup_is_refused_before_anything_is_written(damage, code, released, tmp_path):
    folder = shutil.copytree(released, tmp_path / "copy")
    damage(folder)
    target = system(tmp_path / "target", "sqlite")
    with pytest.raises(BackupError) as refused:
        restore(target, folder, keys=folder / "keys")
    assert refused.value.code == code
    assert is_empty(target)


def is_empty(target):
    found = [each for each in target.settings.home.rglob("*") if each.is_file()]
    return not sa.inspect(target.engine).get_table_names() and {each.suffix for each in found} <= {
        ".db",
        ".db-wal",
        ".db-shm",
    }


def test_a_system_that_holds_something_is_not_filled(released, tmp_path):
    target = system(tmp_path / "target", "sqlite")
    target.files.put(b"content")
    with pytest.raises(BackupError, match="not_empty"):
        restore(target, released, keys=released / "keys")
    shutil.rmtree(target.settings.files)
    target.keys.public_key("500100")
    with pytest.raises(BackupError, match="not_empty"):
        restore(target, released, keys=released / "keys")
    shutil.rmtree(target.settings.keys)
    with target.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE something (id INTEGER)")
    with pytest.raises(BackupError, match="not_empty"):
        restore(target, released, keys=released / "keys")


def test_a_restore_that_fails_leaves_no_row(released, tmp_path, monkeypatch):
    target = system(tmp_path / "target", "sqlite")
    folder = shutil.copytree(released, tmp_path / "copy")
    told = manifest(folder / "data")
    told["tables"]["unit"]["sha256"] = "0" * 64  # as if a row came out as another
    (folder / "data/manifest.json").write_text(json.dumps(told))
    with pytest.raises(ClickException, match="unit"):
        restore(target, folder, keys=None)
    assert not sa.inspect(target.engine).get_table_names()
