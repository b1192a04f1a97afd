"""A new key of personal fields: every number under it at once, or everything as before."""

import pytest
from click.testing import CliRunner
from sqlmodel import select

from models import AuditEntry, Expert
from models.engine import make_engine, make_session
from riskassess.adapters.personal_seal import PersonalSeal, SealError
from riskassess.cli import main
from riskassess.services.pool.personal_keys import rotate_personal_key
from tests import factories
from tests.support.migrated import migrate_by_copy


def sealed(seal, phone, **values):
    made = factories.expert(**values)
    made.phone_sealed = seal.seal(phone, office_id=made.office_id, expert=made.code)
    return factories.save(made)


def phone_of(seal, expert):
    return seal.open(expert.phone_sealed, office_id=expert.office_id, expert=expert.code)


def test_every_number_is_sealed_again_and_the_old_key_stays(session, resources, now):
    seal = resources.seal
    first, second = (sealed(seal, f"1380013800{n}") for n in range(2))
    factories.expert(office_id=first.office_id)  # has no number
    old = first.phone_sealed
    key_id, done = rotate_personal_key(session, seal=seal, now=now)
    session.expire_all()
    assert done == 2
    assert all(key_id in row.phone_sealed and seal.is_current(row.phone_sealed)
               for row in (first, second))  # fmt: skip
    assert [phone_of(seal, row) for row in (first, second)] == ["13800138000", "13800138001"]
    assert seal.open(old, office_id=first.office_id, expert=first.code) == "13800138000"
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "personal_key:rotate"))
    assert f'"key":"{key_id}"' in entries.first().after


def test_number_that_does_not_open_leaves_all_as_they_were(session, resources, now):
    seal = resources.seal
    good, bad = (sealed(seal, "13800138000") for _ in range(2))
    before = good.phone_sealed
    bad.phone_sealed = before  # is another expert's
    factories.save(bad)
    with pytest.raises(SealError, match="seal_tampered"):
        rotate_personal_key(session, seal=seal, now=now)
    session.expire_all()
    assert good.phone_sealed == before
    assert phone_of(seal, good) == "13800138000"
    assert not session.exec(
        select(AuditEntry).where(AuditEntry.action == "personal_key:rotate")
    ).all()


def test_command_seals_again_and_names_the_key(tmp_path, monkeypatch):
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path))
    monkeypatch.setenv("RISKASSESS_ENV", "testing")
    engine = make_engine(f"sqlite:///{tmp_path / 'riskassess.db'}")
    migrate_by_copy(engine)
    seal = PersonalSeal(tmp_path / "keys" / "personal-data")
    with make_session(engine, may_write=True) as session, factories.writing_with(session):
        key = sealed(seal, "13800138000").id
    told = CliRunner().invoke(main, ["keys", "rotate-personal"])
    assert told.exit_code == 0, told.output
    assert "1 numbers sealed again" in told.output
    assert "\n0 numbers under older keys" in told.output
    PersonalSeal(tmp_path / "keys" / "personal-data").rotate()  # now one is under an older key
    told_again = CliRunner().invoke(main, ["keys", "rotate-personal", "--check"])
    assert told_again.output == "1 numbers under older keys\n"
    with make_session(engine, may_write=False) as session:
        stored = session.get_one(Expert, key)
        assert told.output.split()[0] in stored.phone_sealed
        assert phone_of(seal, stored) == "13800138000"
    for file in (tmp_path / "keys" / "personal-data").glob("*.key"):
        file.write_text("00")
    refused = CliRunner().invoke(main, ["keys", "rotate-personal"])
    assert (refused.exit_code, "seal_unreadable" in refused.output) == (1, True)
    engine.dispose()
