"""`compute --certainty`: beside the result, repeatable by seed; without it nothing changes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from riskassess.cli import main
from riskassess.domain.assessment_file import read_json
from riskassess.domain.certainty import seed_of
from riskassess.proof.canonical import canonical_json

PROJECT = Path(__file__).resolve().parents[3]
FILE = PROJECT / "riskassess" / "demonstration" / "xiba-bridge-demolition.json"
SEED = "0f" * 32


def run(*arguments):
    return CliRunner().invoke(main, ["compute", *map(str, arguments)])


def test_certainty_stands_beside_the_unchanged_result():
    plain, more = json.loads(run(FILE).stdout), json.loads(run(FILE, "--certainty").stdout)
    found = more.pop("certainty")
    assert more == plain
    assert found["seed"] == seed_of(canonical_json(read_json(FILE.read_text("utf-8"))))
    assert found["resamples"] == sum(found["before"]["counts"].values()) == 10_000
    assert found["before"]["grade"] == plain["before"]["grade"]


def test_seed_and_number_repeat_a_record():
    options = ("--certainty", "--seed", SEED.upper(), "--resamples", "500")
    first, second = run(FILE, *options), run(FILE, *options)
    assert first.stdout == second.stdout
    found = json.loads(first.stdout)["certainty"]
    assert (found["seed"], found["resamples"]) == (SEED, 500)


@pytest.mark.parametrize(
    ("options", "where"),
    [(("--seed", "ab"), "seed"), (("--resamples", "3"), "resamples")],
)
def test_wrong_option_is_refused_with_the_mend(options, where):
    result = run(FILE, "--certainty", *options)
    assert result.exit_code == 1
    error = json.loads(result.stderr)["error"]
    assert error["where"] == where
    assert error["mend"]


def test_seed_without_certainty_is_a_wrong_call():
    assert run(FILE, "--seed", SEED).exit_code == 2


def test_method_file_has_no_panel(tmp_path):
    file = tmp_path / "method.json"
    file.write_text('{"method": "wilson", "inputs": {"x": 1, "n": 2, "confidence": "0.95"}}')
    result = run(file, "--certainty")
    assert result.exit_code == 1
    assert json.loads(result.stderr)["error"]["where"] == "method"


def test_compute_alone_needs_no_arrays():
    code = (
        "import sys; from riskassess.cli.compute import computed_text;"
        f"computed_text(open({str(FILE)!r}, encoding='utf-8').read());"
        "sys.exit('numpy' in sys.modules or 'riskassess.domain.certainty' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False)
    assert done.returncode == 0
