"""Factor matrix: probability × impact, degree limits as curves, each factor before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log

from markupsafe import Markup

from riskassess.charts.placing import Box, Ground, leader, needs_leader
from riskassess.charts.svg import (
    ACT,
    DEGREE_FILLS,
    INK,
    PAPER,
    QUIET,
    Number,
    element,
    number,
    picture,
    second_key,
    shortened,
    text,
    text_width,
    wrapped,
)

WIDTH, HEIGHT = 440.0, 394.0
LEFT, TOP, SIDE_X, SIDE_Y = 40.0, 28.0, 352.0, 324.0
NAME_SIZE = 13.0
LEGEND_LINE = 18.0
# One vertex each time the probability grows by this ratio keeps the chord within one unit.
_STEP = 1.18


@dataclass(frozen=True)
class MatrixPoint:
    """One factor: (probability, impact) in 0–1 before and, where known, after measures."""

    name: str
    before: tuple[Number, Number]
    after: tuple[Number, Number] | None = None

    def risk(self) -> float:
        """Return the risk before measures, which decides whose name is printed."""
        return float(self.before[0]) * float(self.before[1])


@dataclass(frozen=True)
class MatrixLabels:
    """The words of the figure; `degrees` runs from the mildest to the worst."""

    title: str
    desc: str
    probability: str
    impact: str
    before: str
    after: str
    degrees: Sequence[str]


def at(probability: Number, impact: Number) -> tuple[float, float]:
    """Return where a pair in 0–1 stands in the picture."""
    return LEFT + SIDE_X * float(probability), TOP + SIDE_Y * (1 - float(impact))


def limit_curve(limit: Number) -> list[tuple[float, float]]:
    """Return pairs (probability, impact) on the curve p × q = limit, from impact 1 to impact 0."""
    steps = max(10, ceil(log(1 / float(limit)) / log(_STEP)))
    shares = (float(limit) ** (1 - i / steps) for i in range(steps + 1))
    return [(p, float(limit) / p) for p in shares]


def _zone(limit: Number, fill: str) -> Markup:
    spots = [*limit_curve(limit), (1.0, 1.0)]
    path = "M" + "L".join(f"{number(x)},{number(y)}" for x, y in (at(*spot) for spot in spots))
    return element("path", d=path + "Z", fill=fill, stroke=QUIET, stroke_width=0.7)


def _ground(limits: Sequence[Number]) -> list[Markup]:
    fills = DEGREE_FILLS[-len(limits) :] if limits else ()
    plot = element(
        "rect", x=LEFT, y=TOP, width=SIDE_X, height=SIDE_Y, fill=DEGREE_FILLS[0], stroke=QUIET,
        stroke_width=0.7,
    )  # fmt: skip
    return [plot, *(_zone(limit, fill) for limit, fill in zip(limits, fills, strict=False))]


def _axes(labels: MatrixLabels, limits: Sequence[Number]) -> list[Markup]:
    parts = []
    for share in (0, 20, 40, 60, 80, 100):
        x, _ = at(share / 100, 0)
        _, y = at(0, share / 100)
        parts.append(text(str(share), x, TOP + SIDE_Y + 17, size=12, text_anchor="middle"))
        parts.append(text(str(share), LEFT - 6, y + 4, size=12, text_anchor="end"))
    middle = LEFT + SIDE_X / 2
    parts.append(text(labels.probability, middle, TOP + SIDE_Y + 35, text_anchor="middle"))
    parts.append(text(labels.impact, 2, TOP - 12))
    edges = [0.0, *(float(limit) for limit in limits), 1.0]
    for name, low, high in zip(labels.degrees, edges, edges[1:], strict=False):
        _, y = at(1, (low + high) / 2)
        parts.append(text(name, LEFT + SIDE_X + 7, y + 4, size=12, fill=QUIET))
    return parts


def _key(labels: MatrixLabels) -> list[Markup]:
    y, x = TOP - 12, LEFT + 150
    second = x + second_key(labels.before)
    return [
        element("circle", cx=x + 6, cy=y - 4.5, r=5, fill=ACT),
        text(labels.before, x + 16, y, size=12),
        element("circle", cx=second, cy=y - 4.5, r=4, fill=PAPER, stroke=ACT, stroke_width=1.6),
        text(labels.after, second + 10, y, size=12),
    ]


def _mark(point: MatrixPoint) -> Markup:
    x, y = at(*point.before)
    parts = [element("title", point.name)]
    if point.after is not None:
        ax, ay = at(*point.after)
        parts.append(element("line", x1=x, y1=y, x2=ax, y2=ay, stroke=QUIET, stroke_width=0.8))
        parts.append(
            element("circle", cx=ax, cy=ay, r=3.6, fill=PAPER, stroke=ACT, stroke_width=1.6)
        )
    parts.append(element("circle", cx=x, cy=y, r=5, fill=ACT, stroke=PAPER, stroke_width=1))
    return element("g", *parts)


def _ground_of(points: Sequence[MatrixPoint]) -> Ground:
    pairs = [(at(*p.before), at(*p.after)) for p in points if p.after is not None]
    return Ground(
        within=Box(LEFT + 3, TOP + 3, LEFT + SIDE_X - 3, TOP + SIDE_Y - 3),
        dots=[at(*p.before) for p in points] + [after for _before, after in pairs],
        segments=[(*before, *after) for before, after in pairs],
        taken=[],
    )


def _names(points: Sequence[MatrixPoint], named: int) -> tuple[list[Markup], list[str]]:
    """Return the names in the plot, and those that find no room beside their point."""
    ground, written, left_over = _ground_of(points), list[Markup](), list[str]()
    for point in sorted(points, key=MatrixPoint.risk, reverse=True)[:named]:
        spot, lines = at(*point.before), wrapped(point.name, NAME_SIZE, 8 * NAME_SIZE)
        wide = max(text_width(line, NAME_SIZE) for line in lines)
        box = ground.place(spot, wide, NAME_SIZE * 1.25 * len(lines))
        if box is None:
            left_over.append(point.name)
            written += _digit(len(left_over), *spot)
        else:
            written += _name(box, spot, lines)
    return written, left_over


def _digit(count: int, x: float, y: float) -> list[Markup]:
    """Return the number of a point in its own dot; the list below the plot gives the name."""
    return [
        element("circle", cx=x, cy=y, r=6.5, fill=ACT, stroke=PAPER, stroke_width=1),
        text(str(count), x, y + 3.8, size=10.5, fill=PAPER, text_anchor="middle"),
    ]


def _name(box: Box, spot: tuple[float, float], lines: Sequence[str]) -> list[Markup]:
    parts: list[Markup] = []
    if needs_leader(box, spot):
        x1, y1, x2, y2 = leader(box, spot)
        parts.append(element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=INK, stroke_width=0.6))
    for row, line in enumerate(lines):
        baseline = box.top + NAME_SIZE * (1.0 + 1.25 * row)
        parts.append(text(line, box.left, baseline, size=NAME_SIZE, font_weight="500"))
    return parts


def _legend(names: Sequence[str]) -> list[Markup]:
    """Return the numbered names under the chart, one a line."""
    said = (f"{count}  {name}" for count, name in enumerate(names, start=1))
    return [
        text(shortened(each, 12, WIDTH - LEFT), LEFT, HEIGHT + 12 + LEGEND_LINE * row, size=12)
        for row, each in enumerate(said)
    ]


def factor_matrix(
    points: Sequence[MatrixPoint],
    *,
    limits: Sequence[Number],
    labels: MatrixLabels,
    named: int = 4,
) -> Markup:
    """Return the matrix; the `named` greatest risks carry their names where there is room.

    Those without room carry a small number, and a legend below the chart gives the name.
    """
    names, left_over = _names(points, named)
    body = [
        *_ground(limits),
        *_axes(labels, limits),
        *(_mark(point) for point in points),
        *names,
        *_key(labels),
        *_legend(left_over),
    ]
    high = HEIGHT + LEGEND_LINE * len(left_over)
    widest = max((text_width(name, 12) for name in labels.degrees), default=0.0)
    wide = max(WIDTH, LEFT + SIDE_X + 9 + widest)
    return picture(wide, high, title=labels.title, desc=labels.desc, body=body)
