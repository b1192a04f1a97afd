"""How a panel's marks lie on one scale: line of the range, box of the middle half, median, own."""

from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts.svg import ACT, INK, LINE, PAPER, Number, element, number, picture, text

WIDTH, HEIGHT = 300.0, 66.0
LEFT, PLOT = 12.0, 276.0
_Y, _BOX = 27.0, 14.0
_FILL = "#9fc0cc"


@dataclass(frozen=True)
class Position:
    """Marks on a scale from 0 to 1; `own` is None where the reader has none.

    `marks` are drawn one by one where they are shown without names.
    """

    low: Number
    q1: Number
    median: Number
    q3: Number
    high: Number
    own: Number | None = None
    marks: tuple[Number, ...] = ()


@dataclass(frozen=True)
class PositionLabels:
    """The words of the figure: what it shows, the ends of the scale, and what marks the own."""

    title: str
    desc: str
    first: str
    last: str
    own: str


def at(value: Number) -> float:
    """Return the horizontal place of a value in 0–1."""
    return LEFT + PLOT * float(value)


def position_chart(found: Position, *, labels: PositionLabels) -> Markup:
    """Return the line, the box with its median, and the own mark as a diamond above it."""
    body = [
        element("line", x1=LEFT, y1=_Y, x2=LEFT + PLOT, y2=_Y, stroke=LINE, stroke_width=1),
        element("line", x1=at(found.low), y1=_Y, x2=at(found.high), y2=_Y, stroke=ACT,
                stroke_width=1.6),
        *(_end(value) for value in (found.low, found.high)),
        element("rect", x=at(found.q1), y=_Y - _BOX / 2, height=_BOX, fill=_FILL, stroke=ACT,
                width=max(at(found.q3) - at(found.q1), 1.5), stroke_width=1.2),
        element("line", x1=at(found.median), y1=_Y - 10, x2=at(found.median), y2=_Y + 10,
                stroke=INK, stroke_width=2.6),
        *(element("circle", cx=at(mark), cy=_Y, r=3.2, fill=PAPER, stroke=INK, stroke_width=1.2)
          for mark in found.marks),
        text(labels.first, LEFT, HEIGHT - 4, size=12),
        text(labels.last, LEFT + PLOT, HEIGHT - 4, size=12, text_anchor="end"),
    ]  # fmt: skip
    if found.own is not None:
        body += _own(at(found.own), labels.own)
    return picture(WIDTH, HEIGHT, title=labels.title, desc=labels.desc, body=body)


def _end(value: Number) -> Markup:
    return element(
        "line", x1=at(value), y1=_Y - 5, x2=at(value), y2=_Y + 5, stroke=ACT, stroke_width=1.6
    )


def _own(x: float, words: str) -> list[Markup]:
    """A diamond below the line with its word, which stays inside the picture."""
    y = _Y + 15
    diamond = f"M{number(x)},{number(y - 6)}l6,6l-6,6l-6,-6Z"
    is_left = x < WIDTH / 2
    return [
        element("path", d=diamond, fill=INK, stroke=PAPER, stroke_width=1),
        text(words, x + 10 if is_left else x - 10, y + 4, size=12,
             text_anchor="start" if is_left else "end"),
    ]  # fmt: skip
