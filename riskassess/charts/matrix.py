"""Factor matrix: probability × impact, degree limits as curves, each factor before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log

from markupsafe import Markup

from riskassess.charts.placing import Box, best_box, candidates, dot
from riskassess.charts.svg import (
    ACT,
    DEGREE_FILLS,
    PAPER,
    QUIET,
    Number,
    element,
    number,
    picture,
    text,
    wrapped,
)

WIDTH, HEIGHT = 440.0, 394.0
LEFT, TOP, SIDE_X, SIDE_Y = 40.0, 28.0, 352.0, 324.0
NAME_SIZE = 13.0
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
    return [
        element("circle", cx=x + 6, cy=y - 4.5, r=5, fill=ACT),
        text(labels.before, x + 16, y, size=12),
        element("circle", cx=x + 86, cy=y - 4.5, r=4, fill=PAPER, stroke=ACT, stroke_width=1.6),
        text(labels.after, x + 96, y, size=12),
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


def _names(points: Sequence[MatrixPoint], named: int) -> list[Markup]:
    within = Box(LEFT + 3, TOP + 3, LEFT + SIDE_X - 3, TOP + SIDE_Y - 3)
    dots = [dot(*at(*spot)) for p in points for spot in (p.before, p.after) if spot is not None]
    segments = [(*at(*p.before), *at(*p.after)) for p in points if p.after is not None]
    taken: list[Box] = []
    written: list[Markup] = []
    for point in sorted(points, key=MatrixPoint.risk, reverse=True)[:named]:
        lines = wrapped(point.name, NAME_SIZE, 8 * NAME_SIZE)
        tries = candidates(*at(*point.before), lines, NAME_SIZE)
        box = best_box(tries, within=within, taken=taken, dots=dots, segments=segments)
        if box is None:  # the name stays in the point's own title
            continue
        taken.append(box)
        for row, line in enumerate(lines):
            baseline = box.top + NAME_SIZE * (1.0 + 1.25 * row)
            written.append(text(line, box.left, baseline, size=NAME_SIZE, font_weight="500"))
    return written


def factor_matrix(
    points: Sequence[MatrixPoint],
    *,
    limits: Sequence[Number],
    labels: MatrixLabels,
    named: int = 4,
) -> Markup:
    """Return the matrix; the `named` greatest risks carry their names where there is room."""
    body = [
        *_ground(limits),
        *_axes(labels, limits),
        *(_mark(point) for point in points),
        *_names(points, named),
        *_key(labels),
    ]
    return picture(WIDTH, HEIGHT, title=labels.title, desc=labels.desc, body=body)
