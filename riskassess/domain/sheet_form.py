"""What a sheet asks under a manual: shares or levels of factors, or points of items.

Places of a sheet are factor ids (`"12"`), items of a deduction score (`"item:C1"`), the opinions
and the sheet itself. Fields are those of `sheet_values`; this module says which of them a manual
asks for at a place, and reads and prints what depends on the manual.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from riskassess.domain.errors import InvalidInput
from riskassess.domain.levels import UNIT, level_of_share, share_of_level
from riskassess.domain.manual import Manual
from riskassess.domain.manual.estimates import PointItem
from riskassess.domain.manual.rules import ScaleLevel
from riskassess.domain.sheet_values import (
    COMMENT,
    SCORE_FIELDS,
    Stored,
    parse_value,
    print_value,
)
from riskassess.domain.vocabulary import Moment
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
    before measures come from the survey and no expert is asked for them.
    """

    manual: Manual
    has_classes: bool = False

    @cached_property
    def score_fields(self) -> tuple[str, ...]:
        """Return the figures asked of every factor, in the order of the sheet.

        >>> from riskassess.adapters.manuals import builtin_manual
        >>> len(SheetForm(builtin_manual("cn-default")).score_fields)
        6
        """
        if not self.manual.asks_scores:
            return ()
        weighs = self.manual.asks_weight_scores
        return tuple(name for name in SCORE_FIELDS if weighs or not name.endswith("weight"))

    @cached_property
    def items(self) -> dict[str, PointItem]:
        """Return the items to be given points, by their place in the sheet."""
        rule = self.manual.deduction
        return {item_place(item.code): item for item in rule.items} if rule else {}

    def point_fields(self, item: PointItem) -> tuple[str, ...]:
        """Return the points asked of an item: before and after measures, or after them alone."""
        return POINT_FIELDS[1:] if item.by_opposition and self.has_classes else POINT_FIELDS

    def asks(self, place: str, field: str) -> bool:
        """Return whether the manual asks for a field of a factor or an item."""
        item = self.items.get(place)
        if item is not None:
            return field == COMMENT or field in self.point_fields(item)
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
            `level_invalid`, `points_not_a_number`, `points_outside`, `points_not_an_option`, or
            what `parse_value` raises.

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
        scale = self.scale(field)
        return parse_value(field, text) if scale is None else _parse_level(scale, field, text)

    def write(self, place: str, field: str, stored: Stored) -> str | None:
        """Return the written form of a stored value, None when there is none."""
        if not isinstance(stored, int):
            return print_value(field, stored)
        if field in POINT_FIELDS and place in self.items:
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
    plain = unicodedata.normalize("NFKC", text).strip()
    facts = {"value": text.strip()[:20], "maximum": plain_number(item.maximum)}
    if not _POINTS.fullmatch(plain):
        raise InvalidInput("points_not_a_number", where=field, **facts)
    points = Decimal(plain)
    if points > item.maximum:
        raise InvalidInput("points_outside", where=field, **facts)
    allowed = sorted(option.points for option in item.options)
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
