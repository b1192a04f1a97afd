"""The pool as the draw sees it: rows into profiles, the manual's panel rule, what excludes whom."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from expert_pool.panel_rule import REST, PanelRule, Seat
from expert_pool.profile import ExpertProfile
from expert_pool.recusal import CaseInterests
from expert_pool.vocabulary import ExpertState
from models import Expert, PanelMember, Recusal, Unit
from riskassess.domain.manual import Manual
from riskassess.domain.manual.needs import PanelNeed
from riskassess.domain.vocabulary import MemberState
from riskassess.i18n import _
from riskassess.queries.assessments import Case

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


def list_pool(
    session: Session, manual: Manual, *, office_id: int, today: date
) -> dict[str, tuple[ExpertProfile, Expert]]:
    """Return the active experts of the office's pool by code, as profile and row."""
    rows = session.exec(
        select(Expert)
        .where(Expert.office_id == office_id, Expert.state == ExpertState.ACTIVE)
        .order_by(col(Expert.code))
    )
    return {row.code: (_profile(row, manual, today), row) for row in rows}


def _profile(row: Expert, manual: Manual, today: date) -> ExpertProfile:
    known = manual.profession(row.profession)
    return ExpertProfile(
        code=row.code,
        profession=known.code if known else row.profession,
        expert_class=known.class_ if known else row.expert_class,
        employer=row.employer,
        is_in_term=row.term_until is None or row.term_until >= today,
    )


def member_profile(member: PanelMember, manual: Manual) -> ExpertProfile:
    """Return a member as the rule of the panel sees one."""
    known = manual.profession(member.profession)
    return ExpertProfile(
        code=member.code,
        profession=known.code if known else member.profession,
        expert_class=known.class_ if known else "",
        employer=member.employer,
    )


def interests_of(session: Session, case: Case, members: Sequence[PanelMember]) -> CaseInterests:
    """Return the units and experts whom this case excludes from a draw."""
    unit = session.get_one(Unit, case.project.unit_id)
    recorded = session.exec(
        select(Expert.code)
        .join(Recusal, col(Recusal.expert_id) == col(Expert.id))
        .where(Recusal.assessment_id == case.id)
    )
    return CaseInterests(
        units=frozenset(
            {unit.name, case.assessment.institution, case.assessment.assessment_subject}
        ),
        recused=frozenset(recorded) | _codes(members, {MemberState.RECUSED}),
        on_panel=_codes(members, SEATED | {MemberState.RESERVE}),
        declined=_codes(members, {MemberState.DECLINED}),
    )


def _codes(
    members: Sequence[PanelMember], states: set[MemberState] | frozenset[MemberState]
) -> frozenset[str]:
    return frozenset(row.code for row in members if row.state in states)
