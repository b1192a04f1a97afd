"""`user add`: the command line makes no account that one person may not hold."""

import json

from click.testing import CliRunner

from models import Office
from models.engine import transaction
from riskassess.cli import main
from riskassess.cli.opening import open_resources, open_session


def test_the_three_officers_are_apart_on_the_command_line_too(tmp_path, monkeypatch):
    monkeypatch.setenv("RISKASSESS_ENV", "development")
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path))
    monkeypatch.delenv("RISKASSESS_DATABASE_URL", raising=False)
    run = CliRunner().invoke
    assert run(main, ["db", "upgrade"]).exit_code == 0
    resources = open_resources()
    with open_session(resources, may_write=True) as session, transaction(session):
        session.add(Office(code="500112", name="某区稳定办", created_at=resources.clock()))
    resources.engine.dispose()
    own = ["--name", "某", "--password", "测试-password-1"]
    both = ["--role", "AUDITOR", "--role", "SYSTEM_ADMIN"]
    done = run(main, ["user", "add", "two", *both, *own])
    assert done.exit_code == 1
    assert "一个账号只能担任其中一个" in json.loads(done.stderr)["error"]["what"]
    done = run(main, ["user", "add", "case", "--role", "AUDITOR", "--role", "ARCHIVIST", *own])
    assert "不能同时办理评估" in json.loads(done.stderr)["error"]["what"]
    for login, name, roles, field in [
        ("Zhang San 张", "某", ["AUDITOR"], "login"),
        ("empty", " ", ["AUDITOR"], "name"),
        ("expert", "某", ["EXPERT"], "expert"),
        ("mixed", "某", ["PROJECT_UNIT", "APPROVER"], "roles"),
        ("sponsor", "某", ["PROJECT_UNIT"], "unit"),
    ]:
        given = [part for role in roles for part in ("--role", role)]
        secret = ["--name", name, "--password", "测试-password-1"]
        done = run(main, ["user", "add", login, *given, *secret])
        assert (done.exit_code, json.loads(done.stderr)["error"]["where"]) == (1, field), login
    assert run(main, ["user", "add", "one", "--role", "AUDITOR", *own]).exit_code == 0
