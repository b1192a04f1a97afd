"""A stored draw as what is published of it: the whole record, or the part that seals nobody's name.

Until the manual's moment the record is published with announcement, values and ledger alone; the
digests that the office signed over the whole stay in it, so that the full record, once it is out,
can be held against what was published before.
"""

from typing import Any

from expert_pool.draw_record import draw_record
from expert_pool.record import SEALED_FORMAT, sealed_record
from models import Draw
from riskassess.proof.canonical import canonical_json
from riskassess.queries.draws import DrawView, read_json


def first_form(draw: Draw) -> dict[str, Any]:
    """Return the record of a draw of the first form: seed, rule, snapshot, result, digests."""
    return draw_record(
        seed=draw.seed,
        rule=read_json(draw.rule),
        snapshot=read_json(draw.pool_snapshot),
        result=read_json(draw.result),
    )


def draw_text(draw: Draw) -> str:
    """Return the canonical JSON of the whole record of a draw of either form."""
    return canonical_json(first_form(draw)) if draw.seed else draw.record


def announced_text(draw: Draw) -> str:
    """Return the canonical JSON of the signed announcement alone."""
    return canonical_json(
        {
            "format": SEALED_FORMAT,
            "announcement": read_json(draw.announcement),
            "announcement_signature": read_json(draw.announcement_signature),
        }
    )


def published_text(view: DrawView) -> str:
    """Return the canonical JSON of what may be published of a draw of the second form now."""
    return view.draw.record if view.list_is_open and view.draw.record else sealed_text(view)


def sealed_text(view: DrawView) -> str:
    """Return the canonical JSON of a draw without anything of who was or could be drawn."""
    return canonical_json(sealed_record(view.record)) if view.record else announced_text(view.draw)
