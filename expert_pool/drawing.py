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

from expert_pool.completion import complete, shortage, shortlist
from expert_pool.errors import PoolError
from expert_pool.panel_rule import PanelRule, Place, may_be_completed, open_places
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
    found = complete(places, shortlist(ordered, rule), rule, standing)
    if found is None:
        raise shortage(places, ordered, rule, standing)
    return list(zip(places, found, strict=True))


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
    """Return the reserve who moves up: of the lost seat's professions first, else any who fits.

    A reserve fits when the panel breaks no limit with him or her and its places still free suffice
    for the required seats still open; so an earlier loss without a reserve stops nobody from
    moving up for a later one. Of those who fit the first in their drawn order is taken.

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
    fitting = [row for row in reserves if may_be_completed([*staying, row], rule)]
    seats = [seat.professions for seat in rule.seats if lost.profession in seat.professions]
    same = [row for row in fitting if any(row.profession in seat for seat in seats)]
    return next(iter([*same, *fitting]), None)
