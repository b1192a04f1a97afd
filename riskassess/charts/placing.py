"""Where names may stand beside their points without covering each other."""

from dataclasses import dataclass
from math import hypot

# How far from its point a name stands; from FAR on a leader line ties the two.
NEAR = (8.0, 11.0)
FAR = (18.0, 26.0, 36.0, 48.0)
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

    def shifted_into(self, other: "Box") -> "Box":
        """Return the box moved sideways so that it does not stick out of the other."""
        by = max(other.left - self.left, 0.0) - max(self.right - other.right, 0.0)
        return Box(self.left + by, self.top, self.right + by, self.bottom)

    def distance(self, x: float, y: float) -> float:
        """Return how far a spot is from the box; 0 inside."""
        return hypot(
            max(self.left - x, 0.0, x - self.right), max(self.top - y, 0.0, y - self.bottom)
        )


def dot(x: float, y: float) -> Box:
    """Return the room a point takes."""
    return Box(x - _POINT, y - _POINT, x + _POINT, y + _POINT)


def crossings(box: Box, segment: tuple[float, float, float, float]) -> int:
    """Return how many of the sample spots of a line fall into the box."""
    x1, y1, x2, y2 = segment
    spots = ((x1 + (x2 - x1) * i / 12, y1 + (y2 - y1) * i / 12) for i in range(13))
    return sum(box.left <= x <= box.right and box.top <= y <= box.bottom for x, y in spots)


def candidates(spot: tuple[float, float], wide: float, high: float, *, far: float) -> list[Box]:
    """Return the eight boxes around a point, best first, each `far` away from it."""
    x, y = spot
    boxes = []
    for left, top in (
        (x + far, y - high / 2),
        (x + far * 0.8, y - high - far * 0.3),
        (x - far - wide, y - high / 2),
        (x - wide / 2, y - high - far * 0.8),
        (x + far * 0.8, y + far * 0.3),
        (x - wide / 2, y + far * 0.8),
        (x - far * 0.8 - wide, y - high - far * 0.3),
        (x - far * 0.8 - wide, y + far * 0.3),
    ):
        boxes.append(Box(left, top, left + wide, top + high))
    return boxes


@dataclass
class Ground:
    """What stands in a plot; a placed name becomes an obstacle for the next one."""

    within: Box
    dots: list[tuple[float, float]]
    segments: list[tuple[float, float, float, float]]
    taken: list[Box]

    def is_free(self, box: Box) -> bool:
        """Say whether a name here covers no dot and no name, nor leaves the plot."""
        rooms = (*(dot(*spot) for spot in self.dots), *self.taken)
        return box.inside(self.within) and not any(box.overlaps(room) for room in rooms)

    def is_clear(self, box: Box, own: tuple[float, float]) -> bool:
        """Say whether a name here can be read as nobody's but its own point's."""
        away = box.distance(*own)
        others = (spot for spot in self.dots if spot != own)
        return all(box.distance(*spot) > away + 1 for spot in others)

    def is_open(self, line: tuple[float, float, float, float], own: tuple[float, float]) -> bool:
        """Say whether a leader line from its own point passes no other dot and no name."""
        rooms = [dot(*spot) for spot in self.dots if spot != own]
        return not any(crossings(room, line) for room in (*rooms, *self.taken))

    def place(self, spot: tuple[float, float], wide: float, high: float) -> Box | None:
        """Return the room for a name beside its own point, or farther off for a leader line.

        Near ones come before far ones; among equally near ones the first that crosses fewest
        lines wins. None when every one is occupied or could be another point's.
        """
        for ring in (NEAR, *((far,) for far in FAR)):
            tries = (box for far in ring for box in candidates(spot, wide, high, far=far))
            inside = (box.shifted_into(self.within) for box in tries)
            free = [box for box in inside if self.is_free(box) and self._is_told(box, spot)]
            if free:
                best = min(free, key=self._crossed)
                self.taken.append(best)
                return best
        return None

    def _is_told(self, box: Box, spot: tuple[float, float]) -> bool:
        if needs_leader(box, spot):
            return self.is_open(leader(box, spot), spot)
        return self.is_clear(box, spot)

    def _crossed(self, box: Box) -> int:
        return sum(crossings(box, line) for line in self.segments)


def needs_leader(box: Box, spot: tuple[float, float]) -> bool:
    """Say whether a name stands too far from its point to be read as its own without a line."""
    return box.distance(*spot) > max(NEAR)


def leader(box: Box, spot: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return the line from a point to the nearest place on the edge of its name."""
    x, y = spot
    return x, y, min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
