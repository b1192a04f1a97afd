"""The worked figures of docs/method/agreement.md and survey.md are what `compute` prints."""

import json
import re
from pathlib import Path

import pytest

from riskassess.cli.compute import computed_text
from riskassess.domain.methods import METHODS

FOLDER = Path(__file__).parents[2] / "docs" / "method"
TEXT = "\n".join((FOLDER / name).read_text("utf-8") for name in ("agreement.md", "survey.md"))
BLOCKS = re.findall(r"^```json\n(.*?)^```", TEXT, flags=re.M | re.S)
EXAMPLES = list(zip(BLOCKS[::2], BLOCKS[1::2], strict=True))


@pytest.mark.parametrize(("file", "shown"), EXAMPLES)
def test_worked_figures(file, shown):
    printed, wanted = json.loads(computed_text(file)), json.loads(shown)
    assert wanted
    assert {key: printed[key] for key in wanted} == wanted


def test_every_method_of_agreement_and_surveys_has_an_example():
    ours = {name for name, place in METHODS.items() if re.search(r"\.(agreement|surveys):", place)}
    assert {json.loads(file)["method"] for file, _shown in EXAMPLES} == ours
