"""`check-report`: slips with their place, exit codes, refusals."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from riskassess.cli import main
from riskassess.demonstration.sample_reports import FOLDER


def run(*arguments):
    return CliRunner().invoke(main, ["check-report", *map(str, arguments)])


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_clean_report_exits_0_and_says_what_was_not_checked(ending):
    done = run(FOLDER / f"report-clean.{ending}")
    assert done.exit_code == 0
    assert "没有发现差错" in done.stdout
    assert "表21 应急联络表" in done.stdout.split("没有核对的表")[1]
    assert done.stderr == ""


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_slips_exit_1_with_place_printed_right_and_rule(ending):
    done = run(FOLDER / f"report-with-slips.{ending}")
    assert done.exit_code == 1
    assert "第 3 张表 表3 群众态度" in done.stdout
    assert "有条件支持 · 占比（％）: 印作 28.1% 应为 21.8%" in done.stdout
    assert "比例应等于份数除以基数：83 ÷ 380。" in done.stdout
    assert "处差错" in done.stderr


def test_json_holds_every_slip_with_its_facts():
    done = run("--json", FOLDER / "report-with-slips.docx")
    found = json.loads(done.stdout)
    (slip,) = [each for each in found["slips"] if each["rule"] == "report_rounded_parts"]
    assert (slip["printed"], slip["right"]) == ("89.5%", "89.4%")
    assert slip["facts"] == {"count": 127, "base": 142}
    assert slip["place"]["row"] == "5 支持和有条件支持合计"
    assert found["tables_not_understood"][0]["reason"] == "no_figures"
    assert done.exit_code == 1


def test_unreadable_file_exits_1_with_the_reason(tmp_path):
    path = tmp_path / "报告.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    done = run(path)
    assert done.exit_code == 1
    error = json.loads(done.stderr)["error"]
    assert error["where"] == "报告.doc"
    assert "另存为 .docx" in error["mend"]


@pytest.mark.parametrize("arguments", [[], ["missing.docx"], ["--unknown"]])
def test_wrong_usage_exits_2(arguments):
    assert run(*arguments).exit_code == 2


def test_command_loads_neither_web_nor_database():
    code = (
        "import sys; from click.testing import CliRunner; from riskassess.cli import main;"
        f"CliRunner().invoke(main, ['check-report', {str(FOLDER / 'report-clean.docx')!r}]);"
        "print([m for m in ('flask', 'sqlalchemy', 'numpy', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
