"""`verify` says line by line what a published file proves, and leaves with 0 or 1."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from riskassess.adapters.manuals import builtin_manual
from riskassess.cli.verify import recompute, verify
from riskassess.proof.canonical import canonical_bytes
from tests.unit.proof.packages import FILES, PUBLIC, pack

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments):
    return CliRunner().invoke(verify, [str(argument) for argument in arguments])


@pytest.fixture
def package(tmp_path):
    pack(tmp_path / "dossier.zip")
    return tmp_path / "dossier.zip"


@pytest.fixture
def bare(tmp_path, monkeypatch):
    monkeypatch.setattr("riskassess.cli.verify.recompute", lambda _a, _m, _r: FILES["result.json"])
    pack(tmp_path / "dossier.zip")
    return tmp_path / "dossier.zip"


def test_whole_package_names_office_and_key(bare):
    result = run(bare, "--key", PUBLIC)
    assert result.exit_code == 0
    assert "示范市稳定办" in result.output
    assert "结论：完整、可信。" in result.output


def test_changed_byte_is_named(bare):
    bare.write_bytes(bare.read_bytes().replace(b'"low"', b'"mow"'))
    result = run(bare)
    assert result.exit_code == 1
    assert "文件“data/result.json”被改动" in result.output


def test_result_that_cannot_be_computed_again_fails(package):
    result = run(package)
    assert result.exit_code == 1
    assert "重新计算" in result.output


def test_each_structural_fault_has_its_text(bare):
    good = bare.read_bytes()
    for place in range(0, len(good), 7):
        bad = bytearray(good)
        bad[place] ^= 1
        bare.write_bytes(bad)
        result = run(bare)
        assert result.exit_code == 1, place
        assert "未通过" in result.output


def test_other_files_and_wrong_usage(tmp_path):
    (tmp_path / "a.txt").write_text("no")
    (tmp_path / "a.json").write_text("{}")
    assert run(tmp_path / "a.txt").exit_code == 1
    assert run(tmp_path / "a.json").exit_code == 1
    assert run(tmp_path / "missing").exit_code == 2
    assert run().exit_code == 2


def test_command_imports_neither_web_nor_database():
    code = (
        "import sys, riskassess.cli.verify; "
        "print([m for m in ('flask', 'sqlmodel', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_recompute_refuses_what_is_no_assessment():
    manual = canonical_bytes(builtin_manual("cn-default").plain)
    assert recompute(b"{}", manual, b"{}") is None
    assert recompute(b"\xff", manual, b"{}") is None
