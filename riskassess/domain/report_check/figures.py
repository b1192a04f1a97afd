"""A printed figure: what it can have been before it was rounded."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from riskassess.domain.report_check.words import (
    MISSING_TEXTS_TO_READ,
    PAIRED_TEXTS_TO_READ,
    UNIT_TEXTS_TO_READ,
    WORD_TEXTS_TO_READ,
)

SPREADS = Decimal("4.5")
"""Rounding errors of a sum beyond so many standard deviations are no rounding any more."""
FINEST = 4
"""Places of a right value that are worth printing where the report prints fewer."""
_HALF = Decimal("0.5")
_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+"
_PLAIN = re.compile(rf"({_NUMBER})(%|‰)?({UNIT_TEXTS_TO_READ})?")
_PAIR = re.compile(
    rf"({_NUMBER})({UNIT_TEXTS_TO_READ})?{PAIRED_TEXTS_TO_READ}({_NUMBER})%({UNIT_TEXTS_TO_READ})?[)]?"
)
_WORD_FIRST = re.compile(rf"({WORD_TEXTS_TO_READ})[(:,]?({_NUMBER})(%)?[)]?")
_WORD_LAST = re.compile(rf"({_NUMBER})(%)?[(:,]?({WORD_TEXTS_TO_READ})[)]?")
_FRACTION = re.compile(r"(\d+)[/⁄](\d+)")
_SPACE = re.compile(r"\s+")
_LIKE_MINUS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "＊": "*", "﹪": "%"})


def normalised(text: str) -> str:
    """Return a cell's text in one width and without white space.

    >>> normalised(" １２．５ ％ ")
    '12.5%'
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).translate(_LIKE_MINUS))


@dataclass(frozen=True)
class Span:
    """All values between two ends, both included."""

    low: Decimal
    high: Decimal

    def __add__(self, other: "Span") -> "Span":
        return Span(self.low + other.low, self.high + other.high)

    def __mul__(self, other: "Span") -> "Span":
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(min(ends), max(ends))

    def meets(self, other: "Span") -> bool:
        """Say whether some value lies in both.

        >>> Span(Decimal(1), Decimal(2)).meets(Span(Decimal(2), Decimal(3)))
        True
        """
        return self.low <= other.high and other.low <= self.high

    def common(self, other: "Span") -> "Span | None":
        """Return the part that lies in both, or None."""
        if not self.meets(other):
            return None
        return Span(max(self.low, other.low), min(self.high, other.high))

    def divided(self, other: "Span") -> "Span | None":
        """Return the quotients, or None when the divisor may be 0."""
        if other.low <= 0 <= other.high:
            return None
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(min(ends), max(ends))


@dataclass(frozen=True)
class Figure:
    """One printed figure.

    Parameters
    ----------
    text : str
        As it is printed.
    value : Decimal
        What is printed; of percentages the share (10.5 % is 0.105).
    half : Decimal
        Half a unit of the last printed place: by so much rounding can have moved the figure, up or
        down, either way at exactly the half. 0 for a figure known to be exact.
    percent : bool
        Whether it is printed as a percentage.
    """

    text: str
    value: Decimal
    half: Decimal
    percent: bool = False

    @property
    def span(self) -> Span:
        """Return the values that can have been printed so."""
        return Span(self.value - self.half, self.value + self.half)

    @property
    def unit(self) -> Decimal:
        """Return one unit of the last printed place."""
        return self.half * 2

    @property
    def is_whole(self) -> bool:
        """Say whether it can be a count."""
        return not self.percent and self.value >= 0 and self.value == self.value.to_integral_value()

    def exact(self) -> "Figure":
        """Return the figure as one that was never rounded."""
        return replace(self, half=Decimal(0))

    def as_percent(self) -> "Figure":
        """Return a bare number as the percentage that its column says it is."""
        if self.percent:
            return self
        return replace(self, value=self.value / 100, half=self.half / 100, percent=True)

    def printed(self, value: Decimal) -> str:
        """Return another value in this figure's form.

        >>> read_figure("89.5%").printed(Decimal(127) / 142)
        '89.4%'
        """
        shown = value * 100 if self.percent else value
        places = places_of(self.text)
        text = f"{shown.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
        return f"{text}%" if self.text.endswith("%") else text

    def printed_finely(self, value: Decimal) -> str:
        """Return a sum or product as it is, with no fewer places than this figure has.

        Beyond `FINEST` places it is rounded.

        >>> read_figure("9").printed_finely(Decimal("9.5"))
        '9.5'
        >>> read_figure("0.58").printed_finely(Decimal("0.80") * Decimal("0.70"))
        '0.56'
        """
        shown = value * 100 if self.percent else value
        places = max(places_of(self.text), min(FINEST, places_needed(shown)))
        text = f"{shown.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
        return f"{text}%" if self.text.endswith("%") else text


def places_needed(value: Decimal) -> int:
    """Return how many places a value has without closing noughts.

    >>> places_needed(Decimal("12.50")), places_needed(Decimal(100))
    (1, 0)
    """
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def plain(value: Decimal) -> str:
    """Return a value without closing noughts.

    >>> plain(Decimal("100.0"))
    '100'
    """
    return f"{value.normalize():f}"


def places_of(text: str) -> int:
    """Return how many places a printed number has.

    >>> places_of("89.5%")
    1
    """
    found = re.search(r"\.(\d+)", normalised(text))
    return len(found.group(1)) if found else 0


def read_figure(text: str, *, percent: bool = False) -> Figure | None:
    """Return the figure that a text is, or None when it is none or more than one.

    >>> read_figure("１，２３４份").value
    Decimal('1234')
    >>> read_figure("—") is None and read_figure("<0.1") is None
    True
    >>> read_figure("70", percent=True).value
    Decimal('0.7')
    """
    found = _PLAIN.fullmatch(normalised(text))
    if not found:
        return None
    figure = _figure(found.group(1), found.group(2) or "")
    return figure.as_percent() if percent else figure


def read_figures(text: str) -> tuple[tuple[Figure, ...], str]:
    """Return the figures of a cell and its words.

    A cell may hold a figure, a count with its percentage, or a figure with a word.

    >>> [each.text for each in read_figures("85（59.9%）")[0]]
    ['85', '59.9%']
    >>> read_figures("较大（0.42）")[1]
    '较大'
    """
    clean = normalised(text)
    if clean in MISSING_TEXTS_TO_READ:
        return (), ""
    if plain := read_figure(clean):
        return (plain,), ""
    if pair := _PAIR.fullmatch(clean):
        return (_figure(pair.group(1), ""), _figure(pair.group(3), "%")), ""
    if first := _WORD_FIRST.fullmatch(clean):
        return (_figure(first.group(2), first.group(3) or ""),), first.group(1)
    if last := _WORD_LAST.fullmatch(clean):
        return (_figure(last.group(1), last.group(2) or ""),), last.group(3)
    return (), clean


def read_inside(text: str) -> tuple[Figure, ...]:
    """Return the one figure inside a description, or nothing when it has none or several.

    >>> read_inside("反对激烈程度一般的为0.3")[0].value
    Decimal('0.3')
    """
    found = re.findall(_NUMBER, normalised(text))
    return (_figure(found[0], ""),) if len(found) == 1 else ()


def read_fraction(text: str) -> Figure | None:
    """Return a judgement such as 1/3 as an exact figure, other figures as they are printed."""
    found = _FRACTION.fullmatch(normalised(text))
    if not found or int(found.group(2)) == 0:
        return read_figure(text)
    return Figure(text, Decimal(int(found.group(1))) / int(found.group(2)), Decimal("1e-9"))


def _figure(number: str, sign: str) -> Figure:
    bare = number.replace(",", "")
    value = Decimal(bare)
    half = _HALF.scaleb(-places_of(bare))
    scale = {"%": 100, "‰": 1000}.get(sign, 1)
    return Figure(bare + sign, value / scale, half / scale, percent=sign == "%")


def sum_allowance(terms: Iterable[tuple[Decimal, Figure]]) -> Decimal:
    """Return how far rounding can have moved a weighted sum of printed figures.

    Parameters
    ----------
    terms : iterable of (Decimal, Figure)
        Coefficient and figure of each term.

    Returns
    -------
    Decimal
        The smaller of the largest sum of errors and `SPREADS` standard deviations of it. Errors of
        figures printed alike are taken as the same error, others as independent and uniform
        (standard deviation of one: its half unit over root 3).

    >>> six = [(Decimal(1), read_figure("0.10"))]
    >>> sum_allowance(six)
    Decimal('0.005')
    """
    joint: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    for coefficient, figure in terms:
        joint[(figure.text, figure.half)] += abs(coefficient)
    errors = [count * half for (_text, half), count in joint.items()]
    largest = sum(errors, Decimal(0))
    spread = (sum((error * error for error in errors), Decimal(0)) / 3).sqrt()
    return min(largest, SPREADS * spread)


def total_of(figures: Sequence[Figure]) -> Decimal:
    """Return the sum of what is printed."""
    return sum((each.value for each in figures), Decimal(0))


def shown_sum(figures: Sequence[Figure]) -> str:
    """Return the sum of what is printed, with the places of the finest part."""
    places = max((places_of(each.text) for each in figures), default=0)
    return f"{total_of(figures):.{places}f}"


def allowance_of(figures: Sequence[Figure]) -> Decimal:
    """Return how far rounding can have moved the sum of figures; whole counts are exact."""
    return sum_allowance((Decimal(1), each) for each in figures)
