"""The pool as the draw sees it: rows into profiles, the manual's panel rule, what excludes whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from expert_pool.avoidance import Avoidance, Fact, NameQuestion, avoid, name_questions
from expert_pool.panel_rule import REST, PanelRule, Seat
from expert_pool.profile import ExpertProfile
from expert_pool.unit_names import NameTools
from expert_pool.vocabulary import ExclusionReason
from models import Draw, Exclusion, PanelMember, row_id
from riskassess.domain.errors import Refused
from riskassess.domain.manual import Manual
from riskassess.domain.manual.needs import PanelNeed
from riskassess.domain.vocabulary import MemberState
from riskassess.i18n import _
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import Case
from riskassess.queries.pool.exclusions import SEALED, lifted_reasons, list_active
from riskassess.services.pool.avoiding import (
    Employer,
    Matched,
    fixed_facts,
    ground_facts,
    match_case,
)

LEFT = frozenset({MemberState.DECLINED, MemberState.RECUSED})
SEATED = frozenset(
    {MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY, MemberState.SUBMITTED}
)


def panel_rule(case: Case) -> PanelRule:
    """Return what the panel of this case must keep by its manual."""
    return rule_of(case.manual.panel_rule(case.assessment.procedure, case.project.kind))


def rule_of(need: PanelNeed) -> PanelRule:
    """Return a manual's need as the rule that a draw keeps."""
    return PanelRule(
        size=need.size,
        reserves=need.reserves,
        per_employer=need.rule.per_employer,
        class_share=need.rule.class_share,
        seats=tuple(
            Seat(seat.code, seat.at_least, frozenset(seat.professions)) for seat in need.seats
        ),
    )


def seat_name(case: Case, code: str) -> str:
    """Return what a seat of the draw is called."""
    need = case.manual.panel_rule(case.assessment.procedure, case.project.kind)
    names = {seat.code: seat.name.zh for seat in need.seats}
    return names.get(code) or (_("其他专业") if code == REST else code)


def member_profile(member: PanelMember, manual: Manual) -> ExpertProfile:
    """Return a member as the rule of the panel sees one."""
    known = manual.profession(member.profession)
    return ExpertProfile(
        code=member.code,
        profession=known.code if known else member.profession,
        expert_class=known.class_ if known else "",
        employer=member.employer,
    )


@dataclass(frozen=True)
class Exclusions:
    """The pool as a draw sees it: who may be drawn, who may not and why, what must be asked.

    `profiles` is everybody in standing, `ids` the experts by code, `reasons` and `facts` hold the
    excluded ones only, `questions` names that are nearly alike, `standing` the seated members.
    """

    profiles: tuple[ExpertProfile, ...]
    ids: Mapping[str, int]
    reasons: Mapping[str, tuple[ExclusionReason, ...]]
    facts: Mapping[str, tuple[Fact, ...]]
    questions: tuple[NameQuestion, ...]
    standing: tuple[ExpertProfile, ...]


def exclusions_for(
    session: Session,
    case: Case,
    *,
    members: Sequence[PanelMember],
    today: date,
    due_on: date,
    names: NameTools,
) -> Exclusions:
    """Return who of the pool may be drawn for a case, and why the others may not.

    Parameters
    ----------
    members : sequence of PanelMember
        Everybody drawn for the review so far.
    today, due_on : date
        First and last day of the review: an own calendar that overlaps them excludes.
    names : NameTools
        What matching needs from outside.

    Returns
    -------
    Exclusions
        Reasons that a decided contest lifted are left out. Employers bear one name for all
        spellings, so that a limit per employer counts them together.
    """
    pool = list_active(session, case.assessment.office_id)
    seated = {(row.employer, None) for row in members}
    matched = match_case(session, case, pool, others=seated, names=names, today=today)
    fixed = fixed_facts(session, case, pool, today=today, due_on=due_on)
    found = avoid(
        [*matched.facts(), *ground_facts(session, case)],
        fixed=[*fixed, *_seat_facts(members)],
        lifted=lifted_reasons(session, case.id),
    )
    known, one_name = {row.code for row in pool}, matched.one_name()
    return Exclusions(
        tuple(_profiles(pool, case.manual, today, one_name)),
        {row.code: row.id for row in pool},
        {code: reasons for code, reasons in found.reasons.items() if code in known},
        {code: facts for code, facts in found.facts.items() if code in known},
        _questions(matched, found),
        tuple(
            replace(member_profile(row, case.manual), employer=one_name[row.employer, None])
            for row in members
            if row.state in SEATED
        ),
    )


def _questions(matched: Matched, found: Avoidance) -> tuple[NameQuestion, ...]:
    """Return the open questions; who has a seat or declined one is asked about like a candidate.

    The keeper reads them: a question that goes when somebody declines would tell who was drawn.
    """
    out = [code for code, reasons in found.reasons.items() if set(reasons) - SEALED]
    return name_questions(matched.ties, matched.verdicts, matched.parties, excluded=out)


def _profiles(
    pool: Sequence[Any], manual: Manual, today: date, one_name: Mapping[Employer, str]
) -> Iterator[ExpertProfile]:
    known = {code: manual.profession(code) for code in {row.profession for row in pool}}
    for _id, code, profession, expert_class, employer, unit_id, until in pool:
        named, is_in_term = known[profession], until is None or until >= today
        if named is not None:
            profession, expert_class = named.code, named.class_
        yield ExpertProfile(code, profession, expert_class, one_name[employer, unit_id], is_in_term)


def _seat_facts(members: Sequence[PanelMember]) -> list[tuple[str, Fact]]:
    on_panel = dict.fromkeys(SEATED | {MemberState.RESERVE}, ExclusionReason.ON_PANEL)
    reasons = {
        **on_panel,
        MemberState.DECLINED: ExclusionReason.DECLINED,
        MemberState.RECUSED: ExclusionReason.RECUSED,
    }
    return [(row.code, Fact(reasons[row.state])) for row in members if row.state in reasons]


def refuse_open_questions(exclusions: Exclusions, *, case: Case) -> None:
    """Refuse a draw while names of candidates' units are nearly alike and nobody has ruled.

    Raises
    ------
    Refused
        `names_unresolved` with how many questions are open.
    """
    if exclusions.questions:
        count = len(exclusions.questions)
        raise Refused("names_unresolved", where=f"assessment:{case.id}", count=count)


def store_exclusions(
    session: Session, exclusions: Exclusions, *, draw: Draw, assessment_id: int
) -> None:
    """Keep who was left out of a draw and why, within the transaction that announces it."""
    session.flush()  # the rows point to the draw
    rows = [
        {
            "office_id": draw.office_id,
            "assessment_id": assessment_id,
            "draw_id": row_id(draw),
            "expert_id": exclusions.ids[code],
            "reason": reason,
            "facts": canonical_json(
                [fact.plain() for fact in exclusions.facts[code] if fact.reason is reason]
            ),
        }
        for code, reasons in exclusions.reasons.items()
        for reason in reasons
    ]
    if rows:
        session.execute(sa.insert(Exclusion), rows)
