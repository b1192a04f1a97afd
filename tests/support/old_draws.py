"""A draw of the first form, as offices stored it before draws were announced."""

import hashlib
from decimal import Decimal

from expert_pool.draw_record import result_record, rule_record, snapshot_record
from expert_pool.drawing import ALGORITHM, draw_panel
from expert_pool.panel_rule import PanelRule
from expert_pool.profile import ExpertProfile
from expert_pool.vocabulary import ExclusionReason
from models import Draw, Review, row_id
from riskassess.proof.canonical import canonical_json, digest
from tests import factories


def store_old_draw(review: Review, *, number: int = 1) -> Draw:
    """Store a draw that a seed decided, of a made-up pool."""
    pool = [
        ExpertProfile(f"ZJ{n:04}", "law", ("management", "technical")[n % 2], f"测试研究院{n}")
        for n in range(1, 31)
    ]
    excluded = {"ZJ0003": [ExclusionReason.SAME_UNIT], "ZJ0009": [ExclusionReason.TERM_ENDED]}
    rule = PanelRule(7, 3, 1, Decimal("0.6"), ())
    seed = hashlib.sha256(b"test").hexdigest()
    drawn = draw_panel([row for row in pool if row.code not in excluded], rule=rule, seed=seed)
    snapshot = snapshot_record(pool, exclusions=excluded)
    return factories.save(
        Draw(
            office_id=review.office_id,
            review_id=row_id(review),
            number=number,
            algorithm=ALGORITHM,
            seed=seed,
            rule=canonical_json(rule_record(rule)),
            pool_snapshot=canonical_json(snapshot),
            pool_digest=digest(snapshot),
            result=canonical_json(result_record(drawn)),
            drawn_at=factories.NOW,
        )
    )
