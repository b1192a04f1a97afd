"""`manual pool-…`: list, show, check and put in use from the command line."""

import json

import pytest
from click.testing import CliRunner
from sqlmodel import select

from models import AuditEntry, Office
from models.engine import transaction
from riskassess.adapters.pool_manuals import builtin_pool_manuals
from riskassess.cli import main
from riskassess.cli.opening import open_resources, open_session

TEXT = builtin_pool_manuals()["cn-pool"].read_text(encoding="utf-8")


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Let the commands work in a folder of their own, with an office."""
    monkeypatch.setenv("RISKASSESS_ENV", "development")
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("RISKASSESS_DATABASE_URL", raising=False)
    run("db", "upgrade")
    resources = open_resources()
    with open_session(resources, may_write=True) as session, transaction(session):
        session.add(Office(code="500112", name="某区稳定办", created_at=resources.clock()))
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_list_and_show_need_no_database():
    assert run("manual", "pool-list").output.startswith("cn-pool\t1\t")
    shown = json.loads(run("manual", "pool-show", "cn-pool").output)
    assert shown["term"]["years"] == 3
    assert run("manual", "pool-show", "nowhere").exit_code == 1


def test_check_names_line_and_key(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(TEXT.replace("  publicity_days: 5", "  publicity_days: 0"), encoding="utf-8")
    done = run("manual", "pool-check", file)
    assert done.exit_code == 1
    error = json.loads(done.stderr)["error"]
    assert "publicity_days" in error["where"]
    file.write_text(TEXT, encoding="utf-8")
    assert run("manual", "pool-check", file).exit_code == 0


def test_import_puts_it_in_use_and_leaves_an_audit_entry(office):
    file = office / "own.yaml"
    file.write_text(TEXT.replace("id: cn-pool", "id: own-pool", 1), encoding="utf-8")
    assert run("manual", "pool-import", file, "--office", "999999").exit_code == 1
    done = run("manual", "pool-import", file, "--office", "500112")
    assert (done.exit_code, "in use: 500112" in done.output) == (0, True), done.output
    assert "own-pool" in run("manual", "pool-list", "--stored").output
    again = run("manual", "pool-import", file, "--office", "500112")
    assert again.exit_code == 1
    assert "已在使用" in again.stderr
    with open_session(open_resources()) as session:
        actions = session.exec(select(AuditEntry.action)).all()
    assert actions.count("pool_manual:adopt") == 1
