"""A stored draw as the record that an outsider repeats."""

import json

from expert_pool.draw_record import draw_record
from models import Draw
from riskassess.proof.canonical import canonical_json


def draw_text(draw: Draw) -> str:
    """Return the canonical JSON of a draw: seed, rule, snapshot, result and their digests."""
    return canonical_json(
        draw_record(
            seed=draw.seed,
            rule=json.loads(draw.rule),
            snapshot=json.loads(draw.pool_snapshot),
            result=json.loads(draw.result),
        )
    )
