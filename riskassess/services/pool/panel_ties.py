"""What became of the units since a panel was drawn: an expert changed, or a unit was renamed.

A draw asks once, before it is announced. Who sits afterwards, or waits as a reserve, is held
against the units of the assessment again whenever the office looks; only rulings are stored.
The pool keeper, who rules, is not told who sits: that line asks about the whole pool.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlmodel import Session

from expert_pool.avoidance import (
    Fact,
    avoid,
    ground_reason,
    name_questions,
    tie_facts,
    years_before,
)
from expert_pool.parties import Acting, Registry, parties_of
from expert_pool.unit_matching import MatchRule, Party
from expert_pool.unit_names import NameTools
from expert_pool.vocabulary import CaseParty, ExclusionReason
from riskassess.domain.actor import Actor
from riskassess.domain.pool_manual.rules import AvoidanceRule
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import Role
from riskassess.filters import local
from riskassess.queries.pool import exclusions, seated
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool.avoiding import match_ties, read_registry

_CASE = attrgetter("assessment_id")


@dataclass(frozen=True)
class PanelTies:
    """One assessment whose panel has to be looked at again.

    `questions` counts names nearly alike, `matches` holds the experts' codes with the fact that
    keeps them out; the code tells who sits, and is for the case officer alone.
    """

    assessment_id: int
    code: str
    title: str
    questions: int
    matches: tuple[tuple[str, Fact], ...]


@dataclass(frozen=True)
class _Rules:
    registry: Registry
    avoidance: AvoidanceRule
    matching: MatchRule
    lifted: Mapping[tuple[int, str], frozenset[ExclusionReason]]
    before: Sequence[Any]


@dataclass(frozen=True)
class OpenNames:
    """One assessment under review for which names of the pool are nearly alike, whoever sits."""

    assessment_id: int
    code: str
    title: str
    questions: int


def list_panel_ties(
    session: Session,
    office_id: int,
    *,
    now: datetime,
    names: NameTools,
    assessment_id: int | None = None,
) -> list[PanelTies]:
    """Return the assessments under review whose seated experts or reserves need a second look.

    A fixed number of queries for any number of reviews; one where no review is open.
    """
    rows = seated.list_seated(session, office_id, assessment_id=assessment_id)
    if not rows:
        return []
    rule = pool_manual_of(session, office_id).avoidance
    since = years_before(local(now).date(), rule.former_years)
    before = seated.list_seated_employments(session, office_id, since=since)
    rules = _read_rules(session, office_id, rows, rule, before, names=names)
    found = (_ties_of(list(each), rules) for _id, each in groupby(rows, _CASE))
    return [each for each in found if each.questions or each.matches]


def list_open_names(
    session: Session,
    office_id: int,
    *,
    now: datetime,
    names: NameTools,
    assessment_id: int | None = None,
) -> list[OpenNames]:
    """Return the assessments under review with names to rule on, the whole pool's names asked.

    The count is the one of the case's page of names. It does not hang on who sits or waits, so the
    keeper may read it. A fixed number of queries for any number of reviews.
    """
    cases = seated.list_reviewed(session, office_id, assessment_id=assessment_id)
    if not cases:
        return []
    today = local(now).date()
    rule = pool_manual_of(session, office_id).avoidance
    since = years_before(today, rule.former_years)
    before = exclusions.list_employments(session, office_id, since=since)
    rules = _read_rules(session, office_id, cases, rule, before, names=names)
    last = max(today, *(case.due_on for case in cases))
    away = exclusions.list_absences(session, office_id, first=today, last=last)
    pool = exclusions.list_active(session, office_id)
    grounds = seated.grounds_by_case(session, {case.assessment_id for case in cases})
    found = []
    for case in cases:
        fixed = _fixed_facts(pool, away, today=today, due_on=max(today, case.due_on))
        given = [
            (code, Fact(ground_reason(ground, by_self=by_self)))
            for code, ground, by_self in grounds[case.assessment_id]
        ]
        if count := _count_names(case, pool, rules, given, fixed):
            found.append(OpenNames(case.assessment_id, case.assessment_code, case.title, count))
    return found


def _count_names(
    case: Any,
    pool: Sequence[Any],
    rules: _Rules,
    given: Sequence[tuple[str, Fact]],
    fixed: Sequence[tuple[str, Fact]],
) -> int:
    parties = _parties(case, rules)
    matched = match_ties(pool, rules.before, parties, rules.registry, rules.matching)
    lifted = {code: each for (key, code), each in rules.lifted.items() if key == case.assessment_id}
    asked = avoid(
        [*matched.facts(), *given],
        fixed=fixed,
        lifted=lifted,
        ties=matched.ties,
        verdicts=matched.verdicts,
        parties=parties,
    )
    return len(asked.questions)


def _fixed_facts(
    pool: Sequence[Any], away: Sequence[Any], *, today: date, due_on: date
) -> list[tuple[str, Fact]]:
    ended = Fact(ExclusionReason.TERM_ENDED)
    absent = Fact(ExclusionReason.UNAVAILABLE)
    return [
        *((row.code, ended) for row in pool if row.term_until and row.term_until < today),
        *((code, absent) for code, from_on, _until_on in away if from_on <= due_on),
    ]


def _read_rules(
    session: Session,
    office_id: int,
    cases: Sequence[Any],
    rule: AvoidanceRule,
    before: Sequence[Any],
    *,
    names: NameTools,
) -> _Rules:
    return _Rules(
        read_registry(session, office_id, names),
        rule,
        MatchRule(names, rule.near_match, exclusions.rulings_of(session, office_id)),
        seated.lifted_by_case(session, {case.assessment_id for case in cases}),
        before,
    )


def _parties(case: Any, rules: _Rules) -> tuple[Party, ...]:
    acting = (
        Acting(CaseParty.PROJECT_UNIT, case.owner, case.owner_id),
        Acting(CaseParty.INSTITUTION, case.institution),
        Acting(CaseParty.ASSESSMENT_SUBJECT, case.subject),
    )
    return parties_of(acting, rules.registry, with_affiliates=rules.avoidance.with_affiliates)


def _ties_of(panel: Sequence[Any], rules: _Rules) -> PanelTies:
    case = panel[0]
    parties = _parties(case, rules)
    codes = {row.code for row in panel}
    before = [row for row in rules.before if row.code in codes]
    matched = match_ties(panel, before, parties, rules.registry, rules.matching)
    matches: defaultdict[str, list[Fact]] = defaultdict(list)
    for code, fact in tie_facts(matched.ties, matched.verdicts, parties):
        if fact.reason not in rules.lifted.get((case.assessment_id, code), ()):
            matches[code].append(fact)
    asked = name_questions(matched.ties, matched.verdicts, parties, excluded=matches)
    kept = tuple((code, matches[code][0]) for code in sorted(matches))
    return PanelTies(case.assessment_id, case.assessment_code, case.title, len(asked), kept)


def list_tie_tasks(
    session: Session, actor: Actor, *, now: datetime, names: NameTools
) -> list[Task]:
    """Return what the office has to rule or to record about cases under review.

    Names are the keeper's to rule; the officer waits for those that concern the panel.
    """
    office_id, tasks = actor.office_id, []
    is_keeper, is_officer = actor.has(Role.POOL_KEEPER), actor.has(Role.CASE_OFFICER)
    if is_keeper:
        for row in list_open_names(session, office_id, now=now, names=names):
            tasks.append(_task(TaskKind.RULE_NAMES, row, row.questions, now, is_mine=True))
    ties = list_panel_ties(session, office_id, now=now, names=names) if is_officer else []
    for tie in ties:
        if tie.questions and not is_keeper:
            tasks.append(_task(TaskKind.RULE_NAMES, tie, tie.questions, now, is_mine=False))
        if tie.matches:
            tasks.append(_task(TaskKind.RECUSE_MEMBER, tie, len(tie.matches), now, is_mine=True))
    return tasks


def _task(
    kind: TaskKind, row: PanelTies | OpenNames, count: int, now: datetime, *, is_mine: bool
) -> Task:
    today = local(now).date()
    return Task(
        kind=kind,
        subject_id=row.assessment_id,
        title=row.title,
        code=row.code,
        since=now,
        due_on=None,
        bucket=bucket_of(today, today if is_mine else None, is_mine=is_mine),
        count=count,
    )
