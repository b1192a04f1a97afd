"""Survey shares as one bar with its parts named below, for counts of answers, never of persons."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts.svg import QUIET, Number, element, picture, shortened, text

WIDTH = 440.0
_TOP, _HIGH, _LINE = 4.0, 28.0, 24.0
# Told apart by lightness alone: middle, light, white; dark only for what needs attention.
TONES = ("#8fb7c4", "#cfe0e5", "#f2f4f2", "#7a4600")


@dataclass(frozen=True)
class SharePart:
    """One answer: its share in 0–1 for the bar, and both texts as they are to be read."""

    name: str
    share: Number
    figure: str


def _segment(part: SharePart, x: float, fill: str) -> list[Markup]:
    wide = WIDTH * float(part.share)
    return [
        element("rect", x=x, y=_TOP, width=wide, height=_HIGH, fill=fill, stroke=QUIET,
                stroke_width=0.7)
    ]  # fmt: skip


def _entry(part: SharePart, place: int, fill: str) -> list[Markup]:
    x = WIDTH / 2 * (place % 2)
    y = _TOP + _HIGH + 22 + _LINE * (place // 2)
    name = shortened(part.name, 13, 96)
    return [
        element("rect", x=x + 0.5, y=y - 11, width=13, height=13, fill=fill, stroke=QUIET,
                stroke_width=0.7),
        text(name, x + 20, y),
        text(part.figure, x + WIDTH / 2 - 16, y, text_anchor="end"),
    ]  # fmt: skip


def share_bar(parts: Sequence[SharePart], *, title: str, desc: str) -> Markup:
    """Return the bar in the order given; shares are drawn as they are, not stretched to one."""
    body: list[Markup] = []
    x = 0.0
    for place, part in enumerate(parts):
        fill = TONES[place % len(TONES)]
        body += _segment(part, x, fill) + _entry(part, place, fill)
        x += WIDTH * float(part.share)
    rows = (len(parts) + 1) // 2
    return picture(WIDTH, _TOP + _HIGH + 8 + _LINE * rows, title=title, desc=desc, body=body)
