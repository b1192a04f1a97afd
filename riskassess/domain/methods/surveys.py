"""Survey figures, as method files ask for them: survey, wilson, sample_size."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.domain.agreement.tails import normal_quantile
from riskassess.domain.assessment_file.records import SurveyCounts
from riskassess.domain.assessment_file.values import GREATEST_COUNT
from riskassess.domain.errors import InvalidFile
from riskassess.domain.methods import Plain
from riskassess.domain.methods.inputs import Inputs
from riskassess.domain.survey.figures import (
    COUNTS,
    SurveyFigures,
    count_problems,
    survey_figures,
)
from riskassess.domain.survey.sample import CORRECTIONS
from riskassess.domain.survey.sample import sample_size as sample_size_of
from riskassess.domain.survey.wilson import USUAL_CONFIDENCE, Interval, wilson_interval
from riskassess.domain.survey_vocabulary import Attitude

GREATEST_Z = 10
FINEST = Decimal("1e-12")
"""A confidence nearer to 0 or 1, or a share or margin below, is a slip."""


def survey(given: Mapping[str, Any]) -> Plain:
    """Return the figures of a survey from its counts `issued`, `valid` and by attitude.

    Raises
    ------
    InvalidFile
        For counts that contradict each other, fractional or negative ones, and no valid sheet.
    """
    inputs = Inputs(given)
    counts = SurveyCounts(
        **{name: _count(inputs, name, required=name == "valid") for name in COUNTS}
    )
    if counts.valid == 0:
        inputs.add(("valid",), "survey_no_valid")
    if not inputs.problems.found:
        for problem in count_problems(counts).found:
            inputs.add(problem.path, problem.code, **problem.facts)
    confidence = _confidence(inputs)
    inputs.refuse()
    attitudes = [str(name) for name in Attitude]
    if all(getattr(counts, name) is None for name in attitudes):
        inputs.add((), "survey_no_attitude", allowed=", ".join(attitudes))
    inputs.refuse()
    printed = _printed(survey_figures(counts, confidence=confidence or USUAL_CONFIDENCE))
    return {**printed, **({"unused": inputs.unused} if inputs.unused else {})}


def wilson(given: Mapping[str, Any]) -> Plain:
    """Return the Wilson interval of `x` out of `n` at a `confidence` (0.95 where none is given).

    Raises
    ------
    InvalidFile
        For x above n, n of 0, and a confidence that is a percentage.
    """
    inputs = Inputs(given)
    x, n = _count(inputs, "x"), _count(inputs, "n")
    if n == 0:
        inputs.add(("n",), "survey_nobody_asked")
    elif x is not None and n is not None and x > n:
        inputs.add(("x",), "survey_x_exceeds", value=x, high=n)
    confidence = _confidence(inputs)
    inputs.refuse()
    found = wilson_interval(x or 0, n or 1, confidence or USUAL_CONFIDENCE)
    result = {"low": found.low, "high": found.high, "share": Fraction(x or 0, n or 1)}
    return {**result, **({"unused": inputs.unused} if inputs.unused else {})}


def sample_size(given: Mapping[str, Any]) -> Plain:
    """Return Cochran's sample size from `z` or `confidence`, `p`, `e`, optional `N`, `correction`.

    Raises
    ------
    InvalidFile
        For percentages, shares of 0 or 1, and both or neither of z and confidence.
    """
    inputs = Inputs(given)
    z, p, e = _z(inputs), _open_share(inputs, "p"), _open_share(inputs, "e")
    population = _count(inputs, "N", low=1, required=False)
    correction = inputs.word("correction", CORRECTIONS, CORRECTIONS[0])
    inputs.refuse()
    if z is None or p is None or e is None:
        raise InvalidFile("file_missing", where="inputs", key="z, p, e")
    found = sample_size_of(z, p, e, population=population, correction=correction)
    result: Plain = {"n0": found.n0, "n": found.n, "z": z}
    if population is not None:
        result["correction"] = correction
    return {**result, **({"unused": inputs.unused} if inputs.unused else {})}


def _count(inputs: Inputs, key: str, *, low: int = 0, required: bool = True) -> int | None:
    number = inputs.number(key, low=low, high=GREATEST_COUNT, required=required)
    if number is not None and number != number.to_integral_value():
        inputs.add((key,), "file_not_whole", value=str(number))
        return None
    return None if number is None else int(number)


def _confidence(inputs: Inputs) -> Fraction | None:
    """Return a confidence between 0 and 1; 95 is refused as a percentage."""
    return _open_share(inputs, "confidence", required=False)


def _open_share(inputs: Inputs, key: str, *, required: bool = True) -> Fraction | None:
    share = inputs.share(key, required=required)
    if share is None:
        return None
    if share < FINEST or 1 - share < FINEST:
        inputs.add((key,), "survey_share_open", value=str(share))
        return None
    return Fraction(share)


def _z(inputs: Inputs) -> Fraction | None:
    if inputs.has("z") == inputs.has("confidence"):
        inputs.read |= {"z", "confidence"}
        inputs.add(("z",), "survey_z_or_confidence")
        return None
    if inputs.has("confidence"):
        confidence = _confidence(inputs)
        return None if confidence is None else Fraction(normal_quantile(confidence))
    z = inputs.number("z", low=0, high=GREATEST_Z)
    if z is not None and z < FINEST:
        inputs.add(("z",), "file_too_small", value=str(z), low=str(FINEST))
        return None
    return None if z is None else Fraction(z)


def _printed(figures: SurveyFigures) -> Plain:
    return {
        "shares": figures.shares,
        "percent": figures.percent,
        "rounded_percent": figures.rounded_percent,
        "favourable": figures.favourable,
        "valid_share": figures.valid_share,
        "valid_percent": figures.valid_percent,
        "intervals": {name: _limits(each) for name, each in figures.intervals.items()},
        "confidence": figures.confidence,
        "worst_case": {"opposition": figures.worst_opposition},
        "no_answer": figures.no_answer,
        "unassigned": figures.unassigned,
        "missing": list(figures.missing),
    }


def _limits(interval: Interval) -> list[Decimal]:
    return [interval.low, interval.high]
