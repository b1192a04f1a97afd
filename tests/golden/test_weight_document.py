"""The worked figures of docs/method/weights.md are what `compute` prints."""

import json
import re
from pathlib import Path

import pytest

from riskassess.cli.compute import computed_text
from riskassess.domain.methods import METHODS
from riskassess.domain.pairwise import TABLES

TEXT = (Path(__file__).parents[2] / "docs" / "method" / "weights.md").read_text("utf-8")
BLOCKS = re.findall(r"^```json\n(.*?)^```", TEXT, flags=re.M | re.S)
EXAMPLES = list(zip(BLOCKS[::2], BLOCKS[1::2], strict=True))


@pytest.mark.parametrize(("file", "shown"), EXAMPLES)
def test_worked_figures(file, shown):
    printed, wanted = json.loads(computed_text(file)), json.loads(shown)
    assert {key: printed[key] for key in wanted} == wanted


def test_every_method_of_weights_has_an_example():
    ours = {name for name, place in METHODS.items() if ".weights:" in place}
    assert {json.loads(file)["method"] for file, _shown in EXAMPLES} == ours


def test_tables_are_described():
    described = dict(re.findall(r"^\| `(\w+)`[^|]*\|[^|]*\| (\d+–\d+) \|", TEXT, flags=re.M))
    assert described == {
        name: f"{min(each.values)}–{max(each.values)}" for name, each in TABLES.items()
    }
