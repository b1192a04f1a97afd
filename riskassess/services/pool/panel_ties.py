"""What became of the units since a panel was drawn: an expert changed, or a unit was renamed.

A draw asks once, before it is announced. Who sits afterwards, or waits as a reserve, is held
against the units of the assessment again whenever the office looks; only rulings are stored.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlmodel import Session

from expert_pool.avoidance import Fact, name_questions, tie_facts, years_before
from expert_pool.parties import Acting, Registry, parties_of
from expert_pool.unit_matching import MatchRule
from expert_pool.unit_names import NameTools
from expert_pool.vocabulary import CaseParty
from riskassess.domain.actor import Actor
from riskassess.domain.pool_manual.rules import AvoidanceRule
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import Role
from riskassess.filters import local
from riskassess.queries.pool import seated
from riskassess.queries.pool.exclusions import rulings_of
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
    lifted: Any
    before: Sequence[Any]


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
    rules = _Rules(
        read_registry(session, office_id, names),
        rule,
        MatchRule(names, rule.near_match, rulings_of(session, office_id)),
        seated.lifted_by_case(session, {row.assessment_id for row in rows}),
        seated.list_seated_employments(session, office_id, since=since),
    )
    found = (_ties_of(list(each), rules) for _id, each in groupby(rows, _CASE))
    return [each for each in found if each.questions or each.matches]


def _ties_of(panel: Sequence[Any], rules: _Rules) -> PanelTies:
    case = panel[0]
    acting = (
        Acting(CaseParty.PROJECT_UNIT, case.owner, case.owner_id),
        Acting(CaseParty.INSTITUTION, case.institution),
        Acting(CaseParty.ASSESSMENT_SUBJECT, case.subject),
    )
    parties = parties_of(acting, rules.registry, with_affiliates=rules.avoidance.with_affiliates)
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
    """Return what the office has to rule or to record about panels at work."""
    if not actor.has(Role.CASE_OFFICER, Role.POOL_KEEPER):
        return []
    tasks = []
    for row in list_panel_ties(session, actor.office_id, now=now, names=names):
        if row.questions:
            is_mine = actor.has(Role.POOL_KEEPER)
            tasks.append(_task(TaskKind.RULE_NAMES, row, row.questions, now, is_mine=is_mine))
        if row.matches and actor.has(Role.CASE_OFFICER):
            tasks.append(_task(TaskKind.RECUSE_MEMBER, row, len(row.matches), now, is_mine=True))
    return tasks


def _task(kind: TaskKind, row: PanelTies, count: int, now: datetime, *, is_mine: bool) -> Task:
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
