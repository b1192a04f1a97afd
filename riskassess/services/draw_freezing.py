"""Freezing the lists of a draw: what it needs of chance, and which seats the pool cannot fill.

A seat that nobody of the pool may take holds up no assessment (handbook 6.3): its place is left
out of the draw, which the announcement says, and filled by a direct appointment that another
officer approves. Everybody else is drawn.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from expert_pool.chance import needed_bits
from expert_pool.errors import PoolError, UnfillableSeat
from expert_pool.frozen import RESERVE, FrozenLists, freeze
from expert_pool.profile import ExpertProfile
from expert_pool.unit_names import NameTools
from models import Review, row_id
from riskassess.domain.errors import InvalidInput
from riskassess.queries.assessments import Case
from riskassess.services.appointed_seats import as_appointed
from riskassess.services.candidates import Exclusions, exclusions_for, panel_rule, seat_name
from riskassess.services.seats import list_members

POOL_EXHAUSTED = "pool_exhausted"
"""The pool manual's reason for appointing directly where the pool has nobody."""


@dataclass(frozen=True)
class Seals:
    """Two secrets of a draw: one is published with its lists, that of the groups never."""

    salt: str
    groups: str


NO_SEALS = Seals("0" * 32, "0" * 32)
"""For lists that are only counted and never published."""


@dataclass(frozen=True)
class Frozen:
    """The lists of a draw, and the seats by code that it leaves for a direct appointment."""

    lists: FrozenLists
    vacant: tuple[str, ...] = ()

    @property
    def needed_bits(self) -> int:
        """Return how many bits the sources must bring."""
        return needed_bits(self.lists.strata)

    def vacancies(self, case: Case) -> list[dict[str, Any]]:
        """Return the seats left vacant as the announcement names them."""
        counts = Counter(self.vacant)
        return [
            {"code": code, "name": seat_name(case, code), "places": places}
            for code, places in counts.items()
        ]


def freeze_lists(
    case: Case, found: Exclusions, seals: Seals, *, leaves_vacant: bool = False
) -> Frozen:
    """Freeze the lists of the next draw of a case.

    Members who stay are announced by profession and class, not by code: an announcement is public
    at once, and who sits on the panel is not. The office's snapshot keeps their codes. A seat left
    vacant stands among them as somebody of the seat's profession still to be appointed, so that
    neither limits nor strata change once it is filled.

    Raises
    ------
    InvalidInput
        `panel_seat_unfillable` naming the seat unless it may be left vacant, `draw_only_vacant`
        when no place at all would be drawn, or another code of `freeze`.
    """
    return _with_places(case, _freeze(case, found, seals, leaves_vacant=leaves_vacant))


def unfillable_seats(case: Case, found: Exclusions) -> frozenset[str]:
    """Return the seats, by code, that a draw made now would have to leave vacant."""
    try:
        return frozenset(_freeze(case, found, NO_SEALS, leaves_vacant=True).vacant)
    except InvalidInput:
        return frozenset()  # no list can be made of this panel whatever the pool holds


def _freeze(case: Case, found: Exclusions, seals: Seals, *, leaves_vacant: bool) -> Frozen:
    staying = [replace(row, code=f"s{n:02}") for n, row in enumerate(found.standing, start=1)]
    vacant: list[str] = []
    while True:
        held = [_to_appoint(case, seat, n) for n, seat in enumerate(vacant, start=1)]
        try:
            lists = freeze(
                found.profiles, exclusions=found.reasons, rule=panel_rule(case),
                standing=[*staying, *held], salt=seals.salt, secret=seals.groups,
            )  # fmt: skip
        except UnfillableSeat as error:
            if not leaves_vacant:
                facts = {**error.facts, "seat": seat_name(case, error.seat)}
                raise InvalidInput(error.code, where="panel", **facts) from error
            vacant.append(error.seat)
            continue
        except PoolError as error:
            raise InvalidInput(error.code, where="panel", **error.facts) from error
        return Frozen(lists, tuple(vacant))


def _to_appoint(case: Case, seat: str, number: int) -> ExpertProfile:
    """Return who stands for a vacant place until somebody is appointed."""
    wanted = next((row.professions for row in panel_rule(case).seats if row.code == seat), ())
    profession = min(wanted, default="")
    known = case.manual.profession(profession)
    named = known.class_ if known else ""
    return ExpertProfile(f"vacant{number}-{seat}", profession, named, f"vacant {number}")


def _with_places(case: Case, frozen: Frozen) -> Frozen:
    if any(each.code != RESERVE for each in frozen.lists.strata):
        return frozen
    names = "、".join(dict.fromkeys(seat_name(case, code) for code in frozen.vacant))
    raise InvalidInput("draw_only_vacant", where="panel", seats=names)


@dataclass(frozen=True)
class Outlook:
    """What a draw announced now would need: bits, seats left vacant, or why it cannot be."""

    needed_bits: int | None = None
    vacant: tuple[str, ...] = ()
    fault: InvalidInput | None = None
    questions: int = 0


def look_ahead(
    session: Session,
    case: Case,
    *,
    review: Review | None,
    today: date,
    due_on: date,
    names: NameTools,
) -> Outlook:
    """Return what the draw would need if it were announced now; nothing is written.

    Parameters
    ----------
    review : Review or None
        None before a review is opened.
    """
    members = list_members(session, row_id(review)) if review else []
    found = exclusions_for(session, case, members=members, today=today, due_on=due_on, names=names)
    if review:
        standing = as_appointed(session, case, review, found.standing)
        found = replace(found, standing=standing)
    try:
        frozen = freeze_lists(case, found, NO_SEALS, leaves_vacant=True)
    except InvalidInput as fault:
        return Outlook(fault=fault, questions=len(found.questions))
    vacant = tuple(row["name"] for row in frozen.vacancies(case))
    return Outlook(frozen.needed_bits, vacant, questions=len(found.questions))
