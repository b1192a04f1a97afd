"""Whether a panel can still be completed: an exact search for one that keeps the rule.

Both forms of the draw ask it: the first for the first completion in its order, the second whether
there is any at all.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

from expert_pool.errors import UnfillableSeat
from expert_pool.panel_rule import Candidate, PanelRule, Place, Tally
from expert_pool.recusal import unit_key

Some = TypeVar("Some")
Seated = TypeVar("Seated", bound=Candidate)


def shortlist(
    ordered: Iterable[Some],
    rule: PanelRule,
    *,
    group_of: Callable[[Some], tuple[str, str]] = attrgetter("profession", "expert_class"),
    employer_of: Callable[[Some], str] = attrgetter("employer"),
) -> list[Some]:
    """Keep enough of each profession that leaving out the rest changes no draw.

    Experts of one profession and class are exchangeable but for their employer, and the other
    members hold at most `size` − 1 employers, so the first `size` employers suffice.

    Parameters
    ----------
    ordered : iterable
        In the order in which they are preferred.
    rule : PanelRule
        What the panel must keep.
    group_of, employer_of : callable, optional
        Read profession and class, and the employer; by default of a Candidate.
    """
    kept: list[Some] = []
    everybody = list(ordered)
    # each group stays open until it has enough; most do after a few lines, and nobody reads on
    missing = dict.fromkeys(map(group_of, everybody), rule.size * rule.per_employer)
    groups: dict[tuple[str, str], dict[str, int]] = {group: {} for group in missing}
    still_open = len(missing)
    for row in everybody:
        if not still_open:
            break
        group = group_of(row)
        if not missing[group]:
            continue
        seen = groups[group]
        employer = unit_key(employer_of(row))
        count = seen.get(employer, 0)
        if count < rule.per_employer and (count or len(seen) < rule.size):
            seen[employer] = count + 1
            missing[group] -= 1
            still_open -= not missing[group]
            kept.append(row)
    return kept


def complete(
    places: Sequence[Place],
    ordered: Sequence[Seated],
    rule: PanelRule,
    taken: Sequence[Candidate],
) -> list[Seated] | None:
    """Return the first completion in the order given, or None when there is none.

    Parameters
    ----------
    places : sequence of Place
        What is still to be filled, in its order.
    ordered : sequence of Candidate
        Who may fill it; a shortlist suffices. Those taken are left out by the caller, or may
        stand in it when one employer has one seat.
    rule : PanelRule
        Limits of employers and classes.
    taken : sequence of Candidate
        Who sits already.
    """
    if not places:
        return []
    tally = Tally(rule, taken)
    open_to = [row for row in ordered if tally.admits(row)]
    if not _may_complete(places, open_to, tally, rule):
        return None
    for row in open_to:
        if not places[0].fits(row):
            continue
        left = [other for other in open_to if other.code != row.code]
        found = complete(places[1:], left, rule, [*taken, row])
        if found is not None:
            return [row, *found]
    return None


def _may_complete(
    places: Sequence[Place], open_to: Sequence[Candidate], tally: Tally, rule: PanelRule
) -> bool:
    """Return whether employers and room in the classes suffice: exact for places open to all."""
    classes = {row.expert_class for row in open_to}
    room = {name: rule.class_limit - tally.classes[name] for name in classes}
    slots = [name for name, free in room.items() for _n in range(min(free, len(places)))]
    offers: dict[str, set[tuple[str, int]]] = {}
    for row in open_to:
        employer = unit_key(row.employer)
        for number in range(rule.per_employer - tally.employers[employer]):
            offers.setdefault(row.expert_class, set()).add((employer, number))
    held: dict[tuple[str, int], int] = {}
    matched = sum(_match(number, slots, (offers, held), set()) for number in range(len(slots)))
    return matched >= len(places)


def _match(
    number: int,
    slots: list[str],
    table: tuple[dict[str, set[tuple[str, int]]], dict[tuple[str, int], int]],
    tried: set[tuple[str, int]],
) -> bool:
    """Give a slot of a class an employer, moving others where that helps (augmenting path)."""
    offers, held = table
    for employer in offers.get(slots[number], ()):
        if employer in tried:
            continue
        tried.add(employer)
        if employer not in held or _match(held[employer], slots, table, tried):
            held[employer] = number
            return True
    return False


def shortage(
    places: Sequence[Place],
    ordered: Sequence[Candidate],
    rule: PanelRule,
    standing: Sequence[Candidate],
) -> UnfillableSeat:
    """Name the first place up to which no panel can be made, and count who would fit it."""
    few = shortlist(ordered, rule)
    for upto in range(1, len(places) + 1):
        if complete(places[:upto], few, rule, standing) is None:
            place = places[upto - 1]
            break
    needed = sum(other.code == place.code for other in places)
    fitting = sum(place.fits(row) for row in ordered)
    return UnfillableSeat(seat=place.code, needed=needed, candidates=fitting)
