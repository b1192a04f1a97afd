"""Options of a survey with counts and percentages, and the base that the percentages refer to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from riskassess.domain.report_check.figures import Figure, Span
from riskassess.domain.report_check.tables import Place


@dataclass(frozen=True)
class Entry:
    """One option: what it is, its count and its percentage, and where they stand."""

    role: str
    label: str
    place: Place
    count: Figure | None = None
    share: Figure | None = None
    share_place: Place | None = None

    @property
    def share_at(self) -> Place:
        """Return where the percentage stands."""
        return self.share_place or self.place


@dataclass(frozen=True)
class Group:
    """The options of one question, with the total if one is printed."""

    entries: tuple[Entry, ...]
    total: Entry | None = None
    base: int | None = None

    def entry(self, role: str) -> Entry | None:
        """Return the entry of a role."""
        return next((each for each in self.entries if each.role == role), None)

    def count(self, role: str) -> int | None:
        """Return the count of a role."""
        found = self.entry(role)
        return int(found.count.value) if found and found.count else None

    @property
    def options(self) -> tuple[Entry, ...]:
        """Return what is neither issued, returned, valid nor combined from others."""
        outside = {"issued", "returned", "valid", "combined", "satisfied_total", "covered"}
        return tuple(each for each in self.entries if each.role not in outside)


def is_share(share: Figure, count: int, base: int) -> bool:
    """Say whether a count of the base prints as this percentage."""
    return base > 0 and share.span.meets(Span(Decimal(count) / base, Decimal(count) / base))


def is_possible(share: Figure, base: int) -> bool:
    """Say whether some count of `base` prints as this percentage.

    >>> from riskassess.domain.report_check.figures import read_figure
    >>> is_possible(read_figure("0.68"), 35), is_possible(read_figure("0.69"), 35)
    (False, True)
    """
    first = int((share.span.low * base).to_integral_value(ROUND_FLOOR))
    return any(is_share(share, count, base) for count in (first, first + 1))


def nearest(share: Figure, base: int) -> int:
    """Return the count whose share comes nearest."""
    return int((share.value * base).to_integral_value())


def total_count(group: Group) -> int | None:
    """Return the printed total of a question."""
    return int(group.total.count.value) if group.total and group.total.count else None


def find_base(group: Group) -> int | None:
    """Return the number that the percentages refer to: the one that explains most of them."""
    paired = [each for each in group.options if each.count and each.share]
    if not paired:
        return group.base or group.count("valid") or total_count(group)
    sums = sum(int(each.count.value) for each in group.options if each.count)
    known = [total_count(group), group.count("valid"), group.base, sums]
    candidates = list(dict.fromkeys(each for each in known if each))
    common = common_base(paired)
    if common and common not in candidates:
        candidates.append(common)

    def fitting(base: int) -> int:
        return sum(
            is_share(each.share, int(each.count.value), base)
            for each in paired
            if each.share and each.count
        )

    if not candidates:
        return None
    best = max(candidates, key=fitting)
    needed = 1 if best in known[:3] else max(2, (len(paired) + 1) // 2)
    return best if fitting(best) >= needed or len(paired) == 1 else candidates[0]


def common_base(paired: Sequence[Entry]) -> int | None:
    """Return the smallest base that explains at least two thirds of the pairs, or None."""
    low = max((int(each.count.value) for each in paired if each.count), default=0)
    best: tuple[int, int] | None = None
    tried = set()
    for each in paired:
        for base in _bases(each):
            if base in tried or base < max(low, 1):
                continue
            tried.add(base)
            fits = sum(
                is_share(one.share, int(one.count.value), base)
                for one in paired
                if one.share and one.count
            )
            if fits * 3 >= len(paired) * 2 and fits >= 3 and (best is None or fits > best[0]):
                best = (fits, base)
    return best[1] if best else None


def _bases(entry: Entry) -> range:
    """Return the bases for which the count gives the percentage; none when too many do."""
    if entry.share is None or entry.count is None or entry.share.span.low <= 0:
        return range(0)
    low = int(entry.count.value / entry.share.span.high)
    high = int(entry.count.value / entry.share.span.low) + 1
    return range(low, high + 1) if high - low < 500 else range(0)
