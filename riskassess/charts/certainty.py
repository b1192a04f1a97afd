"""How certain a grade is: chance of each grade as bars, interval of the value on the grade band."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts.svg import (
    ACT,
    INK,
    LINE,
    PAPER,
    QUIET,
    Number,
    element,
    number,
    picture,
    text,
)

# Narrower than the other figures, so that the words stay large on a phone.
WIDTH = 380.0
LEFT, PLOT = 76.0, 222.0
ROW, HEAD = 24.0, 26.0
GRADE_FILLS = ("#e8f3ea", "#f6e2bd", "#e3a99f")
_BAND_LEFT, _BAND_PLOT, _BAND_TOP, _BAND_HIGH = 12.0, 356.0, 20.0, 26.0
_ROOM_FOR_MIDDLE = 14.0


@dataclass(frozen=True)
class ChanceRow:
    """One grade: its place from mildest (0) to worst (2), name, share of 1, and share in words."""

    place: int
    name: str
    share: Number
    figure: str
    is_result: bool = False


@dataclass(frozen=True)
class IntervalRow:
    """One moment: lower end, middle and upper end of its value, and how they are to be read."""

    name: str
    low: Number
    middle: Number
    high: Number


def mark(place: int, x: float, y: float, *, size: float = 6.0, fill: str = ACT) -> Markup:
    """Return the shape of a grade: circle for low, diamond for medium, triangle for high."""
    if place == 0:
        return element("circle", cx=x, cy=y, r=size - 0.5, fill=fill, stroke=ACT, stroke_width=1.4)
    s = number(size)
    path = f"M{number(x)},{number(y - size)}l{s},{s}l-{s},{s}l-{s},-{s}Z"
    if place > 1:
        path = f"M{number(x)},{number(y - size)}l{s},{number(1.8 * size)}h-{number(2 * size)}Z"
    return element("path", d=path, fill=fill, stroke=ACT, stroke_width=1.4)


def chance_bars(
    groups: Sequence[tuple[str, Sequence[ChanceRow]]], *, title: str, desc: str
) -> Markup:
    """Return a bar for each grade of each moment; the bar of the result itself is dark."""
    body: list[Markup] = []
    y = 0.0
    for name, rows in groups:
        body.append(text(name, 0, y + 17, size=13, fill=QUIET))
        y += HEAD
        for row in rows:
            body += _chance(row, y)
            y += ROW
        y += 6
    return picture(WIDTH, y, title=title, desc=desc, body=body)


def _chance(row: ChanceRow, y: float) -> list[Markup]:
    wide = PLOT * float(row.share)
    middle = y + ROW / 2
    fill = ACT if row.is_result else "#8fb7c4"
    return [
        mark(row.place, 8, middle, size=5.5, fill=ACT if row.is_result else PAPER),
        text(row.name, 22, middle + 4.5),
        element("rect", x=LEFT, y=y + 4, width=PLOT, height=ROW - 8, fill=PAPER, stroke=LINE,
                stroke_width=0.7),
        element("rect", x=LEFT, y=y + 4, width=wide, height=ROW - 8, fill=fill),
        text(row.figure, WIDTH, middle + 4.5, text_anchor="end"),
    ]  # fmt: skip


def interval_band(
    rows: Sequence[IntervalRow],
    *,
    limits: Sequence[tuple[Number, str]],
    most: tuple[Number, str],
    grades: Sequence[str],
    title: str,
    desc: str,
) -> Markup:
    """Return the grade band from 0 to the most possible, and below it the interval of each moment.

    Limits and end come with the words in which they are written.
    """
    body = _band(limits, most, grades)
    y = _BAND_TOP + _BAND_HIGH + 22
    for row in rows:
        body += _interval(row, float(most[0]), y)
        y += 26
    return picture(WIDTH, y - 10, title=title, desc=desc, body=body)


def _band(
    limits: Sequence[tuple[Number, str]], most: tuple[Number, str], grades: Sequence[str]
) -> list[Markup]:
    ends = [0.0, *(float(limit) for limit, _words in limits), float(most[0])]
    parts = []
    for low, high, fill, name in zip(ends, ends[1:], GRADE_FILLS, grades, strict=False):
        x, wide = _at(low, ends[-1]), _BAND_PLOT * (high - low) / ends[-1]
        parts += [
            element("rect", x=x, y=_BAND_TOP, width=wide, height=_BAND_HIGH, fill=fill,
                    stroke=QUIET, stroke_width=0.7),
            text(name, x + wide / 2, _BAND_TOP + 18, size=12, text_anchor="middle"),
        ]  # fmt: skip
    written = [(0, "0"), *limits, most]
    return parts + [
        text(words, _at(value, ends[-1]), _BAND_TOP - 6, size=12, text_anchor="middle", fill=QUIET)
        for value, words in written
    ]


def _at(value: Number, most: float) -> float:
    return _BAND_LEFT + _BAND_PLOT * float(value) / most


def _interval(row: IntervalRow, most: float, y: float) -> list[Markup]:
    """The words stand on the side where there is more room, on the line of the interval."""
    low, middle, high = (_at(value, most) for value in (row.low, row.middle, row.high))
    a, b, top = number(low), number(high), number(y - 6)
    path = f"M{a},{top}v12M{a},{number(y)}H{b}M{b},{top}v12"
    is_left = middle < WIDTH / 2
    edge = _BAND_TOP + _BAND_HIGH
    parts = [
        element("line", x1=middle, y1=edge, x2=middle, y2=edge + 7, stroke=INK),
        element("path", d=path, fill="none", stroke=INK, stroke_width=1.4),
        text(row.name, WIDTH - _BAND_LEFT if is_left else _BAND_LEFT, y + 4.5, size=12.5,
             text_anchor="end" if is_left else "start"),
    ]  # fmt: skip
    if high - low > _ROOM_FOR_MIDDLE:
        parts.append(element("circle", cx=middle, cy=y, r=3.5, fill=INK))
    return parts
