"""A file is read with the version of the manual that it means; imported manuals serve like ours."""

import json

import pytest
from click.testing import CliRunner

from models.engine import make_engine, make_session, transaction
from riskassess.adapters.manuals import builtin_manual, builtin_manuals
from riskassess.cli import main
from riskassess.demonstration.people import add_office, add_people
from riskassess.domain.assessment_file import read_json
from riskassess.domain.errors import InvalidFile, NotFound
from riskassess.proof.canonical import canonical_json
from riskassess.queries.file_manuals import manual_of_file
from riskassess.services.exchange import import_assessment
from riskassess.services.manuals import store_manual
from tests import factories
from tests.support.kinds import of_shares
from tests.support.manuals import a_manual, text_of
from tests.support.migrated import migrate_by_copy


def a_file(**values):
    plain, _manual = of_shares("cn-default")
    return {**plain, "manual": "cn-else", **values}


@pytest.fixture
def versions(session, now):
    found = [a_manual(version=1, limit="0.33"), a_manual(version=2, limit="0.25")]
    for manual in reversed(found):  # the newest is not the last stored
        store_manual(session, manual=manual, now=now)
    return found


@pytest.fixture
def choose(session):
    office = factories.office()

    def call(plain):
        own = {name: builtin_manual(name) for name in builtin_manuals()}
        return manual_of_file(session, plain, office_id=office.id, builtin=own.get)

    call.office = office
    return call


def test_newest_stored_version_is_taken(versions, choose):
    assert choose(a_file()).version == 2


@pytest.mark.parametrize("number", [0, 1])
def test_version_named_by_its_digest_is_taken(versions, choose, number):
    manual = versions[number]
    assert choose(a_file(manual_digest=manual.digest)).version == manual.version


def test_built_in_manual_comes_before_stored_ones_unless_its_digest_is_named(session, choose, now):
    newer = a_manual(code="cn-default", version=2)
    store_manual(session, manual=newer, now=now)
    ours = builtin_manual("cn-default")
    assert choose(a_file(manual="cn-default")).digest == ours.digest
    assert choose(a_file(manual="cn-default", manual_digest=ours.digest)).digest == ours.digest
    assert choose(a_file(manual="cn-default", manual_digest=newer.digest)).version == 2


def test_assessment_stays_on_the_version_it_is_pinned_to(session, versions, choose, now):
    import_assessment(
        session, plain=a_file(), manual=versions[0], office_id=choose.office.id, now=now
    )
    assert choose(a_file()).version == 1
    assert choose(a_file(id="another")).version == 2
    assert choose(a_file(manual="cn-default")).id == "cn-default"


@pytest.mark.parametrize(
    ("values", "error", "code", "where"),
    [
        ({"manual": "cn-nowhere"}, NotFound, "manual_unknown", "manual"),
        ({"manual": None}, NotFound, "manual_unknown", "manual"),
        ({"manual_digest": "sha256:00"}, InvalidFile, "file_manual_version_unknown",
         "manual_digest"),
        ({"manual": "cn-default", "manual_digest": "sha256:00"}, InvalidFile,
         "file_manual_version_unknown", "manual_digest"),
    ],
)  # fmt: skip
def test_manual_that_nobody_has_is_refused(versions, choose, values, error, code, where):
    with pytest.raises(error) as refusal:
        choose(a_file(**values))
    assert (refusal.value.code, refusal.value.where) == (code, where)


@pytest.fixture
def shell(tmp_path, monkeypatch, now):
    """Give the command line over a database of its own, with an office and its people."""
    url = f"sqlite:///{tmp_path / 'exchange.db'}"
    monkeypatch.setenv("RISKASSESS_HOME", str(tmp_path))
    monkeypatch.setenv("RISKASSESS_DATABASE_URL", url)
    engine = make_engine(url)
    migrate_by_copy(engine)
    with make_session(engine, may_write=True) as session, transaction(session):
        add_people(session, add_office(session, now=now), password_hash="-", now=now)
        store_manual(session, manual=builtin_manual("cn-default"), now=now)
    engine.dispose()

    def run(*arguments):
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return run


def approve(shell, folder, number, **values):
    """Import a manual as one officer and approve it as another."""
    file = folder / f"manual-{number}.yaml"
    file.write_text(text_of(**values), encoding="utf-8")
    for done in (
        shell("manual", "import", file, "--as", "officer"),
        shell("manual", "approve", number, "--as", "approver"),
    ):
        assert done.exit_code == 0, done.output


def test_round_trip_under_an_imported_manual(shell, tmp_path):
    approve(shell, tmp_path, 1, limit="0.25")
    file = tmp_path / "file.json"
    file.write_text(canonical_json(a_file()), encoding="utf-8")
    assert shell("import", file).stdout == f"{a_file()['id']}\timported\n"
    exported = shell("export", a_file()["id"]).stdout
    assert canonical_json(read_json(exported)) == canonical_json(a_file())

    approve(shell, tmp_path, 2, limit="0.33", version=2)
    again = tmp_path / "again.json"
    again.write_text(exported, encoding="utf-8")
    assert shell("import", again).stdout == f"{a_file()['id']}\tunchanged\n"


def test_unknown_manual_is_refused_in_words(shell, tmp_path):
    file = tmp_path / "file.json"
    file.write_text(canonical_json(a_file()), encoding="utf-8")
    done = shell("import", file)
    error = json.loads(done.stderr)["error"]
    assert (done.exit_code, error["where"]) == (1, "manual")
    assert "cn-else" in error["what"]
