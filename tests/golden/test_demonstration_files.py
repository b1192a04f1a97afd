"""The two demonstration files come out to the digit, and the record prints what compute prints."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.cli.compute import computed_text
from riskassess.domain.assessment_file import parse_assessment, read_json
from riskassess.domain.grading import compute_assessment
from riskassess.domain.result import printed_result, result_record

FILES = Path(__file__).resolve().parents[2] / "riskassess" / "demonstration"
WANTED = {
    "shuanghekou-reservoir": {
        "index": ("0.248765", "0.120441"),
        "criteria": ("low", "low", "medium", "medium", "low"),
    },
    "xiba-bridge-demolition": {
        "index": ("0.378311", "0.163153"),
        "criteria": ("medium", "medium", "medium", "medium", "medium"),
    },
}


@pytest.fixture(params=sorted(WANTED))
def name(request):
    return request.param


@pytest.fixture
def text(name):
    return (FILES / f"{name}.json").read_text(encoding="utf-8")


def test_compute_prints_the_published_figures(name, text):
    printed = json.loads(computed_text(text), parse_float=Decimal)
    assert list(printed) == ["manual", "manual_digest", "before", "after", "recommendation"]
    indices = (printed["before"]["index"], printed["after"]["index"])
    assert indices == tuple(map(Decimal, WANTED[name]["index"]))
    criteria = ("single_factor", "index", "event", "headcount", "opposition")
    assert list(printed["before"]["criteria"].items()) == list(
        zip(criteria, WANTED[name]["criteria"], strict=True)
    )
    assert printed["before"]["not_applied"] == []
    assert printed["before"]["grade"] == "medium"
    assert printed["after"]["criteria"] == {"single_factor": "low", "index": "low"}
    assert printed["after"]["not_applied"] == ["event", "headcount", "opposition"]
    assert printed["after"]["grade"] == "low"
    assert printed["recommendation"] == "implement"


def test_factor_keys_stand_in_the_documented_order(text):
    printed = json.loads(computed_text(text))
    keys = ["code", "weight", "probability", "impact", "risk", "degree"]
    assert all(list(row) == keys for row in printed["before"]["factors"])
    assert list(printed["before"]) == [
        "factors", "index", "criteria", "not_applied", "grade", "explanation",
    ]  # fmt: skip


def test_stored_record_prints_what_compute_prints(text):
    manual = builtin_manual("cn-default")
    result = compute_assessment(parse_assessment(read_json(text), manual), manual)
    assert printed_result(result_record(result)) == computed_text(text)
