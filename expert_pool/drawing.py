"""Stratified random draw without replacement that anybody can repeat (handbook 6.3).

Experts are ordered by SHA-256(seed ‖ code): for an unknown seed that order is random, and it does
not depend on the order of the pool. Places are filled one after the other, required seats first,
each by the first expert in that order with whom the panel can still be completed under the limits
of employers and classes. Cf. the public idea of RFC 3797.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expert_pool.errors import PoolError, UnfillableSeat
from expert_pool.panel_rule import PanelRule, Place, Tally, keeps_rule, open_places
from expert_pool.profile import ExpertProfile
from expert_pool.recusal import unit_key

ALGORITHM = "stratified-sha256/1"
_SEED = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class DrawnMember:
    """An expert who was drawn, for which place; reserves have none."""

    profile: ExpertProfile
    place: str
    key: str


@dataclass(frozen=True)
class DrawnPanel:
    """Members in the order in which the places were filled, then reserves in their order."""

    members: tuple[DrawnMember, ...]
    reserves: tuple[DrawnMember, ...]


def draw_key(seed: str, code: str) -> str:
    """Return what orders an expert in a draw: SHA-256 over seed and code.

    >>> draw_key("00" * 32, "ZJ01")[:12]
    '9a974e083aac'
    """
    return hashlib.sha256(f"{seed}{code}".encode()).hexdigest()


def draw_panel(
    candidates: Iterable[ExpertProfile],
    *,
    rule: PanelRule,
    seed: str,
    standing: Sequence[ExpertProfile] = (),
) -> DrawnPanel:
    """Draw the open places of a panel and its reserves.

    Parameters
    ----------
    candidates : iterable of ExpertProfile
        Everybody who is not excluded, in any order; codes are unique.
    rule : PanelRule
        What the panel must keep.
    seed : str
        64 hexadecimal digits, lower case.
    standing : sequence of ExpertProfile
        Members who stay; the draw fills the places they leave open.

    Returns
    -------
    DrawnPanel
        The same for the same seed, candidates and rule.

    Raises
    ------
    PoolError
        `draw_seed_malformed` for another form of seed, `draw_panel_even` for an even size.
    UnfillableSeat
        When no panel keeps the rule; names the place that cannot be filled.
    """
    if not _SEED.fullmatch(seed):
        raise PoolError("draw_seed_malformed")
    if rule.size % 2 == 0:
        raise PoolError("draw_panel_even", size=rule.size)
    ordered = _in_draw_order(candidates, seed)
    chosen = _fill(ordered, rule, standing)
    reserves = _reserves(ordered, rule, [*standing, *(row for _place, row in chosen)])
    return DrawnPanel(
        tuple(DrawnMember(row, place.code, draw_key(seed, row.code)) for place, row in chosen),
        tuple(DrawnMember(row, "", draw_key(seed, row.code)) for row in reserves),
    )


def _in_draw_order(candidates: Iterable[ExpertProfile], seed: str) -> list[ExpertProfile]:
    rows = list(candidates)
    by_code = {row.code: row for row in rows}
    if len(by_code) != len(rows):
        raise PoolError("draw_code_repeated")
    keyed = sorted((draw_key(seed, code), code) for code in by_code)
    return [by_code[code] for _key, code in keyed]


def _fill(
    ordered: list[ExpertProfile], rule: PanelRule, standing: Sequence[ExpertProfile]
) -> list[tuple[Place, ExpertProfile]]:
    places = open_places(rule, standing)
    if len(standing) + len(places) != rule.size:
        raise PoolError("draw_seats_exceed_size", size=rule.size)
    few = _shortlist(ordered, rule)
    found = _complete(places, few, rule, list(standing))
    if found is None:
        raise _shortage(places, ordered, rule, standing)
    return list(zip(places, found, strict=True))


def _shortlist(ordered: list[ExpertProfile], rule: PanelRule) -> list[ExpertProfile]:
    """Keep enough of each profession that leaving out the rest changes no draw.

    Experts of one profession and class are exchangeable but for their employer, and the other
    members hold at most `size` − 1 employers, so the first `size` employers suffice.
    """
    kept: list[ExpertProfile] = []
    employers: dict[tuple[str, str], Counter[str]] = {}
    enough = rule.size * rule.per_employer
    for row in ordered:
        seen = employers.setdefault((row.profession, row.expert_class), Counter())
        if seen.total() == enough:
            continue
        employer = unit_key(row.employer)
        if seen[employer] < rule.per_employer and (employer in seen or len(seen) < rule.size):
            seen[employer] += 1
            kept.append(row)
    return kept


def _complete(
    places: Sequence[Place],
    ordered: Sequence[ExpertProfile],
    rule: PanelRule,
    taken: list[ExpertProfile],
) -> list[ExpertProfile] | None:
    """Return the first completion in draw order, or None when there is none."""
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
        found = _complete(places[1:], left, rule, [*taken, row])
        if found is not None:
            return [row, *found]
    return None


def _may_complete(
    places: Sequence[Place], open_to: Sequence[ExpertProfile], tally: Tally, rule: PanelRule
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


def _shortage(
    places: Sequence[Place],
    ordered: list[ExpertProfile],
    rule: PanelRule,
    standing: Sequence[ExpertProfile],
) -> UnfillableSeat:
    """Name the first place up to which no panel can be made, and who would fit it."""
    few = _shortlist(ordered, rule)
    for upto in range(1, len(places) + 1):
        if _complete(places[:upto], few, rule, list(standing)) is None:
            place = places[upto - 1]
            break
    needed = sum(other.code == place.code for other in places)
    fitting = sum(place.fits(row) for row in ordered)
    return UnfillableSeat(seat=place.code, needed=needed, candidates=fitting)


def _reserves(
    ordered: list[ExpertProfile], rule: PanelRule, panel: Sequence[ExpertProfile]
) -> list[ExpertProfile]:
    """Take the next experts of employers that the panel and earlier reserves leave free."""
    codes = {row.code for row in panel}
    employers = Counter(unit_key(row.employer) for row in panel)
    reserves: list[ExpertProfile] = []
    for row in ordered:
        if len(reserves) == rule.reserves:
            break
        employer = unit_key(row.employer)
        if row.code not in codes and employers[employer] < rule.per_employer:
            employers[employer] += 1
            reserves.append(row)
    return reserves


def next_reserve(
    reserves: Sequence[ExpertProfile],
    *,
    staying: Sequence[ExpertProfile],
    lost: ExpertProfile,
    rule: PanelRule,
) -> ExpertProfile | None:
    """Return the reserve who moves up: of the lost profession first, else any that keeps the rule.

    Parameters
    ----------
    reserves : sequence of ExpertProfile
        In their drawn order.
    staying : sequence of ExpertProfile
        The panel without the lost member.
    lost : ExpertProfile
        Who leaves.
    rule : PanelRule
        What the panel must keep.
    """
    fitting = [row for row in reserves if keeps_rule([*staying, row], rule)]
    seats = [seat.professions for seat in rule.seats if lost.profession in seat.professions]
    same = [row for row in fitting if any(row.profession in seat for seat in seats)]
    return next(iter([*same, *fitting]), None)
