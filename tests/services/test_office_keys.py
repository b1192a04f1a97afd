"""A new signing key is published and leaves a trace; the command line does it for one office."""

import json

from click.testing import CliRunner
from sqlmodel import select

from models import AuditEntry, Office, OfficeKey
from models.engine import make_engine, make_session, transaction
from riskassess.cli import main
from riskassess.domain.vocabulary import Role
from riskassess.services.office_keys import rotate_key
from tests import factories
from tests.support.migrated import migrate_by_copy


def test_new_key_is_in_use_published_and_audited(session, resources, now):
    office = session.get_one(Office, factories.actor(Role.SYSTEM_ADMIN).office_id)
    old = resources.keys.public_key(office.code)
    key = rotate_key(session, office_id=office.id, rotate=resources.keys.rotate, now=now)
    assert resources.keys.public_key(office.code).key_id == key.key_id != old.key_id
    assert old.hex in resources.keys.known_keys(office.code)
    assert session.exec(select(OfficeKey)).all() == [key]
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, json.loads(entry.after)) == ("office_key:rotate", {"public": key.key_id})


def test_command_rotates_and_lists(tmp_path, monkeypatch, now):
    url = f"sqlite:///{tmp_path / 'keys.db'}"
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path))
    monkeypatch.setenv("RISKASSESS_DATABASE_URL", url)
    engine = make_engine(url)
    migrate_by_copy(engine)
    with make_session(engine, may_write=True) as session, transaction(session):
        session.add(Office(code="510000", name="测试稳定办", created_at=now))
    engine.dispose()
    made = CliRunner().invoke(main, ["keys", "rotate", "--office", "510000"])
    assert made.exit_code == 0, made.output
    key_id = made.stdout.split("\t")[0]
    assert key_id in CliRunner().invoke(main, ["keys", "list"]).stdout
    assert CliRunner().invoke(main, ["keys", "rotate", "--office", "1"]).exit_code == 1
