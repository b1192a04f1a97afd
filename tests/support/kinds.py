"""One small assessment file for every kind of manual, and the manual it is pinned to."""

from pathlib import Path
from typing import Any

from riskassess.adapters.manuals import builtin_manual, load_manual_text
from riskassess.domain.assessment_file import read_json
from riskassess.domain.manual import Manual

DEMONSTRATION = Path(__file__).parents[2] / "riskassess" / "demonstration"
EXAMPLES = ("levels", "ahp", "deduction", "fuzzy")
SHARES = (
    "cn-default", "cn-default-matrix", "cn-default-matrix-hb", "cn-index-b", "cn-index-c",
    "shanghai-hanzhong", "xian-2014",
)  # fmt: skip
COMBINED = """
format: riskassess.manual/1
id: test-{how}
version: 1
base: {{id: cn-ahp, version: 1}}
title: {{zh: 组合权重, en: combined weights}}
source: 测试
confidence: low
effective_from: "2026-01-01"
weights:
  method: combined
  mixing: {{first: ahp, second: mean_share, how: {how}, share: "0.5"}}
"""
Kind = tuple[dict[str, Any], Manual]


def example(name: str) -> Kind:
    """Return an example that comes with the product."""
    plain = _read(DEMONSTRATION / "examples" / f"{name}.json")
    return plain, builtin_manual(plain["manual"])


def of_shares(manual_id: str) -> Kind:
    """Return the demonstration's demolition under another manual that asks for shares."""
    plain = _read(DEMONSTRATION / "xiba-bridge-demolition.json")
    plain["manual"] = manual_id
    return plain, builtin_manual(manual_id)


def of_one_level() -> Kind:
    """Return a file whose factors are compared all at once."""
    text = COMBINED.format(how="product").replace("  method: combined\n", "  method: ahp\n")
    text = text.split("  mixing:")[0].replace("test-product", "test-one-level") + (
        "  pairwise: {method: geometric, random_index: saaty, two_level: false,"
        ' limit: "0.1", paragraph: "5.6"}\n'
    )
    plain, _manual = example("ahp")
    codes = [row["code"] for row in plain["factors"]]
    pairs = [(first, second) for n, first in enumerate(codes) for second in codes[n + 1 :]]
    plain["manual"] = "test-one-level"
    for number, sheet in enumerate(plain["comparisons"]):
        values = ("1/3", "2", "1", "5", "3", "1/9")
        sheet["judgements"] = [
            {"within": None, "first": first, "second": second, "value": values[(n + number) % 6]}
            for n, (first, second) in enumerate(pairs)
        ]
    return plain, load_manual_text(text)


def of_both_weights(how: str) -> Kind:
    """Return a file with weight scores and comparisons, combined as product or linearly."""
    plain, _manual = example("ahp")
    plain["manual"] = f"test-{how}"
    for moment in ("scores_before", "scores_after"):
        for number, sheet in enumerate(plain[moment]):
            for place, score in enumerate(sheet["scores"]):
                score["weight_score"] = 4 + (number + 2 * place) % 6
    return plain, load_manual_text(COMBINED.format(how=how))


def every_kind() -> dict[str, Kind]:
    """Return all of them by name."""
    return {
        **{name: example(name) for name in EXAMPLES},
        **{name: of_shares(name) for name in SHARES},
        **{f"combined-{how}": of_both_weights(how) for how in ("product", "linear")},
        "one-level": of_one_level(),
    }


def _read(path: Path) -> dict[str, Any]:
    plain = read_json(path.read_text(encoding="utf-8"))
    assert isinstance(plain, dict)
    return plain
