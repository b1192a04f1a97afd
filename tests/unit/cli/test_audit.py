"""`audit verify`: one test for each way to tamper with the chains, and the export checked alone."""

import json
import shutil
import sqlite3
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlmodel import select

from models import AuditEntry, Office, OfficeKey
from models.engine import transaction
from riskassess.adapters.keys import OfficeKeys
from riskassess.cli import main
from riskassess.cli.opening import open_resources, open_session
from riskassess.domain.vocabulary import Role
from riskassess.proof.chain import ChainHead, entry_digest, head_payload
from riskassess.proof.signing import frame
from riskassess.queries.audit import entry_facts
from riskassess.queries.audit_export import export_lines
from riskassess.services.audit import record
from riskassess.services.audit_heads import sign_due_heads
from tests import factories

NOW = factories.NOW
ENTRIES = 6


def live_in(folder, monkeypatch):
    """Let the commands work in a folder of their own."""
    monkeypatch.setenv("RISKASSESS_ENV", "development")
    monkeypatch.setenv("RISKASSESS_HOME", str(folder))
    monkeypatch.delenv("RISKASSESS_DATABASE_URL", raising=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make an office with an assessment whose chains were signed twice, a day apart."""
    folder = tmp_path_factory.mktemp("chains")
    with pytest.MonkeyPatch.context() as monkeypatch:
        live_in(folder, monkeypatch)
        assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
        resources = open_resources()
        with open_session(resources, may_write=True) as session, factories.writing_with(session):
            case = factories.assessment()
            factories.office()
            actor = factories.actor(Role.AUDITOR, office_id=case.office_id)
            for day in range(2):
                for subject in (case, factories.expert(office_id=case.office_id)):
                    for _turn in range(ENTRIES // 2):
                        with transaction(session):
                            record(session, actor=actor, action="assessment:edit", now=NOW,
                                   subject=subject, after={"number": "=1+1"})  # fmt: skip
                sign_due_heads(session, office_id=case.office_id, sign=resources.keys.sign,
                               now=NOW + timedelta(days=day))  # fmt: skip
            lines = "".join(
                f"{line}\n"
                for line in export_lines(session, actor, sign=resources.keys.sign, now=NOW)
            )
        resources.engine.dispose()
        (folder / "audit.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture
def home(made, tmp_path, monkeypatch):
    shutil.copytree(made, tmp_path / "home")
    live_in(tmp_path / "home", monkeypatch)
    return tmp_path / "home"


def verified(*arguments):
    done = CliRunner().invoke(main, ["audit", "verify", *map(str, arguments)])
    assert done.exit_code in {0, 1}, done.output
    return done.exit_code, done.output


def tampered(home, *statements):
    """Change the database behind the product's back and return what is found."""
    with sqlite3.connect(home / "riskassess.db") as connection:
        for statement in statements:
            done = connection.execute(statement.replace("OF_CASE", CASE))
            assert done.rowcount > 0, statement
    connection.close()
    code, said = verified()
    assert code == 1, said
    return said


def test_whole_chains_are_told_as_whole(home):
    code, said = verified()
    assert code == 0
    assert f"assessment:1\t{ENTRIES} entries\twhole" in said
    assert f"office:1\t{ENTRIES + 2} entries\twhole" in said


CASE = "WHERE chain = 'assessment:1'"  # stands for the word OF_CASE in a statement
KINDS = {
    "changed": (
        ["UPDATE audit_entry SET action = 'x' OF_CASE AND sequence = 2"], "changed\tentry 2"
    ),
    "removed": (["DELETE FROM audit_entry OF_CASE AND sequence = 2"], "removed\tentry 2"),
    "cut": (["DELETE FROM audit_entry OF_CASE AND sequence > 4"], "cut\tentry 5"),
    "cut with a moved head": (
        [
            "DELETE FROM audit_entry OF_CASE AND sequence > 4",
            "UPDATE audit_chain SET sequence = 4, digest = (SELECT digest FROM audit_entry "
            "OF_CASE AND sequence = 4) WHERE name = 'assessment:1'",
        ],
        "cut\tentry 5",
    ),
    "head removed": (
        ["DELETE FROM audit_head OF_CASE AND sequence = 6"],
        f"head_removed\tentry {ENTRIES}",
    ),
    "head forged": (
        ["UPDATE audit_head SET signature = '00' OF_CASE AND sequence = 3"],
        "head_forged\tentry 3",
    ),
    "head of another place": (
        ["UPDATE audit_head SET sequence = 2 OF_CASE AND sequence = 3"], "head_forged\tentry 2"
    ),
    "whole chain deleted": (
        [
            "DELETE FROM audit_entry OF_CASE", "DELETE FROM audit_head OF_CASE",
            "DELETE FROM audit_chain WHERE name = 'assessment:1'",
        ],
        "assessment:1\t0 entries\tbroken",
    ),
    "chain of the office deleted": (
        [
            "DELETE FROM audit_entry WHERE chain = 'office:1'",
            "DELETE FROM audit_head WHERE chain = 'office:1'",
            "DELETE FROM audit_chain WHERE name = 'office:1'",
        ],
        "office:1\t0 entries\tbroken",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_of_tampering_is_found(home, kind):
    statements, expected = KINDS[kind]
    assert expected in tampered(home, *statements)


def rewritten(home, change, *, sign=None):
    """Rewrite the case's chain so that it is whole in itself; sign its heads anew if asked."""
    resources = open_resources()
    with open_session(resources, may_write=True) as session, transaction(session):
        rows = session.exec(
            select(AuditEntry)
            .where(AuditEntry.chain == "assessment:1")
            .order_by(AuditEntry.sequence)
        ).all()
        previous = rows[0].previous
        for row in rows:
            change(row)
            row.previous = previous
            row.digest = previous = entry_digest(previous, entry_facts(row))
        digests = [(row.sequence, row.digest) for row in rows]
    resources.engine.dispose()
    heads = [
        (digest, sign("assessment:1", sequence, digest), sequence)
        for sequence, digest in digests
        if sign and sequence in {ENTRIES // 2, ENTRIES}
    ]
    with sqlite3.connect(home / "riskassess.db") as connection:
        connection.execute(
            "UPDATE audit_chain SET digest = ? WHERE name = 'assessment:1'", (previous,)
        )
        for digest, made, sequence in heads:
            connection.execute(
                "UPDATE audit_head SET digest = ?, key_id = ?, signature = ? "
                "WHERE chain = 'assessment:1' AND sequence = ?",
                (digest, made.key_id, made.hex, sequence),
            )
    connection.close()
    return tampered(home)


def test_inserted_entry_is_found(home):
    said = tampered(
        home,
        "UPDATE audit_entry SET sequence = -sequence OF_CASE AND sequence > 3",
        "UPDATE audit_entry SET sequence = 1 - sequence OF_CASE AND sequence < 0",
        "INSERT INTO audit_entry (sequence, office_id, chain, actor_id, action, subject_type, "
        "subject_id, before, after, request_id, at, previous, digest) SELECT 4, office_id, chain, "
        "actor_id, action, subject_type, subject_id, before, after, request_id, at, previous, "
        "digest FROM audit_entry OF_CASE AND sequence = 3",
    )
    assert "inserted\tentry 4" in said


def test_rewritten_chain_is_found_by_its_signed_heads(home):
    said = rewritten(home, lambda row: setattr(row, "action", "assessment:view"))
    assert f"rewritten\tentry {ENTRIES}" in said


def test_heads_signed_anew_with_a_key_that_only_the_database_knows_are_found(home, tmp_path):
    strange = OfficeKeys(tmp_path / "strange")
    public = strange.public_key("own")
    resources = open_resources()
    with open_session(resources, may_write=True) as session, transaction(session):
        office_id = session.exec(select(Office.id).order_by(Office.id)).first()
        session.add(OfficeKey(office_id=office_id, key_id=public.key_id,
                              public_key=public.hex, created_at=NOW))  # fmt: skip
    resources.engine.dispose()

    def sign(chain, sequence, digest):
        head = ChainHead(chain, sequence, digest)
        return strange.sign("own", frame("audit-head", head_payload(head)))

    said = rewritten(home, lambda row: setattr(row, "action", "assessment:view"), sign=sign)
    assert f"head_forged\tentry {ENTRIES}" in said


def test_chain_of_another_office_is_found(home):
    said = rewritten(home, lambda row: setattr(row, "office_id", 2))
    assert "foreign\tentry 1" in said


def test_head_on_a_certificate_finds_what_the_database_hides(home, tmp_path):
    kept = ChainHead("office:1", ENTRIES + 2, "sha256:" + "a" * 64)
    paper = tmp_path / "certificate.json"
    paper.write_text(json.dumps({"audit_head": head_payload(kept)}), encoding="utf-8")
    code, said = verified("--paper", paper)
    assert (code, f"rewritten\tentry {ENTRIES + 2}" in said) == (1, True)


def key_of(home):
    code = next(path.name for path in (home / "keys").iterdir() if list(path.glob("*.pem")))
    return OfficeKeys(home / "keys").public_key(code).hex


def test_export_is_checked_without_a_database(home, monkeypatch, tmp_path):
    file, key = home / "audit.jsonl", key_of(home)
    monkeypatch.setenv("RISKASSESS_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    code, said = verified("--file", file, "--key", key)
    assert code == 0, said
    assert f"assessment:1\t{ENTRIES} entries\t2 signed heads\twhole" in said
    assert (home / "keys").is_dir()  # a stranger without it is told the same
    assert "keys not checked: --file looks into no key folder" in verified("--file", file)[1]
    code, said = verified("--file", file, "--key", "0" * 64)
    assert (code, "was not named" in said, "head_forged" in said) == (1, True, True)
    assert not (tmp_path / "none.db").exists()


def without(lines, number):
    return lines[:number] + lines[number + 1 :]


DAMAGES = {
    "changed": (
        lambda lines: [*lines[:2], lines[2].replace("=1+1", "=1+2"), *lines[3:]], "changed"
    ),
    "removed": (lambda lines: without(lines, 2), "removed\tentry 2"),
    "inserted": (lambda lines: [*lines[:3], *lines[2:]], "inserted\tentry 2"),
    "cut": (lambda lines: without(lines, ENTRIES), f"cut\tentry {ENTRIES}"),
    "another chain": (
        lambda lines: [line.replace('"chain":"assessment:1","d', '"chain":"office:9","d')
                       for line in lines], "foreign",
    ),
    "end changed": (
        lambda lines: [*lines[:-1], lines[-1].replace("2026", "2025")], "does not fit"
    ),
    "no end": (lambda lines: lines[:-1], "no whole export"),
    "no export": (lambda _lines: ["{}"], "no whole export"),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(DAMAGES))
def test_damaged_export_is_found(made, tmp_path, kind):
    damage, expected = DAMAGES[kind]
    lines = (made / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    file = tmp_path / "damaged.jsonl"
    file.write_text("\n".join(damage(lines)), encoding="utf-8")
    code, said = verified("--file", file)
    assert code == 1, said
    assert expected in said
