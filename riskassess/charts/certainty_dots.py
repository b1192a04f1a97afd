"""Results under single changes: values as dots on a common axis, changes as now and needed."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts.certainty import WIDTH, mark
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
    shortened,
    text,
    text_width,
)

LEFT, PLOT = 84.0, 228.0
ROW, TOP = 26.0, 30.0
_PADDING = 0.08  # of the range, so that no dot stands on an end of the axis


@dataclass(frozen=True)
class DotRow:
    """One result: name, value, place of its grade from mildest (0) to worst (2), value in words."""

    name: str
    value: Number
    place: int
    figure: str


@dataclass(frozen=True)
class ChangeRow:
    """One change: of what, both values in 0–1 of the lever's range, both in words, new grade."""

    name: str
    now: Number
    needed: Number
    figure: str
    place: int


def value_dots(
    rows: Sequence[DotRow],
    *,
    whole: tuple[Number, str],
    limits: Sequence[tuple[Number, str]],
    title: str,
    desc: str,
) -> Markup:
    """Return one dot a row on an axis that spans the values; a line marks the result itself.

    Limits are drawn where they fall within the axis.
    """
    low, high = _span([row.value for row in rows] + [whole[0]])
    bottom = TOP + ROW * len(rows)

    def at(value: Number) -> float:
        return LEFT + PLOT * (float(value) - low) / (high - low)

    body = [
        element("line", x1=at(whole[0]), y1=TOP - 6, x2=at(whole[0]), y2=bottom, stroke=ACT,
                stroke_width=1.2),
        text(whole[1], at(whole[0]), TOP - 13, size=12, text_anchor="middle"),
    ]  # fmt: skip
    for limit, words in limits:
        if low < float(limit) < high:
            x = at(limit)
            body += [
                element("line", x1=x, y1=TOP - 2, x2=x, y2=bottom, stroke=QUIET,
                        stroke_dasharray="4 3"),
                text(words, x, bottom + 15, size=12, text_anchor="middle", fill=QUIET),
            ]  # fmt: skip
    for place, row in enumerate(rows):
        y = TOP + ROW * place + ROW / 2
        body += [
            element("line", x1=LEFT, y1=y, x2=LEFT + PLOT, y2=y, stroke=LINE, stroke_width=0.6),
            text(shortened(row.name, 13, LEFT - 10), 0, y + 4.5),
            mark(row.place, at(row.value), y),
            text(row.figure, WIDTH, y + 4.5, text_anchor="end"),
        ]
    return picture(WIDTH, bottom + 22, title=title, desc=desc, body=body)


def _span(values: Sequence[Number]) -> tuple[float, float]:
    low, high = min(map(float, values)), max(map(float, values))
    spare = max((high - low) * _PADDING, abs(high) * 0.01, 1e-6)
    return low - spare, high + spare


def change_bars(rows: Sequence[ChangeRow], *, title: str, desc: str) -> Markup:
    """Return for each change the lever's whole range, the value now (hollow) and the one needed.

    The needed value has the shape of the grade that it leads to.
    """
    body: list[Markup] = []
    high = 44.0
    for place, row in enumerate(rows):
        y = high * place
        body += _change(row, y)
    return picture(WIDTH, high * len(rows) + 2, title=title, desc=desc, body=body)


def _change(row: ChangeRow, y: float) -> list[Markup]:
    left, plot = 8.0, WIDTH - 16
    line = y + 32
    now, needed = (left + plot * float(value) for value in (row.now, row.needed))
    way = 1 if needed >= now else -1
    body = [
        text(shortened(row.name, 13, WIDTH - 16 - text_width(row.figure, 13)), 0, y + 15),
        text(row.figure, WIDTH, y + 15, text_anchor="end"),
        element("line", x1=left, y1=line, x2=left + plot, y2=line, stroke=LINE, stroke_width=5),
        element("line", x1=now, y1=line, x2=needed, y2=line, stroke=ACT, stroke_width=2),
        element("circle", cx=now, cy=line, r=4.5, fill=PAPER, stroke=ACT, stroke_width=1.6),
    ]
    if abs(needed - now) > 26:
        tip = needed - way * 9
        path = (
            f"M{number(tip - way * 6)},{number(line - 5)}l{number(way * 6)},5l{number(-way * 6)},5"
        )
        body.append(element("path", d=path, fill="none", stroke=INK, stroke_width=1.4))
    return [*body, mark(row.place, needed, line)]
