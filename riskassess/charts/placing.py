"""Where names may stand beside their points without covering each other."""

from dataclasses import dataclass

from riskassess.charts.svg import text_width

_GAP = 8.0
_POINT = 5.0


@dataclass(frozen=True)
class Box:
    """A rectangle, top left to bottom right."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Say whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def inside(self, other: "Box") -> bool:
        """Say whether this box lies wholly in the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


def dot(x: float, y: float) -> Box:
    """Return the room a point takes."""
    return Box(x - _POINT, y - _POINT, x + _POINT, y + _POINT)


def crossings(box: Box, segment: tuple[float, float, float, float]) -> int:
    """Return how many of the sample spots of a line fall into the box."""
    x1, y1, x2, y2 = segment
    spots = ((x1 + (x2 - x1) * i / 12, y1 + (y2 - y1) * i / 12) for i in range(13))
    return sum(box.left <= x <= box.right and box.top <= y <= box.bottom for x, y in spots)


def candidates(x: float, y: float, lines: list[str], size: float) -> list[Box]:
    """Return the boxes to try around a point, best first, near ones before far ones."""
    wide = max(text_width(line, size) for line in lines)
    high = size * 1.25 * len(lines)
    boxes = []
    for far in (_GAP, _GAP * 2.2):
        for left, top in (
            (x + far, y - high / 2),
            (x + far * 0.8, y - high - far * 0.3),
            (x - far - wide, y - high / 2),
            (x - wide / 2, y - high - far),
            (x + far * 0.8, y + far * 0.3),
            (x - wide / 2, y + far),
            (x - far * 0.8 - wide, y - high - far * 0.3),
            (x - far * 0.8 - wide, y + far * 0.3),
        ):
            boxes.append(Box(left, top, left + wide, top + high))
    return boxes


def best_box(
    tries: list[Box],
    *,
    within: Box,
    taken: list[Box],
    dots: list[Box],
    segments: list[tuple[float, float, float, float]],
) -> Box | None:
    """Return the box that covers least, or None when each one would cover another name.

    Names never cover names or leave the plot; covering a point is worse than crossing a line.
    """
    free = [box for box in tries if box.inside(within) and not any(box.overlaps(t) for t in taken)]
    if not free:
        return None

    def cost(box: Box) -> float:
        points = sum(box.overlaps(spot) for spot in dots)
        return 10 * points + sum(crossings(box, line) for line in segments)

    return min(free, key=cost)
