"""How certain a grade is, and what would change it (`docs/method/certainty.md`)."""

from riskassess.domain.certainty.changes import Change, MomentChanges, changes_of
from riskassess.domain.certainty.drawing import seed_of
from riskassess.domain.certainty.record import (
    FORMAT,
    Certainty,
    certainty_of,
    certainty_of_text,
    printed_certainty,
)
from riskassess.domain.certainty.sampling import MomentSample, Sample, sample_grades
from riskassess.domain.certainty.variants import Variant, left_out, under_middles

__all__ = [
    "FORMAT",
    "Certainty",
    "Change",
    "MomentChanges",
    "MomentSample",
    "Sample",
    "Variant",
    "certainty_of",
    "certainty_of_text",
    "changes_of",
    "left_out",
    "printed_certainty",
    "sample_grades",
    "seed_of",
    "under_middles",
]
