"""The certainty of a result as plain data: what is stored, shown and printed.

Numbers are `{"number": text}` as in the record of the result; texts of factors and experts are
their codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from riskassess.domain.assessment_file import parse_assessment, read_json
from riskassess.domain.assessment_file.records import Assessment
from riskassess.domain.certainty.changes import Change, MomentChanges, changes_of
from riskassess.domain.certainty.engine import value_of
from riskassess.domain.certainty.sampling import Counts, MomentSample, sample_grades
from riskassess.domain.certainty.variants import FEWEST, Variant, left_out, under_middles
from riskassess.domain.grading import AssessmentResult, MomentResult, compute_assessment
from riskassess.domain.manual import Manual
from riskassess.domain.result import printed, stored
from riskassess.domain.vocabulary import RiskGrade
from riskassess.proof.canonical import canonical_json

FORMAT = "riskassess.certainty/1"
Plain = dict[str, Any]


@dataclass(frozen=True)
class Certainty:
    """A record, its seed, and how many resamples it rests on."""

    record: Plain
    seed: str
    resamples: int

    @property
    def text(self) -> str:
        """Return the record as it is stored."""
        return canonical_json(self.record)


def certainty_of_text(
    file_text: str, manual: Manual, *, seed: str, resamples: int | None = None
) -> Certainty:
    """Return the certainty of the result of an assessment file's text; see `certainty_of`."""
    assessment = parse_assessment(read_json(file_text), manual)
    result = compute_assessment(assessment, manual)
    return certainty_of(assessment, result, seed=seed, resamples=resamples)


def certainty_of(
    assessment: Assessment, result: AssessmentResult, *, seed: str, resamples: int | None = None
) -> Certainty:
    """Return how certain a result is and what would change it.

    Parameters
    ----------
    assessment : Assessment
        As graded.
    result : AssessmentResult
        Its result.
    seed : str
        64 hexadecimal digits.
    resamples : int, optional
        See `sample_grades`.

    Returns
    -------
    Certainty
        A pure function of the arguments; its record has the keys `format`, `manual`,
        `manual_digest`, `seed`, `resamples`, `refused`, `way`, `experts`, `survey`, `before`,
        `after`, `left_out` and `middles`.

    Raises
    ------
    InvalidInput
        For a seed or number of resamples that is none.
    """
    sample = sample_grades(assessment, result, seed=seed, resamples=resamples)
    manual = result.manual
    survey = assessment.survey
    is_drawn = survey.oppose is not None and bool(survey.valid)
    record = {
        "format": FORMAT,
        "manual": manual.id,
        "manual_digest": manual.digest,
        "seed": sample.seed,
        "resamples": sample.resamples,
        "refused": sample.refused,
        "way": "engine" if sample.is_exact_engine else "arrays",
        "experts": sample.experts,
        "survey": {"oppose": survey.oppose, "valid": survey.valid} if is_drawn else None,
        "before": _moment(assessment, result.before, sample.before, manual),
        "after": result.after
        and sample.after
        and _moment(assessment, result.after, sample.after, manual),
        "left_out": [_variant(row) for row in left_out(assessment, manual)]
        if sample.experts >= FEWEST
        else None,
        "middles": [_variant(row) for row in under_middles(assessment, manual)],
    }
    return Certainty(stored(record), sample.seed, sample.resamples)


def _moment(
    assessment: Assessment, moment: MomentResult, sample: MomentSample, manual: Manual
) -> Plain:
    changes: MomentChanges = changes_of(assessment, moment, manual)
    whole = sum(sample.counts)
    interval = sample.interval and dict(
        zip(("low", "middle", "high"), sample.interval, strict=True)
    )
    return {
        "grade": str(moment.grade),
        "counts": _counts(sample.counts),
        "probability": _shares(sample.counts, whole),
        "criteria": [
            {"criterion": str(code), "counts": _counts(counts),
             "probability": _shares(counts, whole)}
            for code, counts in sample.criteria
        ],
        "value": "index" if moment.points is None else "points",
        "result": value_of(moment),
        "interval": interval,
        "changes": [_change(row) for row in changes.nearest],
        "movable": [[str(code), is_movable] for code, is_movable in changes.movable],
    }  # fmt: skip


def _counts(counts: Counts) -> Plain:
    return {str(grade): count for grade, count in zip(RiskGrade, counts, strict=True)}


def _shares(counts: Counts, whole: int) -> Plain:
    return {
        str(grade): Fraction(count, whole) for grade, count in zip(RiskGrade, counts, strict=True)
    }


def _change(row: Change) -> Plain:
    return {
        "lever": str(row.lever),
        "code": row.code,
        "now": row.now,
        "to": row.to,
        "inclusive": row.inclusive,
        "rises": row.rises,
        "grade": str(row.grade),
        "through": [str(code) for code in row.through],
        "share": row.share,
    }


def _variant(row: Variant) -> Plain:
    return {
        "name": row.name,
        "initial_grade": row.initial and str(row.initial),
        "expected_grade": row.expected and str(row.expected),
        "before": row.before,
        "after": row.after,
    }


KEYS = (
    "seed", "resamples", "refused", "way", "experts", "survey", "before", "after", "left_out",
    "middles",
)  # fmt: skip
MOMENT_KEYS = (
    "grade", "probability", "counts", "value", "result", "interval", "criteria", "changes",
    "movable",
)  # fmt: skip


def printed_certainty(record: Mapping[str, Any]) -> str:
    """Return what `compute` prints for a record: numbers with at most 6 decimals."""
    lines = []
    for key in KEYS:
        value = record[key]
        if key in ("before", "after") and value is not None:
            inner = ",\n   ".join(f'"{each}": {printed(value[each])}' for each in MOMENT_KEYS)
            lines.append(f'"{key}": {{{inner}}}')
        else:
            lines.append(f'"{key}": {printed(value)}')
    return "{" + ",\n  ".join(lines) + "}"
