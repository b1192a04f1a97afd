"""A review under a manual that asks for pairwise comparisons, for the tests around them."""

from functools import cache
from typing import Any

from models.base import row_id
from riskassess.adapters.manuals import load_manual_text
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import AssessmentState
from tests import factories
from tests.support.kept_scene import kept
from tests.support.review_room import ReviewRoom, make_room

# Types A (2), B (3) and E (1): 3 pairs of types, 1 pair in A, 3 pairs in B.
CODES = ("A01", "A02", "B01", "B02", "B03", "E01")
PLACES = ["A:B", "B:E", "A:E", "A:A01:A02", "B:B01:B02", "B:B02:B03", "B:B01:B03"]


@cache
def pairwise_manual(*, two_level: bool = True, random_index: str = "saaty") -> Manual:
    """Return cn-default with comparisons instead of weight scores."""
    return load_manual_text(
        f"""
format: riskassess.manual/1
id: test-pairs-{"two" if two_level else "one"}-{random_index.replace("_", "-")}
version: 1
base: {{id: cn-default, version: 1}}
title: {{zh: 两两比较手册, en: pairs}}
source: test
confidence: low
effective_from: "2026-01-01"
weights:
  method: ahp
  name: {{zh: 层次分析法, en: AHP}}
  pairwise: {{method: eigenvector, random_index: {random_index}, limit: "0.1", paragraph: "5.6",
    two_level: {str(two_level).lower()}}}
"""
    )


@kept
def make_pairs_room(session: Any, *, codes: tuple[str, ...] = CODES, **options: Any) -> ReviewRoom:
    """Make a review whose experts compare by pairs."""
    manual = options.pop("manual", None) or pairwise_manual()
    row = factories.manual(manual)
    assessment = factories.assessment(
        state=AssessmentState.IN_REVIEW, manual_version_id=row_id(row)
    )
    return make_room(session, assessment=assessment, codes=codes, **options)
