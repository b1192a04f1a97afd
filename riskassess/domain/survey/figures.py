"""What the counts of a survey say: shares, intervals, silence, and the worst case."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.assessment_file.records import SurveyCounts
from riskassess.domain.errors import InvalidInput
from riskassess.domain.problem import Problems
from riskassess.domain.survey.shares import TENTHS, largest_remainder
from riskassess.domain.survey.wilson import USUAL_CONFIDENCE, Interval, wilson_interval
from riskassess.domain.survey_vocabulary import Attitude

ATTITUDES = tuple(str(attitude) for attitude in Attitude)
COUNTS = ("issued", "valid", *ATTITUDES)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class SurveyFigures:
    """Figures of one survey; None, or no entry, where a count is missing (its name in `missing`).

    Attributes
    ----------
    valid_share : Fraction or None
        valid / issued.
    valid_percent : Decimal or None
        The same in percent, rounded half up to one decimal.
    shares : mapping
        Attitude → count / valid, for the attitudes that are known.
    percent : mapping
        The same in percent with one decimal, by largest remainder: with the rest (`no_answer` or
        `unassigned`) they sum to 100.0.
    rounded_percent : mapping
        Each share rounded on its own, half up; may sum to 99.9 or 100.1.
    intervals : mapping
        Attitude → Wilson interval at `confidence`.
    favourable : Fraction or None
        (support + conditional) / valid, from the counts and not from rounded parts.
    worst_opposition : Fraction or None
        (oppose + issued − valid) / issued: everybody who gave no valid sheet had objected.
    no_answer : int or None
        Valid sheets without an answer on the attitude; None where that cannot be told.
    unassigned : int or None
        Valid sheets beside the known attitudes while another attitude's count is missing.
    missing : tuple of str
        Names of the counts that are not known.
    """

    valid_share: Fraction | None
    valid_percent: Decimal | None
    shares: Mapping[str, Fraction]
    percent: Mapping[str, Decimal]
    rounded_percent: Mapping[str, Decimal]
    intervals: Mapping[str, Interval]
    favourable: Fraction | None
    worst_opposition: Fraction | None
    no_answer: int | None
    unassigned: int | None
    confidence: Fraction
    missing: tuple[str, ...]


def survey_figures(
    counts: SurveyCounts, *, confidence: Fraction = USUAL_CONFIDENCE
) -> SurveyFigures:
    """Return the figures of a survey.

    Parameters
    ----------
    counts : SurveyCounts
        Sheets issued and valid, and by attitude; None means not known.
    confidence : Fraction
        Two-sided confidence of the intervals.

    Returns
    -------
    SurveyFigures
        Shares need at least one valid sheet.

    Raises
    ------
    InvalidInput
        For counts that contradict each other, with every problem and its place.

    Examples
    --------
    >>> counts = SurveyCounts(issued=150, valid=142, support=85, conditional=42, oppose=15)
    >>> found = survey_figures(counts)
    >>> [str(each) for each in found.percent.values()], found.worst_opposition
    (['59.8', '29.6', '10.6', '0.0'], Fraction(23, 150))
    """
    problems = count_problems(counts)
    problems.refuse(InvalidInput)
    known = known_attitudes(counts)
    valid = counts.valid or 0
    missing = tuple(name for name in COUNTS if getattr(counts, name) is None)
    returned = _share(counts.valid, counts.issued)
    rest = None if counts.valid is None else valid - sum(known.values())
    told = not rest or not any(name in missing for name in ATTITUDES)
    shares = {name: Fraction(count, valid) for name, count in known.items()} if valid else {}
    return SurveyFigures(
        valid_share=returned,
        valid_percent=None if returned is None else _rounded(returned),
        shares=shares,
        percent=_percent({**known, "no_answer" if told else "unassigned": rest or 0}, valid),
        rounded_percent={name: _rounded(share) for name, share in shares.items()},
        intervals={
            name: wilson_interval(count, valid, confidence)
            for name, count in known.items()
            if valid
        },
        favourable=_favourable(shares),
        worst_opposition=worst_opposition(counts),
        no_answer=rest if told else None,
        unassigned=None if told else rest,
        confidence=confidence,
        missing=missing,
    )


def known_attitudes(counts: SurveyCounts) -> dict[str, int]:
    """Return the counts of the attitudes that are known, in the glossary's order."""
    given = {name: getattr(counts, name) for name in ATTITUDES}
    return {name: count for name, count in given.items() if count is not None}


def count_problems(counts: SurveyCounts) -> Problems:
    """Return what is wrong with the counts, each at the name of the count.

    >>> [each.code for each in count_problems(SurveyCounts(issued=9, valid=10, oppose=11)).found]
    ['file_valid_exceeds', 'file_parts_exceed']
    """
    problems = Problems()
    for name in COUNTS:
        count = getattr(counts, name)
        if count is not None and (not isinstance(count, int) or isinstance(count, bool)):
            problems.add((name,), "file_not_whole", value=str(count))
        elif count is not None and count < 0:
            problems.add((name,), "file_negative", value=str(count))
    if problems.found:
        return problems
    issued, valid = counts.issued, counts.valid
    if issued is not None and valid is not None and valid > issued:
        problems.add(("valid",), "file_valid_exceeds", value=valid, issued=issued)
    parts = sum(known_attitudes(counts).values())
    if valid is not None and parts > valid:
        problems.add(("valid",), "file_parts_exceed", value=parts, valid=valid)
    return problems


def worst_opposition(counts: SurveyCounts) -> Fraction | None:
    """Return the opposition had everybody without a valid sheet objected; None if not known.

    >>> worst_opposition(SurveyCounts(issued=10, valid=8, oppose=1))
    Fraction(3, 10)
    """
    if counts.issued is None or counts.valid is None or counts.oppose is None:
        return None
    return _share(counts.oppose + counts.issued - counts.valid, counts.issued)


def _share(part: int | None, whole: int | None) -> Fraction | None:
    return Fraction(part, whole) if part is not None and whole else None


def _favourable(shares: Mapping[str, Fraction]) -> Fraction | None:
    if Attitude.SUPPORT not in shares or Attitude.CONDITIONAL not in shares:
        return None
    return shares[Attitude.SUPPORT] + shares[Attitude.CONDITIONAL]


def _percent(parts: Mapping[str, int], valid: int) -> dict[str, Decimal]:
    """Return tenths of a percent that sum to 100.0; nothing without a valid sheet."""
    if not valid:
        return {}
    tenths = largest_remainder(list(parts.values()))
    return {name: each * TENTH for name, each in zip(parts, tenths, strict=True)}


def _rounded(share: Fraction) -> Decimal:
    tenths = (2 * TENTHS * share.numerator + share.denominator) // (2 * share.denominator)
    return tenths * TENTH
