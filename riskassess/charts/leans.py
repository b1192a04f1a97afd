"""By how much each expert lies above or below the panel: bars to both sides of a middle line."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts.svg import ACT, INK, LINE, PAPER, Number, element, picture, shortened, text

WIDTH, NAME, FIGURE = 440.0, 84.0, 76.0
_LINE, _HIGH, _TOP, _FOOT = 28.0, 14.0, 6.0, 24.0
_FILL = "#9fc0cc"
MIDDLE = NAME + (WIDTH - NAME - FIGURE) / 2
HALF = (WIDTH - NAME - FIGURE) / 2 - 4


@dataclass(frozen=True)
class LeanBar:
    """One expert: name, difference as a share of the scale, its text, whether it is marked."""

    name: str
    difference: Number
    figure: str
    is_marked: bool = False


def _bar(bar: LeanBar, place: int, scale: float) -> list[Markup]:
    y = _TOP + _LINE * place
    long = float(bar.difference) * scale
    parts = [text(shortened(bar.name, 13, NAME - 8), 0, y + _HIGH - 2)]
    if bar.difference:
        fill = PAPER if bar.is_marked else _FILL
        parts.append(
            element("rect", x=MIDDLE + min(long, 0), y=y, width=max(abs(long), 1), height=_HIGH,
                    fill=fill, stroke=INK if bar.is_marked else ACT,
                    stroke_width=2 if bar.is_marked else 1)
        )  # fmt: skip
    parts.append(text(bar.figure, WIDTH, y + _HIGH - 2, text_anchor="end"))
    return parts


def lean_chart(
    bars: Sequence[LeanBar], *, limit: Number, limits: tuple[str, str], title: str, desc: str
) -> Markup:
    """Return one line per expert; marked bars are hollow with a dark edge.

    `limit` is the share from which a difference is marked, drawn on both sides and written below
    as `limits`.
    """
    ends = [abs(float(bar.difference)) for bar in bars] + [float(limit)]
    longest = max(ends) or 1.0
    scale, bottom = HALF / longest, _TOP + _LINE * len(bars)
    body = [element("line", x1=MIDDLE, y1=0, x2=MIDDLE, y2=bottom, stroke=INK, stroke_width=1)]
    for sign, words in zip((-1, 1), limits, strict=True):
        x = MIDDLE + sign * float(limit) * scale
        body.append(
            element("line", x1=x, y1=0, x2=x, y2=bottom, stroke=LINE, stroke_width=1.4,
                    stroke_dasharray="4 3")
        )  # fmt: skip
        body.append(text(words, x, bottom + 16, size=12, text_anchor="middle"))
    for place, bar in enumerate(bars):
        body += _bar(bar, place, scale)
    return picture(WIDTH, bottom + _FOOT, title=title, desc=desc, body=body)
