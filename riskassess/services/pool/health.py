"""The health of a pool: its counts against the rules of the manuals in use; reads, never writes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache

from sqlmodel import Session

from expert_pool.guessing import Cell, Chances
from expert_pool.health import (
    Concentration,
    Refusals,
    Span,
    Supply,
    concentration,
    load_bars,
    mean_load,
    most_places,
    supply_of,
    term_spans,
)
from expert_pool.insider import insider_chances
from expert_pool.panel_rule import PanelRule
from expert_pool.recusal import unit_key
from riskassess.domain.actor import Actor
from riskassess.domain.manual import Manual
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.vocabulary import Procedure
from riskassess.filters import local
from riskassess.queries.pool import health
from riskassess.queries.pool.health import Alike
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.candidates import rule_of

YEAR = timedelta(days=365)
DAYS_A_YEAR = 365


@dataclass(frozen=True)
class SeatSupply:
    """Supply of a required seat, with the manuals' words; `kinds` of projects that ask for it."""

    name: str
    professions: tuple[str, ...]
    kinds: tuple[str, ...]
    manuals: tuple[str, ...]
    supply: Supply


@dataclass(frozen=True)
class Sizes:
    """The pool's size: all of it, by class, by seat, by profession."""

    whole: Supply
    classes: tuple[Supply, ...]
    seats: tuple[SeatSupply, ...]
    professions: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Terms:
    """How long the terms still run; `ending` is the number that the manual asks to look at."""

    spans: tuple[Span, ...]
    open_end: int
    ending: int
    until: date


@dataclass(frozen=True)
class Load:
    """Tasks of the active experts since the first day of the year."""

    year: int
    bars: tuple[tuple[int, int], ...]
    mean: Fraction | None


@dataclass(frozen=True)
class Undrawn:
    """Who had no seat since a day, of those who were in the pool before it."""

    since: date
    count: int
    known: int


@dataclass(frozen=True)
class Employers:
    """Concentration by employer, with the names to be shown by key."""

    figures: Concentration
    names: dict[str, str]


@dataclass(frozen=True)
class Guess:
    """The chances of an insider in one procedure; None where no panel can be made."""

    procedure: Procedure
    rule: PanelRule
    chances: Chances | None


@dataclass(frozen=True)
class PoolHealth:
    """Everything that the page shows, with the rule it is held against."""

    manual: PoolManual
    manuals: tuple[Manual, ...]
    sizes: Sizes
    terms: Terms
    load: Load
    refusals: tuple[Refusals, ...]
    refusals_since: date
    refusing: int
    employers: Employers
    undrawn: Undrawn
    alike: tuple[Alike, ...]


def pool_health(session: Session, actor: Actor, *, now: datetime) -> PoolHealth:
    """Return the figures of the office's pool; a fixed number of queries for any size."""
    today, office_id = local(now).date(), actor.office_id
    rule = pool_manual_of(session, office_id)
    manuals = health.list_manuals_in_use(session, office_id=office_id, day=today)
    alike = health.list_alike(session, office_id=office_id, today=today)
    cells = cells_of(alike, manuals[-1] if manuals else None)
    refusals = health.count_refusals(session, office_id=office_id, since=now - YEAR)
    return PoolHealth(
        manual=rule,
        manuals=tuple(manuals),
        sizes=sizes_of(cells, manuals, times=rule.health.draws_per_seat),
        terms=_terms(session, office_id, rule, today),
        load=_load(session, office_id, now),
        refusals=tuple(Refusals(*row) for row in refusals),
        refusals_since=(now - YEAR).date(),
        refusing=_refusing(session, actor, rule, now),
        employers=_employers(alike),
        undrawn=_undrawn(session, office_id, rule, now),
        alike=tuple(alike),
    )


def cells_of(alike: Iterable[Alike], manual: Manual | None) -> tuple[Cell, ...]:
    """Return the groups as a draw sees them, with class and profession by a manual."""
    counts: Counter[tuple[str, str, str]] = Counter()
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for profession, expert_class, employer, count in alike:
        word = (profession, expert_class)
        if word not in known:
            found = manual.profession(profession) if manual else None
            known[word] = (found.code, found.class_) if found else word
        counts[(*known[word], unit_key(employer))] += count
    return tuple(Cell(*key, count) for key, count in sorted(counts.items()))


def sizes_of(cells: Sequence[Cell], manuals: Sequence[Manual], *, times: int) -> Sizes:
    """Return the sizes against every panel rule of the manuals."""
    rules = [rule for manual in manuals for _kind, _procedure, rule in rules_of_manual(manual)]
    class_of = {row.code: row.class_ for manual in manuals for row in manual.professions}
    places = most_places(rules, class_of)
    classes = {cell.expert_class for cell in cells} | {
        row.code for manual in manuals for row in manual.panel.classes
    }
    by_class = {code: [cell for cell in cells if cell.expert_class == code] for code in classes}
    counts: Counter[str] = Counter(dict.fromkeys(class_of, 0))
    for cell in cells:
        counts[cell.profession] += cell.count
    return Sizes(
        supply_of("", cells, None, times=times,
                  places=max((rule.size + rule.reserves for rule in rules), default=0)),
        tuple(
            supply_of(code, by_class[code], None, places=places.get(code, 0), times=times)
            for code in sorted(classes)
        ),
        tuple(_seats(cells, manuals, times)),
        tuple(sorted(counts.items(), key=lambda row: (-row[1], row[0]))),
    )  # fmt: skip


def rules_of_manual(manual: Manual) -> list[tuple[str, Procedure, PanelRule]]:
    """Return the panel rule of every kind of project and procedure."""
    return [
        (kind.code, procedure.code, rule_of(manual.panel_rule(procedure.code, kind.code)))
        for kind in manual.kinds
        for procedure in manual.procedures
    ]


def _seats(cells: Sequence[Cell], manuals: Sequence[Manual], times: int) -> list[SeatSupply]:
    """Return each required seat once, with all kinds and manuals that ask for it."""
    found: dict[tuple[str, frozenset[str]], tuple[str, int, dict[str, str], set[str]]] = {}
    for manual in manuals:
        for kind in manual.kinds:
            need = manual.panel_rule(manual.procedures[0].code, kind.code)
            for seat in need.seats:
                key = (seat.code, frozenset(seat.professions))
                name, most, kinds, ids = found.get(key, (seat.name.zh, 0, {}, set()))
                kinds[kind.code] = kind.name.zh
                ids.add(manual.id)
                found[key] = (name, max(most, seat.at_least), kinds, ids)
    seats = [
        SeatSupply(
            name,
            tuple(sorted(professions)),
            tuple(kinds.values()),
            tuple(sorted(ids)),
            supply_of(code, cells, professions, places=most, times=times),
        )
        for (code, professions), (name, most, kinds, ids) in found.items()
    ]
    return sorted(seats, key=lambda row: (row.supply.available - row.supply.wanted, row.name))


def _terms(session: Session, office_id: int, rule: PoolManual, today: date) -> Terms:
    ends = health.count_terms(session, office_id=office_id)
    step, until = rule.health.term_days, today + timedelta(days=rule.health.term_days)
    dated = {end: count for end, count in ends.items() if end is not None}
    steps = -(-rule.term.years * DAYS_A_YEAR // step)
    return Terms(
        spans=term_spans(dated, today=today, step=step, steps=steps),
        open_end=ends.get(None, 0),
        ending=sum(count for end, count in dated.items() if end <= until),
        until=until,
    )


def _load(session: Session, office_id: int, now: datetime) -> Load:
    counts = health.count_tasks(session, office_id=office_id, since=year_began(now))
    return Load(local(now).year, load_bars(counts), mean_load(counts))


def year_began(now: datetime) -> datetime:
    """Return the first moment of the year."""
    return local(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


def undrawn_since(rule: PoolManual, now: datetime) -> datetime:
    """Return since when somebody should have been drawn."""
    return now - rule.health.undrawn_years * YEAR


def _refusing(session: Session, actor: Actor, rule: PoolManual, now: datetime) -> int:
    return health.list_refusing(
        session, actor, since=now - YEAR, at_least=rule.standing.refusals_a_year
    ).total


def _undrawn(session: Session, office_id: int, rule: PoolManual, now: datetime) -> Undrawn:
    since = undrawn_since(rule, now)
    return Undrawn(since.date(), *health.count_undrawn(session, office_id=office_id, since=since))


def _employers(alike: Iterable[Alike]) -> Employers:
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for _profession, _class, employer, count in alike:
        key = unit_key(employer)
        counts[key] += count
        names.setdefault(key, employer)
    figures = concentration(counts)
    return Employers(figures, {key: names[key] for key, _count in figures.largest})


def guesses(alike: Iterable[Alike], manual: Manual, *, kind: str) -> list[Guess]:
    """Return the chances of an insider for one kind of project, by procedure."""
    cells = cells_of(alike, manual)
    found = []
    for procedure in manual.procedures:
        rule = rule_of(manual.panel_rule(procedure.code, kind))
        found.append(Guess(procedure.code, rule, _chances(cells, rule)))
    return found


@lru_cache(maxsize=64)
def _chances(cells: tuple[Cell, ...], rule: PanelRule) -> Chances | None:
    """Return the chances; the same pool is not reckoned twice."""
    return insider_chances(cells, rule)
