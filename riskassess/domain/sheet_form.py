"""What a sheet asks under a manual: shares or levels of factors, or points of items.

Places of a sheet are factor ids (`"12"`), items of a deduction score (`"item:C1"`), pairs to
compare (`"B:B01:B03"`), headings of the report's quality (`"quality:survey"`), the opinions and the
sheet itself. Two lists grow as their expert writes: what must be mended (`"must_fix:k1"`) and
raised risks (`"risk:k1"`). This module says what a manual asks for, and reads and prints it.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from riskassess.domain.comparison_pairs import COMPARISON, KEPT, parse_answer
from riskassess.domain.errors import InvalidInput
from riskassess.domain.levels import UNIT, level_of_share, share_of_level
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import PointItem
from riskassess.domain.manual.rules import ScaleLevel
from riskassess.domain.sheet_lists import (
    FIELDS,
    MUST_FIX_LIST,
    POINTS,
    QUALITY,
    RISK,
    list_of,
    parse_line,
)
from riskassess.domain.sheet_values import (
    CHOICES,
    COMMENT,
    CONCLUSION,
    MUST_FIX,
    OPINION_PLACE,
    OVERALL,
    SCORE_FIELDS,
    SHEET_PLACE,
    Stored,
    parse_value,
    print_value,
)
from riskassess.domain.vocabulary import Moment, ReviewKind
from riskassess.proof.canonical import plain_number

ITEM = "item:"
POINT_FIELDS = tuple(f"{moment}_points" for moment in Moment)
ITEM_FIELDS = (*POINT_FIELDS, COMMENT)
_LEVEL = re.compile(r"\d")
_POINTS = re.compile(r"\d{1,3}(\.\d{1,2})?")


def item_place(code: str) -> str:
    """Return the place of an item in a sheet.

    >>> item_place("C1")
    'item:C1'
    """
    return f"{ITEM}{code}"


@dataclass(frozen=True)
class SheetForm:
    """The questions of a sheet under a manual.

    `has_classes` says whether the survey holds classes of opposition: then the points of that item
    before measures come from the survey and no expert is asked for them. `is_issues`: the round
    asks for risks and nothing else. `quality` holds the most points by heading of the report.
    `kind`: a consultation asks for grades and no conclusion (handbook 7.1).
    """

    manual: Manual
    has_classes: bool = False
    is_issues: bool = False
    quality: Mapping[str, int] = dataclasses.field(default_factory=dict)
    kind: ReviewKind = ReviewKind.PROJECT_REVIEW

    @cached_property
    def score_fields(self) -> tuple[str, ...]:
        """Return the figures asked of every factor, in the order of the sheet.

        >>> from riskassess.adapters.manuals import builtin_manual
        >>> len(SheetForm(builtin_manual("cn-default")).score_fields)
        6
        """
        if not self.manual.asks_scores or self.is_issues:
            return ()
        weighs = self.manual.asks_weight_scores
        return tuple(name for name in SCORE_FIELDS if weighs or not name.endswith("weight"))

    @cached_property
    def items(self) -> dict[str, PointItem]:
        """Return the items to be given points, by their place in the sheet."""
        rule = None if self.is_issues else self.manual.deduction
        return {item_place(item.code): item for item in rule.items} if rule else {}

    def point_fields(self, item: PointItem) -> tuple[str, ...]:
        """Return the points asked of an item: before and after measures, or after them alone."""
        return POINT_FIELDS[1:] if item.by_opposition and self.has_classes else POINT_FIELDS

    @property
    def choices(self) -> tuple[str, ...]:
        """Return which of conclusion and grades are asked of the sheet as a whole.

        >>> from riskassess.adapters.manuals import builtin_manual
        >>> form = SheetForm(builtin_manual("cn-default"), kind=ReviewKind.EXPERT_CONSULTATION)
        >>> form.choices
        ('initial_grade', 'expected_grade')
        """
        judges = self.kind is ReviewKind.PROJECT_REVIEW
        return tuple(name for name in CHOICES if judges or name != CONCLUSION)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Return the headings of the written opinion."""
        return (OVERALL, MUST_FIX, *(row.code for row in self.manual.opinions))

    def asks(self, place: str, field: str) -> bool:
        """Return whether a field is asked for at a place.

        >>> from riskassess.adapters.manuals import builtin_manual
        >>> form = SheetForm(builtin_manual("cn-default"))
        >>> form.asks("12", "before_impact"), form.asks("sheet", "before_impact")
        (True, False)
        """
        prefix = list_of(place)
        if self.is_issues:
            return prefix == RISK and field in FIELDS[RISK]
        if place in (SHEET_PLACE, OPINION_PLACE):
            return field in (self.choices if place == SHEET_PLACE else self.headings)
        if prefix or place.startswith(QUALITY):
            return field in FIELDS[MUST_FIX_LIST] if prefix == MUST_FIX_LIST else field == POINTS
        item = self.items.get(place)
        if item is not None:
            return field == COMMENT or field in self.point_fields(item)
        if not place.isdecimal():
            return self.manual.asks_comparisons and field in (COMPARISON, KEPT)
        return self.manual.asks_scores and (field == COMMENT or field in self.score_fields)

    def scale(self, field: str) -> tuple[ScaleLevel, ...] | None:
        """Return the scale whose levels a field takes, None where it takes no level."""
        if not self.manual.asks_levels or field not in SCORE_FIELDS or field.endswith("weight"):
            return None
        scales = self.manual.scales
        return scales.probability if field.endswith("probability") else scales.impact

    def parse(self, place: str, field: str, text: str | None) -> Stored:
        """Return what is stored for a written value; None for an empty one.

        Parameters
        ----------
        place, field : str
            As the page names them; `asks` has been asked before.
        text : str or None
            As the page sends it.

        Returns
        -------
        int, str or None
            Ten-thousandths of 1 or of a point (a level as the upper end of its band), else text.

        Raises
        ------
        InvalidInput
            `level_invalid`, `points_not_a_number`, `points_outside`, `points_not_an_option`,
            `quality_outside` for points given to the report, or what `parse_value` raises.

        Examples
        --------
        >>> from riskassess.adapters.manuals import builtin_manual
        >>> SheetForm(builtin_manual("cn-default")).parse("7", "before_impact", "72.5")
        7250
        """
        if text is None or not text.strip():
            return None
        if field in POINT_FIELDS and place in self.items:
            return parse_points(self.items[place], field, text)
        if place.startswith(QUALITY):
            return _points(field, text, Decimal(self.quality[place.removeprefix(QUALITY)]))
        if list_of(place):
            codes = {row.code for row in self.manual.categories}
            return parse_line(field, text, headings=self.headings, categories=codes)
        if field == COMPARISON:
            return parse_answer(text)
        scale = self.scale(field)
        return parse_value(field, text) if scale is None else _parse_level(scale, field, text)

    def write(self, place: str, field: str, stored: Stored) -> str | None:
        """Return the written form of a stored value, None when there is none."""
        if not isinstance(stored, int):
            return print_value(field, stored)
        if place.startswith(QUALITY) or (field in POINT_FIELDS and place in self.items):
            return print_points(stored)
        scale = self.scale(field)
        return print_value(field, stored) if scale is None else str(level_of_share(scale, stored))


def parse_points(item: PointItem, field: str, text: str) -> int:
    """Return points of an item in ten-thousandths of a point.

    Raises
    ------
    InvalidInput
        `points_not_a_number`, `points_outside`, or `points_not_an_option`.

    Examples
    --------
    >>> from riskassess.domain.manual import Text
    >>> name = Text("群众意见", "opinion")
    >>> item = PointItem("U", "control", name, Decimal(35), by_opposition=True)
    >>> parse_points(item, "after_points", "12.5")
    125000
    """
    return _points(field, text, item.maximum, sorted(option.points for option in item.options))


def _points(field: str, text: str, maximum: Decimal, allowed: Sequence[Decimal] = ()) -> int:
    plain = unicodedata.normalize("NFKC", text).strip()
    facts = {"value": text.strip()[:20], "maximum": plain_number(maximum)}
    if not _POINTS.fullmatch(plain):
        raise InvalidInput("points_not_a_number", where=field, **facts)
    points = Decimal(plain)
    if points > maximum:
        code = "quality_outside" if field == POINTS else "points_outside"
        raise InvalidInput(code, where=field, **facts)
    if allowed and points not in allowed:
        listed = "、".join(map(plain_number, allowed))
        raise InvalidInput("points_not_an_option", where=field, allowed=listed, **facts)
    return int(points * UNIT)


def print_points(stored: int) -> str:
    """Return stored points as they are written.

    >>> print_points(125000), print_points(0)
    ('12.5', '0')
    """
    return plain_number(Decimal(stored) / UNIT)


def _parse_level(scale: tuple[ScaleLevel, ...], field: str, text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _LEVEL.fullmatch(plain):
        raise InvalidInput("level_invalid", where=field, value=text.strip()[:20], most=len(scale))
    return share_of_level(scale, int(plain))
