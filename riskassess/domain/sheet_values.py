"""What may stand in a sheet, and how it is written on the way between page and store.

Shares are written as percentages ("72.5") and weights as numbers ("7.25"); both are stored as
integers in ten-thousandths, so that a value comes back exactly as it was given.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from riskassess.domain.errors import InvalidInput
from riskassess.domain.vocabulary import ReviewConclusion, RiskGrade
from riskassess.domain.written import printable
from riskassess.proof.canonical import plain_number

PARTS = ("weight", "probability", "impact")
SCORE_FIELDS = tuple(f"{moment}_{part}" for moment in ("before", "after") for part in PARTS)
COMMENT = "comment"
CONCLUSION = "conclusion"
CHOICES = {
    CONCLUSION: ReviewConclusion,
    "initial_grade": RiskGrade,
    "expected_grade": RiskGrade,
}
OVERALL, MUST_FIX = "overall", "must_fix"
SHEET_PLACE, OPINION_PLACE = "sheet", "opinions"
LONGEST_TEXT = 8_000
WEIGHT_LIMITS = (10_000, 100_000)

_PERCENT = re.compile(r"\d{1,3}(\.\d{1,2})?")
_WEIGHT = re.compile(r"\d{1,2}(\.\d{1,4})?")
_FULL_SHARE = 10_000

Stored = int | str | None


@dataclass(frozen=True)
class Gap:
    """Something that is still missing: a field of a factor, of the opinions or of the sheet."""

    place: str
    field: str


def parse_value(field: str, text: str | None) -> Stored:
    """Return what is stored for a written value; None for an empty one.

    Parameters
    ----------
    field : str
        One of SCORE_FIELDS, COMMENT, a key of CHOICES, or the code of an opinion.
    text : str or None
        As the page sends it; full-width digits and a percent sign are understood.

    Returns
    -------
    int, str or None
        Ten-thousandths for shares and weights, else the text or the member's value.

    Raises
    ------
    InvalidInput
        `percent_invalid`, `weight_invalid`, `choice_invalid`, `text_broken` or `text_too_long`.

    Examples
    --------
    >>> parse_value("before_probability", "72.5"), parse_value("after_weight", "7")
    (7250, 70000)
    """
    if text is None or not text.strip():
        return None
    if field in SCORE_FIELDS:
        return _parse_number(field, text)
    if field in CHOICES:
        if text not in set(CHOICES[field]):
            raise InvalidInput("choice_invalid", where=field)
        return text
    return _checked_text(field, text)


def print_value(field: str, stored: Stored) -> str | None:
    """Return the written form of a stored value, None when there is none.

    >>> print_value("before_impact", 7250), print_value("before_weight", 70000)
    ('72.5', '7')
    """
    if stored is None or stored == "":
        return None
    if field not in SCORE_FIELDS:
        return str(stored)
    unit = _FULL_SHARE if field.endswith("weight") else _FULL_SHARE // 100
    return plain_number(Decimal(stored) / unit)


def _parse_number(field: str, text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()
    if field.endswith("weight"):
        number = Decimal(plain) * _FULL_SHARE if _WEIGHT.fullmatch(plain) else None
        low, high = WEIGHT_LIMITS
        code = "weight_invalid"
    else:
        number = Decimal(plain) * (_FULL_SHARE // 100) if _PERCENT.fullmatch(plain) else None
        low, high, code = 0, _FULL_SHARE, "percent_invalid"
    if number is None or not low <= number <= high:
        raise InvalidInput(code, where=field, value=text[:20])
    return int(number)


def _checked_text(field: str, text: str) -> str | None:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InvalidInput("text_broken", where=field)
    # Forms send lines otherwise than scripts do, and no paper can be made of other controls.
    text = printable(text.replace("\r\n", "\n"))
    if len(text) > LONGEST_TEXT:
        raise InvalidInput("text_too_long", where=field, most=LONGEST_TEXT)
    return text if text.strip() else None


def list_gaps(
    scores: Mapping[int, Mapping[str, Stored]],
    *,
    factors: Iterable[int],
    choices: Mapping[str, Stored],
    opinions: Mapping[str, str],
    score_fields: Sequence[str] = SCORE_FIELDS,
    points: Mapping[str, Mapping[str, Stored]] = MappingProxyType({}),
    asked_points: Mapping[str, Sequence[str]] = MappingProxyType({}),
    asked_choices: Sequence[str] = tuple(CHOICES),
) -> tuple[Gap, ...]:
    """Return everything that a complete sheet still needs, in the order of the sheet.

    Parameters
    ----------
    scores : mapping
        Factor id → field → stored value.
    factors : iterable of int
        Ids of the factors to score.
    choices, opinions : mapping
        Conclusion and grades; opinions by heading.
    score_fields : sequence of str, optional
        What the manual asks of every factor.
    points, asked_points : mapping, optional
        Place of an item → field → stored value, and place → fields that the manual asks for.
    asked_choices : sequence of str, optional
        Which of conclusion and grades the sheet asks for.

    Returns
    -------
    tuple of Gap
        Empty when the sheet may be submitted.

    Examples
    --------
    >>> [gap.field for gap in list_gaps({}, factors=[], choices={}, opinions={"overall": "可行"})]
    ['conclusion', 'initial_grade', 'expected_grade']
    """
    gaps = [
        Gap(str(factor), field)
        for factor in factors
        for field in score_fields
        if scores.get(factor, {}).get(field) is None
    ]
    gaps += [
        Gap(place, field)
        for place, fields in asked_points.items()
        for field in fields
        if points.get(place, {}).get(field) is None
    ]
    if not opinions.get(OVERALL, "").strip():
        gaps.append(Gap(OPINION_PLACE, OVERALL))
    gaps += [Gap(SHEET_PLACE, field) for field in asked_choices if not choices.get(field)]
    return tuple(gaps)
