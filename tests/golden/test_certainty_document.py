"""The worked figure of docs/method/certainty.md is what `compute --certainty` prints."""

import json
import re
from pathlib import Path

from riskassess.cli.compute import Asked, computed_text

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "method" / "certainty.md").read_text("utf-8")


def test_worked_figure():
    (block,) = re.findall(r"^```json\n(.*?)^```", TEXT, flags=re.M | re.S)
    file = ROOT / "riskassess" / "demonstration" / "examples" / "fuzzy.json"
    printed = json.loads(computed_text(file.read_text("utf-8"), Asked(seed="5a" * 32)))
    found = printed["certainty"]["before"]
    assert {key: found[key] for key in ("counts", "interval")} == json.loads(block)
    assert f"only {found['counts']['high']:,} are high" in TEXT
    assert found["result"] == 0.6405
