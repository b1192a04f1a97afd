"""`manual`: list, check, compare, import and approve from the command line."""

import json
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from models import Office
from models.engine import transaction
from riskassess.adapters.manuals import builtin_manual, builtin_manuals
from riskassess.cli import main
from riskassess.cli.opening import open_resources, open_session
from riskassess.domain.vocabulary import Role
from tests.support.manuals import text_of


def live_in(folder, monkeypatch):
    """Let the commands work in a folder of their own."""
    monkeypatch.setenv("RISKASSESS_ENV", "development")
    monkeypatch.setenv("RISKASSESS_HOME", str(folder / "home"))
    monkeypatch.delenv("RISKASSESS_DATABASE_URL", raising=False)


@pytest.fixture
def home(tmp_path, monkeypatch):
    live_in(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture(scope="module")
def peopled(tmp_path_factory):
    """Make an office with an officer, an approver and one who is both, to be copied."""
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as monkeypatch:
        live_in(folder, monkeypatch)
        run("db", "upgrade")
        resources = open_resources()
        with open_session(resources, may_write=True) as session, transaction(session):
            session.add(Office(code="500112", name="某区稳定办", created_at=resources.clock()))
        resources.engine.dispose()
        for login, roles in (
            ("officer", [Role.CASE_OFFICER]),
            ("approver", [Role.APPROVER]),
            ("both", [Role.CASE_OFFICER, Role.APPROVER]),
        ):
            given = [part for role in roles for part in ("--role", role.name)]
            add = ("user", "add", login, "--name", login, *given)
            done = run(*add, "--password", "测试-password-1")
            assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def office(peopled, home):
    shutil.copytree(peopled / "home", home / "home")
    return home


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def refused(*arguments):
    done = run(*arguments)
    assert done.exit_code == 1, done.output
    return json.loads(done.stderr)["error"]


def written(folder, **values):
    path = folder / "manual.yaml"
    path.write_text(text_of(**values), encoding="utf-8")
    return path


def test_list_tells_confidence_and_dates():
    lines = run("manual", "list").output.splitlines()
    assert len(lines) == len(builtin_manuals())
    rows = {line.split("\t")[0]: line.split("\t") for line in lines}
    assert rows["cn-default"][3:5] == ["medium", "2026-01-01.."]
    assert rows["js-4013"][3] == "medium, unverified"


def test_show_prints_a_version():
    plain = json.loads(run("manual", "show", "cn-default@1").output)
    assert plain["id"] == "cn-default"


def test_difference_of_built_in_manuals_and_files_needs_no_database(tmp_path):
    done = run("manual", "diff", "cn-default", "xian-2014@1")
    assert "～ 判定标准 · 反对比例 · 高风险：大于 0.5 → 大于 0.33" in done.output
    assert run("manual", "diff", "cn-default", "cn-default@1").output == ""
    path = written(tmp_path, limit="0.4")
    done = run("manual", "diff", "cn-default", path)
    assert "～ 判定标准 · 反对比例 · 高风险：大于 0.5 → 大于 0.4" in done.output
    code = (
        "import sys; from riskassess.cli import main;"
        "main(['manual', 'diff', 'cn-default', 'js-4013'], standalone_mode=False);"
        "sys.exit(any(name in sys.modules for name in ('sqlalchemy', 'flask', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_unknown_manual_is_refused_as_json():
    assert "没有存入手册" in refused("manual", "diff", "cn-default", "nothing")["what"]


def test_wrong_file_is_refused_with_line_and_key(tmp_path):
    error = refused("manual", "check", written(tmp_path, limit="x"))
    assert error["where"] == "10:criteria[4].high.above"


def test_import_waits_for_another_account(office):
    path = written(office)
    done = run("manual", "import", path, "--as", "both", "--office", "500112", "--note", "按办法")
    assert done.output.splitlines()[0] == "1\tcn-else\t1\tproposed"
    assert "大于 0.5 → 大于 0.33" in done.output
    assert "提出的人" in refused("manual", "approve", 1, "--as", "both")["what"]
    assert run("manual", "approve", 1, "--as", "officer").exit_code == 1
    assert (
        run("manual", "proposals", "--as", "approver").output == "1\tcn-else\t1\tproposed\tboth\n"
    )
    done = run("manual", "approve", 1, "--as", "approver")
    assert done.output.startswith("cn-else\t1\tsha256:")
    assert refused("manual", "approve", 1, "--as", "approver")["what"].startswith("approver已于")
    stored = run("manual", "list", "--stored").output
    assert "cn-else\t1\t别处的手册\tmedium\t2026-01-01.." in stored
    assert run("manual", "diff", "cn-else@1", path).output == ""
    again = refused("manual", "import", path, "--as", "officer")
    assert "没有新内容" in again["what"]


def test_import_is_sent_back(office):
    run("manual", "import", written(office), "--as", "officer")
    done = run("manual", "send-back", 1, "--as", "approver", "--reason", "写明来源")
    assert done.output == "1\tsent_back\n"
    assert "cn-else" not in run("manual", "list", "--stored").output


def test_import_needs_an_account_of_the_office(office):
    path = written(office)
    assert "nobody" in refused("manual", "import", path, "--as", "nobody")["what"]
    error = refused("manual", "import", path, "--as", "officer", "--office", "000000")
    assert "000000" in error["what"]


def test_upgrade_stores_the_built_in_manuals_once(home):
    first, second = run("db", "upgrade").output, run("db", "upgrade").output
    for name in builtin_manuals():
        assert f"manual: {name} {builtin_manual(name).version} stored" in first
    assert second == ""
    assert run("manual", "store").output == ""
    assert len(run("manual", "list", "--stored").output.splitlines()) == len(builtin_manuals())


def test_a_database_that_is_not_set_up_is_told_with_the_mend(tmp_path, monkeypatch):
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path))
    told = CliRunner().invoke(main, ["export", "somewhere"])
    assert told.exit_code == 1
    assert "db upgrade" in told.stderr
