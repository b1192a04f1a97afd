"""Bars of counts or shares, one a line, with an optional mark for what there should be."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts.svg import INK, PAPER, QUIET, Number, element, picture, shortened, text

WIDTH, NAME, FIGURE = 440.0, 118.0, 74.0
_LINE, _HIGH, _TOP = 26.0, 14.0, 4.0
# Middle grey-blue and hollow: told apart without colour, and the figure says it in words.
_FILL = "#8fb7c4"


@dataclass(frozen=True)
class Bar:
    """One line: its value for the length, both texts, and the value it should reach.

    `is_short` draws it hollow with a dark edge.
    """

    name: str
    value: Number
    figure: str
    mark: Number | None = None
    is_short: bool = False


def _line(bar: Bar, place: int, scale: float) -> list[Markup]:
    y = _TOP + _LINE * place
    base = y + _HIGH - 2
    parts = [text(shortened(bar.name, 13, NAME - 8), 0, base)]
    if bar.value:
        edge = {"stroke": INK, "stroke_width": 1.4} if bar.is_short else {"stroke": QUIET}
        parts.append(
            element("rect", x=NAME, y=y, width=max(float(bar.value) * scale, 1), height=_HIGH,
                    fill=PAPER if bar.is_short else _FILL, **edge)
        )  # fmt: skip
    if bar.mark is not None:
        x = NAME + float(bar.mark) * scale
        parts.append(
            element("line", x1=x, y1=y - 3, x2=x, y2=y + _HIGH + 3, stroke=INK, stroke_width=1.6)
        )
    parts.append(text(bar.figure, WIDTH, base, text_anchor="end"))
    return parts


def bars(lines: Sequence[Bar], *, title: str, desc: str, whole: Number | None = None) -> Markup:
    """Return the bars in the order given, on one scale that begins at zero.

    `whole` is the end of the scale; without it the longest bar or farthest mark is.
    """
    ends = [float(each) for bar in lines for each in (bar.value, bar.mark or 0)]
    longest = float(whole) if whole is not None else max(ends, default=0.0)
    scale = (WIDTH - NAME - FIGURE) / longest if longest else 0.0
    body = [part for place, bar in enumerate(lines) for part in _line(bar, place, scale)]
    return picture(WIDTH, _TOP + _LINE * len(lines), title=title, desc=desc, body=body)
