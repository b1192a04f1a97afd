"""Membership: for each row one bar divided by degree, so that one sees where the panel stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts.svg import (
    DEGREE_FILLS,
    INK,
    QUIET,
    Number,
    element,
    picture,
    text,
    text_width,
    wrapped,
)

WIDTH = 440.0
LEFT, PLOT = 128.0, 308.0
TOP, ROW, BAR = 26.0, 34.0, 18.0
SIZE = 12.0
_LEAST = 30.0  # width from which a part carries its figure


@dataclass(frozen=True)
class MembershipRow:
    """One factor or the whole: shares of 1 by degree, mildest first, and each share in words."""

    name: str
    shares: Sequence[Number]
    figures: Sequence[str]
    is_whole: bool = False


def _key(degrees: Sequence[str]) -> list[Markup]:
    parts, step = [], WIDTH / len(degrees)
    for place, (word, fill) in enumerate(zip(degrees, DEGREE_FILLS, strict=True)):
        x = step * place
        parts.append(
            element("rect", x=x + 0.5, y=2, width=12, height=12, fill=fill, stroke=QUIET,
                    stroke_width=0.7)
        )  # fmt: skip
        parts.append(text(word, x + 18, 12.5, size=SIZE))
    return parts


def _bar(row: MembershipRow, y: float) -> list[Markup]:
    parts: list[Markup] = []
    edge, thick = (INK, 1.1) if row.is_whole else (QUIET, 0.7)
    x = LEFT
    for share, words, fill in zip(row.shares, row.figures, DEGREE_FILLS, strict=True):
        wide = PLOT * float(share)
        if wide == 0:
            continue
        parts.append(
            element("rect", x=x, y=y, width=wide, height=BAR, fill=fill, stroke=edge,
                    stroke_width=thick)
        )  # fmt: skip
        if wide >= max(_LEAST, text_width(words, SIZE) + 4):
            parts.append(text(words, x + wide / 2, y + 13.2, size=SIZE, text_anchor="middle"))
        x += wide
    return parts


def membership_bars(
    rows: Sequence[MembershipRow], *, degrees: Sequence[str], title: str, desc: str
) -> Markup:
    """Return a bar for each row in the order given; a row for the whole has a darker edge."""
    body = _key(degrees)
    for place, row in enumerate(rows):
        top = TOP + ROW * place
        lines = wrapped(row.name, SIZE, LEFT - 10)
        first = top + ROW / 2 + SIZE * (0.36 if len(lines) == 1 else -0.25)
        body += [
            text(line, 0, first + number * SIZE * 1.2, size=SIZE,
                 font_weight="600" if row.is_whole else "400")
            for number, line in enumerate(lines)
        ]  # fmt: skip
        body += _bar(row, top + (ROW - BAR) / 2)
    return picture(WIDTH, TOP + ROW * len(rows) + 4, title=title, desc=desc, body=body)
