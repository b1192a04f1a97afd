"""What a panel must keep (handbook 6.3): seats, size, employers, shares of classes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from expert_pool.recusal import unit_key

REST = "rest"


class Candidate(Protocol):
    """Whoever may sit on a panel: an expert of the pool, or a line of a frozen list."""

    @property
    def code(self) -> str:
        """Return the code in the pool."""

    @property
    def profession(self) -> str:
        """Return the code of the profession."""

    @property
    def expert_class(self) -> str:
        """Return the code of the class."""

    @property
    def employer(self) -> str:
        """Return the employer, or the group that stands for one."""


@dataclass(frozen=True)
class Seat:
    """At least so many members of these professions."""

    code: str
    at_least: int
    professions: frozenset[str]


@dataclass(frozen=True)
class PanelRule:
    """Rule of one panel; `class_share` is the most that one class may hold, as a share of 1."""

    size: int
    reserves: int
    per_employer: int
    class_share: Decimal
    seats: tuple[Seat, ...]

    @property
    def class_limit(self) -> int:
        """Return how many members one class may have.

        >>> PanelRule(5, 2, 1, Decimal("0.6"), ()).class_limit
        3
        """
        return int(self.class_share * self.size)


@dataclass(frozen=True)
class Place:
    """One place still to be filled; `professions` None takes anybody."""

    code: str
    professions: frozenset[str] | None = None

    def fits(self, profile: Candidate) -> bool:
        """Return whether the expert may take the place."""
        return self.professions is None or profile.profession in self.professions


def open_places(rule: PanelRule, standing: Sequence[Candidate] = ()) -> list[Place]:
    """Return the places that members already standing leave open, required seats first.

    A member counts for one seat; members are matched to seats so that as few as possible stay open.
    """
    seats = [
        Place(seat.code, seat.professions)
        for seat in rule.seats
        for _number in range(seat.at_least)
    ]
    holders: dict[int, int] = {}
    for member in range(len(standing)):
        _seat_member(member, (seats, standing), holders, set())
    places = [place for number, place in enumerate(seats) if number not in holders]
    return places + [Place(REST)] * (rule.size - len(standing) - len(places))


def _seat_member(
    member: int,
    table: tuple[Sequence[Place], Sequence[Candidate]],
    holders: dict[int, int],
    tried: set[int],
) -> bool:
    """Give the member a seat, moving others where that helps (augmenting path)."""
    seats, standing = table
    for number, seat in enumerate(seats):
        if number in tried or not seat.fits(standing[member]):
            continue
        tried.add(number)
        if number not in holders or _seat_member(holders[number], table, holders, tried):
            holders[number] = member
            return True
    return False


class Tally:
    """Counts of employers and classes while a panel grows."""

    def __init__(self, rule: PanelRule, members: Sequence[Candidate]) -> None:
        self._rule = rule
        self.employers = Counter(unit_key(row.employer) for row in members)
        self.classes = Counter(row.expert_class for row in members)

    def admits(self, profile: Candidate) -> bool:
        """Return whether one more member keeps the limits of employers and classes."""
        return (
            self.employers[unit_key(profile.employer)] < self._rule.per_employer
            and self.classes[profile.expert_class] < self._rule.class_limit
        )

    def holds(self) -> bool:
        """Return whether nobody exceeds the limits."""
        return all(count <= self._rule.per_employer for count in self.employers.values()) and all(
            count <= self._rule.class_limit for count in self.classes.values()
        )


def keeps_rule(members: Sequence[Candidate], rule: PanelRule) -> bool:
    """Return whether a whole panel has its seats and keeps size and limits.

    Parameters
    ----------
    members : sequence of Candidate
        Everybody who sits on the panel.
    rule : PanelRule
        What it must keep.
    """
    return (
        len(members) == rule.size
        and len(open_places(rule, members)) == 0
        and Tally(rule, members).holds()
    )


def may_be_completed(members: Sequence[Candidate], rule: PanelRule) -> bool:
    """Return whether the free places suffice for the seats still open, and nobody exceeds a limit.

    Of a full panel that is `keeps_rule`. Whether the pool has somebody for the open seats is not
    asked: who sits already keeps no one out of them but by the limits.

    Parameters
    ----------
    members : sequence of Candidate
        Everybody who sits on the panel.
    rule : PanelRule
        What it must keep once it is full.
    """
    places = open_places(rule, members)
    return len(members) + len(places) == rule.size and Tally(rule, members).holds()
