"""Grade band: the composite index before and after on one line with the limits of the grades."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts.svg import (
    ACT,
    INK,
    PAPER,
    QUIET,
    Number,
    element,
    number,
    picture,
    text,
    text_width,
)

WIDTH, HEIGHT = 440.0, 112.0
LEFT, PLOT = 12.0, 416.0
_TOP, _HIGH = 42.0, 26.0
_FILLS = ("#e8f3ea", "#f6e2bd", "#e3a99f")
_SIZE = 13.0


@dataclass(frozen=True)
class BandLabels:
    """The words of the figure; `grades` runs from the mildest to the worst."""

    title: str
    desc: str
    before: str
    after: str
    grades: Sequence[str]


def at(value: Number, whole: Number = 1) -> float:
    """Return the horizontal place of a value on the scale from 0 to whole."""
    return LEFT + PLOT * float(value) / float(whole)


def _segments(limits: Sequence[Number], grades: Sequence[str], whole: Number) -> list[Markup]:
    edges = [0.0, *(float(limit) for limit in limits), float(whole)]
    parts = []
    for low, high, fill, name in zip(edges, edges[1:], _FILLS, grades, strict=False):
        x, wide = at(low, whole), at(high, whole) - at(low, whole)
        parts.append(
            element("rect", x=x, y=_TOP, width=wide, height=_HIGH, fill=fill, stroke=QUIET,
                    stroke_width=0.7)
        )  # fmt: skip
        parts.append(text(name, x + wide / 2, _TOP + _HIGH + 17, size=12, text_anchor="middle"))
    # Limits are written as given: a rounded limit would be another limit.
    parts += [
        text(str(limit), at(limit, whole), _TOP + _HIGH + 17, size=12, text_anchor="middle",
             fill=QUIET)
        for limit in (0, *limits, whole)
    ]  # fmt: skip
    return parts


def _range(ends: tuple[Number, Number] | None, y: float, whole: Number) -> list[Markup]:
    if ends is None:
        return []
    low, high = (number(at(end, whole)) for end in ends)
    path = f"M{low},{number(y - 4)}v8M{low},{number(y)}H{high}M{high},{number(y - 4)}v8"
    return [element("path", d=path, fill="none", stroke=INK, stroke_width=1.3)]


def _word(words: str, place: float, y: float) -> Markup:
    half = text_width(words, _SIZE) / 2
    x = min(max(place, LEFT + half), LEFT + PLOT - half)
    return text(words, x, y, size=_SIZE, text_anchor="middle")


def grade_band(
    value_before: Number,
    value_after: Number | None,
    limits: Sequence[Number],
    *,
    labels: BandLabels,
    range_before: tuple[Number, Number] | None = None,
    range_after: tuple[Number, Number] | None = None,
    whole: Number = 1,
) -> Markup:
    """Return the band; values stand above (before, filled) and below (after, hollow) their mark.

    `limits` are the upper limits of all grades but the worst; ranges show how certain a value is;
    the scale runs from 0 to `whole`.
    """
    middle = _TOP + _HIGH / 2
    start = at(value_before, whole)
    body = _segments(limits, labels.grades, whole) + _range(range_before, middle - 6, whole)
    if value_after is not None:
        x = at(value_after, whole)
        body += _range(range_after, middle + 6, whole)
        body.append(
            element("line", x1=start, y1=middle, x2=x, y2=middle, stroke=QUIET, stroke_width=1)
        )
        body.append(element("circle", cx=x, cy=middle, r=6, fill=PAPER, stroke=ACT, stroke_width=2))
        body.append(_word(labels.after, x, HEIGHT - 4))
        body.append(_leader(x, _TOP + _HIGH + 22, HEIGHT - 17))
    body.append(element("circle", cx=start, cy=middle, r=7, fill=ACT))
    body.append(_word(labels.before, start, 16))
    body.append(_leader(start, 21, middle - 7))
    return picture(WIDTH, HEIGHT, title=labels.title, desc=labels.desc, body=body)


def _leader(x: float, y1: float, y2: float) -> Markup:
    return element("line", x1=x, y1=y1, x2=x, y2=y2, stroke=QUIET, stroke_width=1)
