"""`user first`, and what production does without demonstration accounts."""

import re

from click.testing import CliRunner

from models.engine import make_engine, make_session
from riskassess.adapters.passwords import Passwords
from riskassess.cli import main
from riskassess.cli.first_link import offer_first_link
from riskassess.cli.opening import open_resources
from riskassess.domain.passwords import PasswordRule
from riskassess.services.first_administrator import FirstAdministrator, use_first_link
from tests.support.migrated import migrate_by_copy

LINK = re.compile(r"http\S+/account-links/([\w-]+)")
GIVEN = FirstAdministrator("admin", "王一", "corn-lamp-72", "500112", "某区稳定办")


def test_console_gives_one_link_until_there_is_an_administrator(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("RISKASSESS_ENV", "development")
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path))
    monkeypatch.delenv("RISKASSESS_DATABASE_URL", raising=False)
    engine = make_engine(f"sqlite:///{tmp_path / 'riskassess.db'}")
    migrate_by_copy(engine)
    engine.dispose()
    resources = open_resources()
    offer_first_link(resources)  # as the first start does
    assert LINK.search(capsys.readouterr().out)
    done = CliRunner().invoke(main, ["user", "first"])
    token = LINK.search(done.output)[1]
    with make_session(resources.engine, may_write=True) as session:
        use_first_link(
            session, token=token, given=GIVEN, rule=PasswordRule(10, lambda _password: False),
            make_hash=Passwords().make, now=resources.clock(),
        )  # fmt: skip
    offer_first_link(resources)
    assert capsys.readouterr().out == ""
    done = CliRunner().invoke(main, ["user", "first"])
    assert (done.exit_code, "已经有系统管理员" in done.stderr) == (1, True)
    resources.engine.dispose()


def test_production_loads_no_demonstration(tmp_path, monkeypatch):
    environ = {
        "ENV": "production",
        "HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'riskassess.db'}",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuv",
        "PUBLIC_URL": "https://wenping.example.invalid",
        "SMTP_URL": "smtps://mail.example.invalid",
    }
    for name, value in environ.items():
        monkeypatch.setenv(f"RISKASSESS_{name}", value)
    refused = CliRunner().invoke(main, ["demo"])
    assert (refused.exit_code, "RISKASSESS_DEMONSTRATION" in refused.stderr) == (1, True)
    monkeypatch.setenv("RISKASSESS_DEMONSTRATION", "1")
    refused = CliRunner().invoke(main, ["serve"])
    assert (refused.exit_code, "must not be switched on" in refused.stderr) == (1, True)
    assert not (tmp_path / "riskassess.db").exists()
