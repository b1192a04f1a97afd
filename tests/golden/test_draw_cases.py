"""Published draws after RFC 3797 (cases G) come out to the letter, round by round."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from riskassess.cli import main
from riskassess.domain.methods import run_method
from riskassess.proof.rfc3797 import key_string

CASES = Path(__file__).parent / "cases"


def case(name):
    (path,) = CASES.glob(f"{name}_*.json")
    return json.loads(path.read_text("utf-8"), parse_float=Decimal)


G1, G3 = case("G1"), case("G3")


def plain_source(source):
    """Return a source of a case; a number that the case calls a Decimal is that number."""
    if isinstance(source, str) and source.startswith("Decimal "):
        return Decimal(source.removeprefix("Decimal "))
    return source


def drawn(**inputs):
    return run_method("draw", inputs)


def test_g1_every_round_of_the_worked_example():
    asked = G1["inputs"]
    result = drawn(
        pool=asked["pool_in_order"], select=16, sources=asked["sources_as_published"],
        algorithm="rfc3797",
    )  # fmt: skip
    assert result["key_string"] == G1["published"]["key_string"]
    published = G1["published"]["rounds_index_md5_div_selected"]
    assert [[number + 1, *rest] for number, *rest in result["rounds"]] == published
    assert result["selected"][:10] == G1["published"]["first_10_names"]


def test_g1_names_and_a_size_give_the_same_positions():
    asked = G1["inputs"]
    result = drawn(
        pool=asked["pool_size"], select=asked["to_select"], algorithm="rfc3797",
        sources=asked["sources_as_published"],
    )  # fmt: skip
    names = [asked["pool_in_order"][position - 1] for position in result["selected"]]
    assert names == G1["published"]["first_10_names"]
    # the RFC prints "approximately 21.7 bits": it adds 0.1 to the figure and rounds
    assert f"{result['entropy_bits'] + 0.1:.1f}" == "21.7"


def test_g3_strings_decimals_and_lists():
    asked = G3["inputs"]
    result = drawn(
        pool=asked["pool"], select=asked["to_select"], algorithm="rfc3797",
        sources=[plain_source(source) for source in asked["sources"]],
    )  # fmt: skip
    assert result["key_string"] == G3["published"]["key_string"]
    assert result["selected"] == G3["published"]["selected"]
    assert key_string(asked["second_source_list"]) == G3["published"]["second_key_string"]


@pytest.mark.parametrize("wrap", [False, True])
def test_g3_a_value_alone_or_in_a_list_is_one_source(wrap):
    sources = [plain_source(source) for source in G3["inputs"]["sources"]]
    given = [[each] if wrap and not isinstance(each, list) else each for each in sources]
    assert key_string(given) == G3["published"]["key_string"]


def test_the_command_prints_the_worked_example(tmp_path):
    file = tmp_path / "draw.json"
    inputs = {
        "pool": G1["inputs"]["pool_in_order"], "select": 10, "algorithm": "rfc3797",
        "sources": G1["inputs"]["sources_as_published"],
    }  # fmt: skip
    file.write_text(json.dumps({"method": "draw", "inputs": inputs}), "utf-8")
    result = CliRunner().invoke(main, ["compute", str(file)])
    printed = json.loads(result.stdout)
    assert result.exit_code == 0
    assert printed["selected"] == G1["published"]["first_10_names"]
    assert list(printed) == [
        "algorithm", "key_string", "rounds", "selected", "entropy_bits", "whole_bits",
    ]  # fmt: skip


def test_bits_are_those_of_the_table_of_the_rfc():
    sizes = (20, 25, 30, 35, 40, 50, 60, 75, 100, 120)
    results = [drawn(pool=size, select=10, sources=[1]) for size in sizes]
    whole = [result["whole_bits"] for result in results]
    assert whole == [18, 22, 25, 28, 30, 34, 37, 40, 44, 47]


def test_whole_numbers_written_as_one_text_are_these_numbers():
    sources = ["9319", "2, 5, 12, 8, 10", "9 18 26 34 41 45"]
    result = drawn(pool=25, select=10, sources=sources, algorithm="rfc3797")
    assert result["key_string"] == G1["published"]["key_string"]
