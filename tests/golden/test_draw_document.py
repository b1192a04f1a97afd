"""The worked figures of docs/method/draw.md are what `compute` prints and a shell finds."""

import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path

from expert_pool.vocabulary import RoundOutcome
from riskassess.domain.methods import run_method
from riskassess.domain.methods.printing import printed_method
from riskassess.proof.rfc3797 import canonical_source, entropy_bits

TEXT = (Path(__file__).parents[2] / "docs" / "method" / "draw.md").read_text("utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, flags=re.M | re.S)


def test_worked_draw():
    asked, printed = blocks("json")
    plain = json.loads(asked, parse_float=Decimal)
    result = json.loads(printed_method(run_method(plain["method"], plain["inputs"])))
    assert {key: result[key] for key in json.loads(printed)} == json.loads(printed)


def test_a_shell_finds_the_first_position():
    (script,) = blocks("sh")
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2"


def test_canonical_forms_and_entropy_named_in_the_text():
    named = {
        "`3.5.12./`": [5, 3, 12], "`1.5/`": 1.50, "`0.1/`": Decimal("0.10"), "`7./`": "07",
        "`MAZNAK/`": "Mažňák", "`-4./`": -4,
    }  # fmt: skip
    for written, value in named.items():
        assert written in TEXT
        assert f"`{canonical_source(value)}`" == written
    assert f"{entropy_bits(60, 5):.1f} bits for 5 of\n60" in TEXT


def test_every_outcome_is_in_the_table():
    assert [f"`{each}`" for each in RoundOutcome] == re.findall(r"^\| (`\w+`) \|", TEXT, flags=re.M)
