"""`compute` and `manual` from the shell: exit codes, streams, and what they never import."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from riskassess.cli import main

PROJECT = Path(__file__).resolve().parents[3]
FILE = PROJECT / "riskassess" / "demonstration" / "shuanghekou-reservoir.json"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_compute_prints_one_json_object():
    result = run("compute", FILE)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["before"]["index"] == 0.248765
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{", "1:2"),
        ("[]", "$"),
        ("{}", "format"),
        ('{"method": "astrology", "inputs": {}}', "method"),
        ('{"format": "riskassess.assessment/1"}', "manual"),
        ('{"format": "riskassess.assessment/1", "manual": "cn-default"}', "id"),
    ],
)
def test_refused_input_leaves_with_one_and_says_how_to_mend(tmp_path, text, where):
    file = tmp_path / "wrong.json"
    file.write_text(text, encoding="utf-8")
    result = run("compute", file)
    assert result.exit_code == 1
    assert result.stdout == ""
    error = json.loads(result.stderr)["error"]
    assert error["where"] == where
    assert error["what"]
    assert error["mend"]
    assert "xpecting" not in error["what"]  # what Python's reader says is English


def test_bytes_that_are_no_text_are_refused(tmp_path):
    file = tmp_path / "wrong.json"
    file.write_bytes(b"\xff\xfe\x00")
    result = run("compute", file)
    assert result.exit_code == 1
    assert json.loads(result.stderr)["error"]["what"] == "文件无法读取。"


@pytest.mark.parametrize("arguments", [["compute"], ["compute", "a", "b"], ["conjure"]])
def test_wrong_usage_leaves_with_two(arguments):
    assert run(*arguments).exit_code == 2


def test_help_lists_the_commands():
    assert "compute" in run("--help").stdout


def test_compute_imports_neither_web_nor_database_nor_numpy():
    program = (
        "import sys; from riskassess.cli import main;"
        f"main(['compute', {str(FILE)!r}], standalone_mode=False);"
        "heavy = {'flask', 'sqlalchemy', 'sqlmodel', 'numpy'} & set(sys.modules);"
        "sys.exit(','.join(heavy) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr


def test_manuals_are_listed_shown_and_checked(tmp_path):
    assert "\ncn-default\t1\t" in run("manual", "list").stdout
    assert json.loads(run("manual", "show", "cn-default").stdout)["id"] == "cn-default"
    assert run("manual", "show", "none").exit_code == 1
    source = PROJECT / "riskassess" / "manuals" / "cn-default.yaml"
    assert run("manual", "check", source).exit_code == 0
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(source.read_text("utf-8").replace("combine: worst", "combine: best"), "utf-8")
    result = run("manual", "check", wrong)
    assert result.exit_code == 1
    assert json.loads(result.stderr)["error"]["where"].endswith(":combine")


def test_a_manual_that_is_not_built_in_is_handed_in(tmp_path):
    from riskassess.adapters.manuals import load_manual_file
    from riskassess.proof.canonical import canonical_json

    own = tmp_path / "own.yaml"
    own.write_text(
        """
format: riskassess.manual/1
id: own-county
version: 1
base: {id: cn-default, version: 1}
title: {zh: 示例县手册, en: example county}
source: 示例
confidence: low
effective_from: "2026-01-01"
criteria:
  - {code: opposition, high: {above: "0.05"}, medium: {at_least: "0.01"}}
  - {code: index, active: false}
""",
        encoding="utf-8",
    )
    stored = tmp_path / "manual.json"
    stored.write_text(canonical_json(load_manual_file(own).plain), encoding="utf-8")
    file = tmp_path / "assessment.json"
    plain = json.loads(FILE.read_text(encoding="utf-8")) | {"manual": "own-county"}
    file.write_text(json.dumps(plain), encoding="utf-8")
    assert run("compute", file).exit_code == 1
    printed = run("compute", file, "--manual", own)
    assert printed.exit_code == 0
    assert printed.stdout == run("compute", file, "--manual", stored).stdout
    assert json.loads(printed.stdout)["before"]["criteria"]["opposition"] == "high"
    wrong = run("compute", FILE, "--manual", own)
    assert (wrong.exit_code, json.loads(wrong.stderr)["error"]["where"]) == (1, "manual")
