"""Which professions and, for a consultation, which experts know something of a project.

It reads and proposes; nothing is stored, and no draw asks it. Only experts who may serve are named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from expert_pool.fit import Cut, FieldText, Match, rank_texts
from expert_pool.unit_names import NameTools
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar
from riskassess.domain.manual import Manual
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.vocabulary import AssessmentState
from riskassess.filters import local
from riskassess.queries.assessments import Case
from riskassess.queries.pool import fit as texts
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.todo import due_of
from riskassess.services.candidates import exclusions_for


@dataclass(frozen=True)
class ProposedExpert:
    """An expert who may serve, with the terms shared with the project and no other figure."""

    id: int
    code: str
    name: str
    title: str
    employer: str
    specialities: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class ProposedProfession:
    """A profession with its reasons.

    `of_kind`: the assessment manual names it for this kind of project; `seat`: the required seat
    that it fills anyway; `serving`: how many of its experts may serve.
    """

    code: str
    name: str
    likeness: float
    terms: tuple[str, ...]
    of_kind: bool
    seat: str
    serving: int
    experts: tuple[ProposedExpert, ...]


@dataclass(frozen=True)
class Proposal:
    """Professions, likest first, and those that the manual names for the kind but texts do not."""

    professions: tuple[ProposedProfession, ...]
    missing: tuple[str, ...]
    manual: PoolManual


def text_of_project(
    *, title: str, kind: str, outline: Iterable[str], factors: Iterable[str]
) -> str:
    """Return what of a project is compared: title, kind, outline and names of the factors.

    >>> text_of_project(title="桥", kind="公路", outline=["两岸"], factors=["噪声"])
    '桥。公路。两岸。噪声'
    """
    return "。".join([title, kind, *outline, *factors])


def text_of_expert(profession: str, specialities: str) -> str:
    """Return what of an expert is compared: profession and specialities, no name, no employer."""
    return f"{profession}。{specialities}"


def profession_texts(manual: Manual, pool_manual: PoolManual) -> list[FieldText]:
    """Return the professions of a manual in words: name, field, kinds that ask for them."""
    fields = {row.code: row.words for row in pool_manual.fit.fields}
    kinds: dict[str, list[str]] = {}
    for kind in manual.kinds:
        for profession in kind.professions:
            kinds.setdefault(profession, []).append(kind.name.zh)
    return [
        FieldText(
            row.code, "。".join([row.name.zh, fields.get(row.code, ""), *kinds.get(row.code, [])])
        )
        for row in manual.professions
    ]


def propose(
    session: Session,
    case: Case,
    *,
    cut: Cut,
    names: NameTools,
    now: datetime,
    calendar: WorkCalendar = WEEKDAYS,
) -> Proposal:
    """Return the professions a project's text is like, and their experts who may serve.

    Parameters
    ----------
    case : Case
        One of the actor's office; the caller has asked for it.
    cut : callable
        Cuts a text into words.
    names : NameTools
        What the exclusions need to match units.
    now, calendar
        Who is away while a review that began today would last is left out.
    """
    rule = pool_manual_of(session, case.assessment.office_id)
    asked = text_of_project(
        title=case.project.title,
        kind=case.manual.kind(case.project.kind).name.zh,
        outline=texts.list_outline(case),
        factors=texts.list_factor_names(session, case),
    )
    compared = profession_texts(case.manual, rule)
    found = _ranked(asked, compared, cut=cut, rule=rule)[: rule.fit.professions]
    serving = _serving(session, case, names=names, now=now, calendar=calendar)
    known = _experts(session, case, [match.code for match in found], serving)
    ranked = {code: _named(asked, rows, cut=cut, rule=rule) for code, rows in known.items()}
    proposed = tuple(_profession(match, case, known, ranked) for match in found)
    kind = case.manual.kind(case.project.kind).professions
    missing = tuple(code for code in kind if code not in ranked)
    return Proposal(proposed, missing, rule)


def _ranked(
    asked: str, compared: Sequence[FieldText], *, cut: Cut, rule: PoolManual
) -> list[Match]:
    return rank_texts(asked, compared, cut=cut, terms=rule.fit.terms, silent=rule.fit.silent)


def _serving(
    session: Session, case: Case, *, names: NameTools, now: datetime, calendar: WorkCalendar
) -> Mapping[str, str]:
    """Return who may serve by code, with the profession as the manual calls it."""
    today = local(now).date()
    due, _is_certain = due_of(case.manual, AssessmentState.IN_REVIEW, since=now, calendar=calendar)
    found = exclusions_for(session, case, members=(), today=today, due_on=due or today, names=names)
    return {row.code: row.profession for row in found.profiles if row.code not in found.reasons}


def _experts(
    session: Session, case: Case, professions: Sequence[str], serving: Mapping[str, str]
) -> dict[str, list[Any]]:
    """Return the rows of those who may serve, by profession; the pool may name one by its word."""
    words = [case.manual.profession(code) for code in professions]
    called = {*professions, *(word.name.zh for word in words if word)}
    rows = texts.list_knowing(session, office_id=case.assessment.office_id, professions=called)
    found: dict[str, list[Any]] = {code: [] for code in professions}
    for row in rows:
        if row.code in serving:
            found[serving[row.code]].append(row)
    return found


def _named(
    asked: str, rows: Sequence[Any], *, cut: Cut, rule: PoolManual
) -> tuple[ProposedExpert, ...]:
    """Return the likest experts of one profession."""
    by_code = {row.code: row for row in rows}
    compared = [FieldText(row.code, text_of_expert("", row.specialities)) for row in rows]
    found = _ranked(asked, compared, cut=cut, rule=rule)[: rule.fit.experts]
    return tuple(
        ProposedExpert(
            by_code[match.code].id,
            match.code,
            by_code[match.code].name,
            by_code[match.code].title,
            by_code[match.code].employer,
            by_code[match.code].specialities,
            match.terms,
        )
        for match in found
    )


def _profession(
    match: Match,
    case: Case,
    known: Mapping[str, Sequence[Any]],
    ranked: Mapping[str, tuple[ProposedExpert, ...]],
) -> ProposedProfession:
    need = case.manual.panel_rule(case.assessment.procedure, case.project.kind)
    word = case.manual.profession(match.code)
    return ProposedProfession(
        code=match.code,
        name=word.name.zh if word else match.code,
        likeness=match.likeness,
        terms=match.terms,
        of_kind=match.code in case.manual.kind(case.project.kind).professions,
        seat=next((seat.name.zh for seat in need.seats if match.code in seat.professions), ""),
        serving=len(known[match.code]),
        experts=ranked[match.code],
    )
