"""Spread of the panel per factor: line of the range, box of the middle half, mark of the mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts.svg import (
    ACT,
    LINE,
    PAPER,
    Number,
    element,
    number,
    picture,
    second_key,
    text,
    wrapped,
)

WIDTH = 440.0
LEFT, PLOT = 128.0, 296.0
TOP, ROW = 24.0, 44.0
NAME_SIZE = 13.0
PERCENT = tuple((share / 100, str(share)) for share in (0, 20, 40, 60, 80, 100))
_BEFORE_AT, _AFTER_AT, _BOX = 14.0, 30.0, 10.0


@dataclass(frozen=True)
class Spread:
    """What the panel said of one factor, all in 0–1."""

    low: Number
    q1: Number
    mean: Number
    q3: Number
    high: Number


@dataclass(frozen=True)
class SpreadRow:
    """One factor before and, where known, after measures."""

    name: str
    before: Spread
    after: Spread | None = None


@dataclass(frozen=True)
class SpreadLabels:
    """The words of the figure; `axis` names the quantity and its unit.

    `ticks` are pairs of a place in 0–1 and what is written there.
    """

    title: str
    desc: str
    axis: str
    before: str
    after: str
    ticks: Sequence[tuple[Number, str]] = PERCENT


def at(value: Number) -> float:
    """Return the horizontal place of a value in 0–1."""
    return LEFT + PLOT * float(value)


def _bar(spread: Spread, y: float, *, fill: str, mark: str) -> list[Markup]:
    """Line, box and mean; the mean is a diamond so that it is not taken for the median."""
    x = at(spread.mean)
    diamond = f"M{number(x)},{number(y - 5)}l5,5l-5,5l-5,-5Z"
    return [
        element(
            "line", x1=at(spread.low), y1=y, x2=at(spread.high), y2=y, stroke=ACT, stroke_width=1.2
        ),
        element(
            "rect",
            x=at(spread.q1),
            y=y - _BOX / 2,
            width=at(spread.q3) - at(spread.q1),
            height=_BOX,
            fill=fill,
            stroke=ACT,
            stroke_width=1.2,
        ),  # fmt: skip
        element("path", d=diamond, fill=mark, stroke=ACT, stroke_width=1.2),
    ]


def _row(row: SpreadRow, top: float) -> list[Markup]:
    lines = wrapped(row.name, NAME_SIZE, LEFT - 16)
    first = top + ROW / 2 + NAME_SIZE * (0.36 if len(lines) == 1 else -0.2)
    parts = [
        text(line, 0, first + i * NAME_SIZE * 1.25, size=NAME_SIZE) for i, line in enumerate(lines)
    ]
    before_at = _BEFORE_AT if row.after is not None else ROW / 2
    parts += _bar(row.before, top + before_at, fill="#9fc0cc", mark=ACT)
    if row.after is not None:
        parts += _bar(row.after, top + _AFTER_AT, fill=PAPER, mark=PAPER)
    parts.append(
        element("line", x1=0, y1=top + ROW, x2=WIDTH, y2=top + ROW, stroke=LINE, stroke_width=0.5)
    )
    return parts


def _axis(labels: SpreadLabels, bottom: float) -> list[Markup]:
    parts = []
    for share, words in labels.ticks:
        x = at(share)
        parts.append(element("line", x1=x, y1=TOP, x2=x, y2=bottom, stroke=LINE, stroke_width=0.5))
        parts.append(text(words, x, bottom + 17, size=12, text_anchor="middle"))
    parts.append(text(labels.axis, LEFT + PLOT, TOP - 9, size=12, text_anchor="end"))
    return parts


def _key(labels: SpreadLabels) -> list[Markup]:
    parts = []
    second = second_key(labels.before)
    for x, words, fill in ((0.0, labels.before, "#9fc0cc"), (second, labels.after, PAPER)):
        parts.append(
            element("rect", x=x + 0.6, y=TOP - 18, width=14, height=_BOX, fill=fill, stroke=ACT,
                    stroke_width=1.2)
        )  # fmt: skip
        parts.append(text(words, x + 20, TOP - 9, size=12))
    return parts


def spread_chart(rows: Sequence[SpreadRow], *, labels: SpreadLabels) -> Markup:
    """Return one row per factor in the order given; before is filled, after is hollow."""
    bottom = TOP + ROW * len(rows)
    body = _axis(labels, bottom) + _key(labels)
    for place, row in enumerate(rows):
        body += _row(row, TOP + ROW * place)
    return picture(WIDTH, bottom + 24, title=labels.title, desc=labels.desc, body=body)
