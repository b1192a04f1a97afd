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


def at(value: Number) -> float:
    """Return the horizontal place of an index in 0–1."""
    return LEFT + PLOT * float(value)


def _segments(limits: Sequence[Number], grades: Sequence[str]) -> list[Markup]:
    edges = [0.0, *(float(limit) for limit in limits), 1.0]
    parts = []
    for low, high, fill, name in zip(edges, edges[1:], _FILLS, grades, strict=False):
        x, wide = at(low), at(high) - at(low)
        parts.append(
            element("rect", x=x, y=_TOP, width=wide, height=_HIGH, fill=fill, stroke=QUIET,
                    stroke_width=0.7)
        )  # fmt: skip
        parts.append(text(name, x + wide / 2, _TOP + _HIGH + 17, size=12, text_anchor="middle"))
    # Limits are written as given: a rounded limit would be another limit.
    parts += [
        text(str(limit), at(limit), _TOP + _HIGH + 17, size=12, text_anchor="middle", fill=QUIET)
        for limit in (0, *limits, 1)
    ]
    return parts


def _range(ends: tuple[Number, Number] | None, y: float) -> list[Markup]:
    if ends is None:
        return []
    low, high = (number(at(end)) for end in ends)
    path = f"M{low},{number(y - 4)}v8M{low},{number(y)}H{high}M{high},{number(y - 4)}v8"
    return [element("path", d=path, fill="none", stroke=INK, stroke_width=1.3)]


def _word(words: str, value: Number, y: float) -> Markup:
    half = text_width(words, _SIZE) / 2
    x = min(max(at(value), LEFT + half), LEFT + PLOT - half)
    return text(words, x, y, size=_SIZE, text_anchor="middle")


def grade_band(
    value_before: Number,
    value_after: Number | None,
    limits: Sequence[Number],
    *,
    labels: BandLabels,
    range_before: tuple[Number, Number] | None = None,
    range_after: tuple[Number, Number] | None = None,
) -> Markup:
    """Return the band; values stand above (before, filled) and below (after, hollow) their mark.

    `limits` are the upper limits of all grades but the worst; ranges show how certain a value is.
    """
    middle = _TOP + _HIGH / 2
    body = _segments(limits, labels.grades) + _range(range_before, middle - 6)
    if value_after is not None:
        x = at(value_after)
        body += _range(range_after, middle + 6)
        body.append(
            element("line", x1=at(value_before), y1=middle, x2=x, y2=middle, stroke=QUIET,
                    stroke_width=1)
        )  # fmt: skip
        body.append(element("circle", cx=x, cy=middle, r=6, fill=PAPER, stroke=ACT, stroke_width=2))
        body.append(_word(labels.after, value_after, HEIGHT - 4))
        body.append(_leader(x, _TOP + _HIGH + 22, HEIGHT - 17))
    body.append(element("circle", cx=at(value_before), cy=middle, r=7, fill=ACT))
    body.append(_word(labels.before, value_before, 16))
    body.append(_leader(at(value_before), 21, middle - 7))
    return picture(WIDTH, HEIGHT, title=labels.title, desc=labels.desc, body=body)


def _leader(x: float, y1: float, y2: float) -> Markup:
    return element("line", x1=x, y1=y1, x2=x, y2=y2, stroke=QUIET, stroke_width=1)
