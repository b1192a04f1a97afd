"""Yardsticks of the product: each row is a ratio of ours and a peer, taken in one run."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """One line of the table: how ours stands to one peer on the same input.

    `ours` and `peer` hold one figure per repetition, seconds or a rate; `goal` is the limit of
    ours / peer, from above unless `at_least` is set.
    """

    yardstick: str
    work: str
    peer_name: str
    unit: str
    ours: list[float]
    peer: list[float]
    goal: float
    at_least: bool = False
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Return median of ours over median of the peer's."""
        return statistics.median(self.ours) / statistics.median(self.peer)

    @property
    def holds(self) -> bool:
        """Return whether the goal is reached."""
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call took."""
    start = perf_counter()
    work()
    return perf_counter() - start


def alternate(
    ours: Callable[[], object], peer: Callable[[], object], *, repetitions: int = 5
) -> tuple[list[float], list[float]]:
    """Return the seconds of both, measured in turns after one unmeasured call of each.

    Turns, because the speed of a shared machine drifts: both sides then drift alike.
    """
    ours()
    peer()
    times: tuple[list[float], list[float]] = ([], [])
    for _turn in range(repetitions):
        times[0].append(seconds(ours))
        times[1].append(seconds(peer))
    return times
