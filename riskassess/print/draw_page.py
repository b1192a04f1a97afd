"""The record of a draw as one HTML file that repeats the draw without a server.

The file holds the record byte for byte, its own script and style sheet, and asks nobody for
anything: its content security policy allows this script by its digest, and no other.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from markupsafe import Markup

from expert_pool.vocabulary import (
    DrawKind,
    ExclusionReason,
    LedgerKind,
    RoundOutcome,
    SourceKind,
)
from riskassess.domain.vocabulary import ReviewKind, Role
from riskassess.i18n import LazyText, _
from riskassess.labels import label
from riskassess.wording.draw_findings import FINDINGS
from riskassess.wording.draw_holds import HOLDS
from riskassess.wording.draw_page import DRAW_PAGE
from riskassess.wording.draw_parts import PARTS

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLE = STATIC / "draw-check.css"
# in the order in which one needs the other
SCRIPTS = (
    "bytes", "md5", "json", "rounds", "panel", "announced", "sources", "ledger", "check",
    "sealed", "page",
)  # fmt: skip
SETS: dict[str, type[StrEnum]] = {
    "draw": DrawKind,
    "exclusion": ExclusionReason,
    "ledger": LedgerKind,
    "outcome": RoundOutcome,
    "review": ReviewKind,
    "role": Role,
    "source": SourceKind,
}


def draw_page(
    record: bytes,
    *,
    render: Callable[..., str],
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """Return the page as one HTML file.

    Parameters
    ----------
    record : bytes
        The record as it is published; it is embedded unchanged, whatever it holds.
    render : callable
        Renders a template with values, as `adapters.pages.Pages.render_page`.
    names : mapping, optional
        What the manual calls `seats`, `professions` and `classes`, by their codes.
    """
    script, style = page_script(), STYLE.read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return render(
        "print/draw.html",
        policy=policy,
        words={**page_words(), "names": names or {}},
        record=base64.b64encode(record).decode("ascii"),
        # both are files of ours, put in as they are; the policy names their digests
        style=Markup(f"<style>{style}</style>"),  # noqa: S704
        script=Markup(f'<script type="module">{script}</script>'),  # noqa: S704
    )


def page_script() -> str:
    """Return the page's script: its files one after the other in a scope of their own."""
    files = [(STATIC / "js" / "draw" / f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    return "\n" + "\n".join(files)


def page_words() -> dict[str, Any]:
    """Return every text the script shows, in the language in use."""
    return {
        "parts": _texts(PARTS),
        "findings": _texts(FINDINGS),
        "holds": _texts(HOLDS),
        "ui": {**_texts(DRAW_PAGE), "record_name": _("抽取记录") + ".json"},
        "labels": {
            name: {str(member): label(member) for member in members}
            for name, members in SETS.items()
        },
    }


def _texts(table: dict[str, LazyText]) -> dict[str, str]:
    return {code: str(text) for code, text in table.items()}


def _hash(text: str) -> str:
    made = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{made}'"
