"""Matrix of levels: a degree in each cell, the factors as codes in the cells, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from riskassess.charts.svg import (
    ACT,
    DEGREE_FILLS,
    PAPER,
    QUIET,
    element,
    picture,
    second_key,
    text,
    text_width,
)

WIDTH = 484.0
LEFT, TOP = 50.0, 30.0
CELL_X, CELL_Y = 86.0, 70.0
MARK_SIZE, MARK_LINE = 10.5, 13.0
HEAD = 16.0  # room of the degree's word on top of a cell
Pair = tuple[int, int]


@dataclass(frozen=True)
class LevelPoint:
    """One factor: levels (probability, impact), from 1, before and, where known, after measures."""

    code: str
    name: str
    before: Pair
    after: Pair | None = None


@dataclass(frozen=True)
class LevelMatrixLabels:
    """The words of the figure; level words run from the lowest, degree words from the mildest.

    `more` takes the number of factors that find no room in a cell as `%(n)s`.
    """

    title: str
    desc: str
    probability: str
    impact: str
    before: str
    after: str
    degrees: Sequence[str]
    probability_levels: Sequence[str]
    impact_levels: Sequence[str]
    more: str


@dataclass(frozen=True)
class _Mark:
    code: str
    name: str
    is_after: bool


def cell_at(probability: int, impact: int, levels: int) -> tuple[float, float]:
    """Return the upper left corner of a cell; probability runs right, impact runs up."""
    return LEFT + CELL_X * (probability - 1), TOP + CELL_Y * (levels - impact)


def marks_of(points: Sequence[LevelPoint]) -> dict[Pair, list[_Mark]]:
    """Return the marks of each cell that has some, those before measures first."""
    found: dict[Pair, list[_Mark]] = {}
    for point in points:
        found.setdefault(point.before, []).append(_Mark(point.code, point.name, is_after=False))
    for point in points:
        if point.after is not None:
            found.setdefault(point.after, []).append(_Mark(point.code, point.name, is_after=True))
    return found


def _cell(x: float, y: float, degree: int, labels: LevelMatrixLabels) -> list[Markup]:
    return [
        element("rect", x=x, y=y, width=CELL_X, height=CELL_Y, fill=DEGREE_FILLS[degree],
                stroke=QUIET, stroke_width=0.7),
        text(labels.degrees[degree], x + 5, y + 13, size=11, fill=QUIET),
    ]  # fmt: skip


def _mark(mark: _Mark, x: float, y: float) -> Markup:
    fill = {"fill": PAPER, "stroke": ACT, "stroke_width": 1.4} if mark.is_after else {"fill": ACT}
    return element(
        "g",
        element("title", mark.name),
        element("circle", cx=x + 4, cy=y - 3.8, r=3.4 if mark.is_after else 3.8, **fill),
        text(mark.code, x + 10, y, size=MARK_SIZE),
    )


def _marks(marks: Sequence[_Mark], x: float, y: float, labels: LevelMatrixLabels) -> list[Markup]:
    """Return the marks in rows as wide as the cell; what finds no room is counted in words."""
    widest = max(text_width(mark.code, MARK_SIZE) for mark in marks) + 12
    columns = max(1, int((CELL_X - 6) // widest))
    rows = int((CELL_Y - HEAD) // MARK_LINE)
    room = columns * rows
    shown = marks if len(marks) <= room else marks[: room - columns]
    parts = [
        _mark(
            mark,
            x + 5 + (CELL_X - 6) / columns * (place % columns),
            y + HEAD + MARK_LINE * (place // columns) + 10,
        )
        for place, mark in enumerate(shown)
    ]
    if len(shown) < len(marks):
        hidden = marks[len(shown) :]
        words = labels.more % {"n": len(hidden)}
        names = element("title", " ".join(mark.code for mark in hidden))
        line = text(words, x + 5, y + HEAD + MARK_LINE * (rows - 1) + 10, size=MARK_SIZE)
        parts.append(element("g", names, line))
    return parts


def _axes(labels: LevelMatrixLabels) -> list[Markup]:
    levels = len(labels.impact_levels)
    bottom = TOP + CELL_Y * levels
    parts = [text(labels.impact, 2, TOP - 14)]
    for place, word in enumerate(labels.probability_levels):
        x = LEFT + CELL_X * (place + 0.5)
        parts.append(text(str(place + 1), x, bottom + 16, size=12, text_anchor="middle"))
        parts.append(text(word, x, bottom + 31, size=11, text_anchor="middle", fill=QUIET))
    for place, word in enumerate(labels.impact_levels):
        y = TOP + CELL_Y * (levels - place - 0.5)
        parts.append(text(str(place + 1), LEFT - 8, y - 2, size=12, text_anchor="end"))
        parts.append(text(word, LEFT - 8, y + 13, size=11, text_anchor="end", fill=QUIET))
    middle = LEFT + CELL_X * len(labels.probability_levels) / 2
    parts.append(text(labels.probability, middle, bottom + 50, text_anchor="middle"))
    return parts


def _key(labels: LevelMatrixLabels) -> list[Markup]:
    y, x = TOP - 14, LEFT + 190
    second = x + second_key(labels.before)
    return [
        element("circle", cx=x + 6, cy=y - 4.5, r=4.5, fill=ACT),
        text(labels.before, x + 16, y, size=12),
        element("circle", cx=second, cy=y - 4.5, r=4, fill=PAPER, stroke=ACT, stroke_width=1.6),
        text(labels.after, second + 10, y, size=12),
    ]


def level_matrix(
    points: Sequence[LevelPoint],
    degrees: Sequence[Sequence[int]],
    *,
    labels: LevelMatrixLabels,
) -> Markup:
    """Return the matrix with each factor in its cells.

    `degrees` has a row for each level of impact from the lowest, in it the place of the degree
    (0 is the mildest) for each level of probability.
    """
    levels = len(degrees)
    body = []
    for impact, row in enumerate(degrees, start=1):
        for probability, degree in enumerate(row, start=1):
            body += _cell(*cell_at(probability, impact, levels), degree, labels)
    for (probability, impact), marks in marks_of(points).items():
        body += _marks(marks, *cell_at(probability, impact, levels), labels)
    body += [*_axes(labels), *_key(labels)]
    high = TOP + CELL_Y * levels + 58
    return picture(WIDTH, high, title=labels.title, desc=labels.desc, body=body)
