"""Gathers what excludes experts from the draws of one assessment, for the rules to judge."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from sqlmodel import Session

from expert_pool.avoidance import Fact, Tie, ground_reason, tie_facts, years_before
from expert_pool.parties import Acting, Registry, parties_of
from expert_pool.unit_matching import (
    MatchRule,
    Party,
    UnitFacts,
    Verdict,
    clean_names,
    match_employers,
)
from expert_pool.unit_names import NameTools, name_key
from expert_pool.vocabulary import CaseParty, ExclusionReason
from models import Unit
from riskassess.queries.assessments import Case
from riskassess.queries.pool import exclusions as rows
from riskassess.queries.pool_manuals import pool_manual_of

Employer = tuple[str, int | None]
CodeFact = tuple[str, Fact]
EMPLOYER = attrgetter("employer", "unit_id")  # of a row


@dataclass(frozen=True)
class Matched:
    """Ties of experts to units that may exclude, and what the rules say of each unit.

    `employers` holds every employer of the pool as its row names it: written name, id of the unit.
    """

    registry: Registry
    parties: tuple[Party, ...]
    employers: dict[Employer, UnitFacts]
    keys: dict[str, str]
    ties: tuple[Tie, ...]
    verdicts: dict[UnitFacts, Verdict]

    def facts(self) -> list[CodeFact]:
        """Return the facts that follow from units that are the same."""
        return tie_facts(self.ties, self.verdicts, self.parties)

    def one_name(self) -> dict[Employer, str]:
        """Return for each employer the one name for all its spellings, the registered if any."""
        first: dict[str, str] = {}
        for name, _unit_id in sorted(self.employers, key=lambda each: each[0]):
            first.setdefault(self.keys[name], name)
        return {
            employer: first[self.keys[employer[0]]]
            if facts.unit_id is None
            else self.registry.units[facts.unit_id].names[0]
            for employer, facts in self.employers.items()
        }


def read_registry(session: Session, office_id: int, names: NameTools) -> Registry:
    """Return the office's registered units as the rules see them."""
    units, aliases = rows.list_registered(session, office_id)
    more: defaultdict[int, list[str]] = defaultdict(list)
    for unit_id, name in aliases:
        more[unit_id].append(name)
    return Registry(
        {row.id: UnitFacts((row.name, *more[row.id]), row.id, row.credit_code) for row in units},
        {row.id: row.parent_id for row in units if row.parent_id is not None},
        names,
    )


def acting_units(session: Session, case: Case) -> tuple[Acting, ...]:
    """Return the units that act in an assessment: project unit, institution, subject."""
    unit = session.get_one(Unit, case.project.unit_id)
    return (
        Acting(CaseParty.PROJECT_UNIT, unit.name, unit.id),
        Acting(CaseParty.INSTITUTION, case.assessment.institution),
        Acting(CaseParty.ASSESSMENT_SUBJECT, case.assessment.assessment_subject),
    )


def match_case(
    session: Session,
    case: Case,
    pool: Sequence[Any],
    *,
    others: Iterable[Employer] = (),
    names: NameTools,
    today: date,
) -> Matched:
    """Return the experts' ties to units and which of these units exclude from the assessment.

    `pool` holds the rows of `queries.pool.exclusions.list_active`, `others` further employers
    whose one name is wanted.
    """
    office_id = case.assessment.office_id
    rule = pool_manual_of(session, office_id).avoidance
    registry = read_registry(session, office_id, names)
    acting = acting_units(session, case)
    parties = parties_of(acting, registry, with_affiliates=rule.with_affiliates)
    since = years_before(today, rule.former_years)
    before = rows.list_employments(session, office_id, since=since)
    match_rule = MatchRule(names, rule.near_match, rows.rulings_of(session, office_id))
    return match_ties(pool, before, parties, registry, match_rule, others=others)


def match_ties(
    pool: Sequence[Any],
    before: Sequence[Any],
    parties: Sequence[Party],
    registry: Registry,
    rule: MatchRule,
    *,
    others: Iterable[Employer] = (),
) -> Matched:
    """Return the ties of experts, by their rows and former employments, to these parties."""
    written = {*map(EMPLOYER, pool), *map(EMPLOYER, before), *others}
    cleaned = clean_names((name for name, _unit_id in written), rule.tools.simplify)
    keys = {name: name_key(text) for name, text in cleaned.items()}
    employers = {each: _unit_of(each, registry, keys) for each in written}
    verdicts = match_employers(employers.values(), parties, rule, cleaned=cleaned)
    ties = _ties(pool, before, {at: unit for at, unit in employers.items() if unit in verdicts})
    return Matched(registry, tuple(parties), employers, keys, ties, verdicts)


def _unit_of(employer: Employer, registry: Registry, keys: Mapping[str, str]) -> UnitFacts:
    name, unit_id = employer
    key = keys[name]
    return registry.facts_of(name, unit_id or (registry.by_key.get(key) if key else None))


def _ties(
    pool: Iterable[Any], before: Iterable[Any], units: Mapping[Employer, UnitFacts]
) -> tuple[Tie, ...]:
    """Return the ties to units of which something holds; nobody else's are needed."""
    today = [Tie(row.code, units[at]) for row in pool if (at := EMPLOYER(row)) in units]
    earlier = [
        Tie(row.code, units[at], row.relation, row.from_on, row.until_on)
        for row in before
        if (at := EMPLOYER(row)) in units
    ]
    return (*today, *earlier)


def ground_facts(session: Session, case: Case) -> list[CodeFact]:
    """Return the facts of recusals that were recorded."""
    return [
        (code, Fact(ground_reason(ground, by_self=by_self), ground=ground, by_self=by_self))
        for code, ground, by_self in rows.list_grounds(session, case.id)
    ]


def fixed_facts(
    session: Session, case: Case, pool: Iterable[Any], *, today: date, due_on: date
) -> list[CodeFact]:
    """Return the facts that no contest takes away: ended terms and the experts' own calendars."""
    found: list[CodeFact] = [
        (row.code, Fact(ExclusionReason.TERM_ENDED, until_on=row.term_until))
        for row in pool
        if row.term_until is not None and row.term_until < today
    ]
    office_id = case.assessment.office_id
    for code, from_on, until_on in rows.list_absences(session, office_id, first=today, last=due_on):
        fact = Fact(ExclusionReason.UNAVAILABLE, from_on=from_on, until_on=until_on)
        found.append((code, fact))
    return found
