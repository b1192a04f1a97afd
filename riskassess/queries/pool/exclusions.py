"""What excludes experts from draws: rows of ties, recusals, calendar, rulings and contests."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import (
    ContestState,
    ExclusionReason,
    ExpertState,
    MatchRuling,
)
from models import (
    Account,
    Assessment,
    Contest,
    Draw,
    Employment,
    Exclusion,
    Expert,
    NameRuling,
    Project,
    Recusal,
    Review,
    Unavailability,
    Unit,
    UnitAlias,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.queries.pages import ListPage, Query, read_page

SEPARATOR = ","
# They say who sits on the panel or was drawn for it; that list is sealed (handbook 6.3).
SEALED = frozenset({ExclusionReason.ON_PANEL, ExclusionReason.DECLINED})


def list_active(session: Session, office_id: int) -> Sequence[Any]:
    """Return everybody in standing, by code.

    Rows: id, code, profession, expert_class, employer, unit_id, term_until.
    """
    return session.execute(
        sa.select(
            col(Expert.id),
            col(Expert.code),
            col(Expert.profession),
            col(Expert.expert_class),
            col(Expert.employer),
            col(Expert.unit_id),
            col(Expert.term_until),
        )
        .where(col(Expert.office_id) == office_id, col(Expert.state) == ExpertState.ACTIVE)
        .order_by(col(Expert.code))
    ).all()


def list_employments(session: Session, office_id: int, *, since: date) -> Sequence[Any]:
    """Return what experts in standing were to units since a day, that day included.

    Rows: code, relation, employer, unit_id, from_on, until_on.
    """
    in_standing = (
        col(Employment.office_id) == office_id,
        col(Expert.state) == ExpertState.ACTIVE,
    )
    return session.execute(employments_since(since).where(*in_standing)).all()


def employments_since(since: date) -> Query:
    """Return the SELECT of what experts were to units since a day; who is meant is added to it."""
    return (
        sa.select(
            col(Expert.code),
            col(Employment.relation),
            col(Employment.employer),
            col(Employment.unit_id),
            col(Employment.from_on),
            col(Employment.until_on),
        )
        .join(Expert, col(Expert.id) == col(Employment.expert_id))
        .where(sa.or_(col(Employment.until_on).is_(None), col(Employment.until_on) >= since))
        .order_by(col(Employment.id))
    )


def list_grounds(session: Session, assessment_id: int) -> Sequence[Any]:
    """Return the recusals of an assessment.

    Rows: code, ground, by_self (whether the expert's own account recorded it).
    """
    return session.execute(
        sa.select(
            col(Expert.code),
            col(Recusal.ground),
            (col(Account.expert_id) == col(Expert.id)).is_(sa.true()),
        )
        .join(Expert, col(Expert.id) == col(Recusal.expert_id))
        .outerjoin(Account, col(Account.id) == col(Recusal.recorded_by_id))
        .where(col(Recusal.assessment_id) == assessment_id)
        .order_by(col(Recusal.id))
    ).all()


def list_absences(session: Session, office_id: int, *, first: date, last: date) -> Sequence[Any]:
    """Return the days of the experts' own calendars that overlap these days.

    Rows: code, from_on, until_on.
    """
    return session.execute(
        sa.select(col(Expert.code), col(Unavailability.from_on), col(Unavailability.until_on))
        .join(Expert, col(Expert.id) == col(Unavailability.expert_id))
        .where(
            col(Unavailability.office_id) == office_id,
            col(Expert.state) == ExpertState.ACTIVE,
            col(Unavailability.from_on) <= last,
            col(Unavailability.until_on) >= first,
        )
        .order_by(col(Unavailability.from_on), col(Unavailability.id))
    ).all()


def lifted_reasons(
    session: Session, assessment_id: int
) -> Mapping[str, frozenset[ExclusionReason]]:
    """Return the reasons that decided contests took away, by the expert's code."""
    rows = session.execute(
        sa.select(col(Expert.code), col(Contest.reasons))
        .join(Expert, col(Expert.id) == col(Contest.expert_id))
        .where(
            col(Contest.assessment_id) == assessment_id, col(Contest.state) == ContestState.LIFTED
        )
    )
    found: defaultdict[str, set[ExclusionReason]] = defaultdict(set)
    for code, reasons in rows:
        found[code].update(read_reasons(reasons))
    return {code: frozenset(each) for code, each in found.items()}


def read_reasons(text: str) -> tuple[ExclusionReason, ...]:
    """Return the reasons of a contest as its row keeps them."""
    return tuple(ExclusionReason(word) for word in text.split(SEPARATOR) if word)


def list_registered(session: Session, office_id: int) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return the office's units (id, name, credit_code, parent_id) and aliases (unit_id, name)."""
    units = session.execute(
        sa.select(col(Unit.id), col(Unit.name), col(Unit.credit_code), col(Unit.parent_id))
        .where(col(Unit.office_id) == office_id)
        .order_by(col(Unit.id))
    ).all()
    aliases = session.execute(
        sa.select(col(UnitAlias.unit_id), col(UnitAlias.name))
        .where(col(UnitAlias.office_id) == office_id)
        .order_by(col(UnitAlias.id))
    ).all()
    return units, aliases


def rulings_of(session: Session, office_id: int) -> dict[tuple[str, str], MatchRuling]:
    """Return what was said of pairs of names, by their keys in order."""
    rows = session.exec(select(NameRuling).where(NameRuling.office_id == office_id))
    return {(row.first, row.second): row.ruling for row in rows}


def list_draw_exclusions(
    session: Session, draw: Draw, *, reason: ExclusionReason | None = None, page: int = 1
) -> ListPage:
    """Return one page of those who were kept from a draw, by code; seats are not told.

    Rows: expert_id, code, name, employer, reason, facts.
    """
    query = (
        sa.select(
            col(Exclusion.expert_id),
            col(Expert.code),
            col(Expert.name),
            col(Expert.employer),
            col(Exclusion.reason),
            col(Exclusion.facts),
        )
        .join(Expert, col(Expert.id) == col(Exclusion.expert_id))
        .where(col(Exclusion.draw_id) == draw.id, col(Exclusion.reason).not_in(SEALED))
        .order_by(col(Expert.code), col(Exclusion.id))
    )
    if reason is not None:
        query = query.where(col(Exclusion.reason) == reason)
    return read_page(session, query, page=page)


def count_draw_exclusions(session: Session, draw: Draw) -> dict[ExclusionReason, int]:
    """Return how many experts each reason kept from a draw."""
    rows = session.execute(
        sa.select(col(Exclusion.reason), sa.func.count())
        .where(col(Exclusion.draw_id) == draw.id)
        .group_by(col(Exclusion.reason))
    )
    found: dict[ExclusionReason, int] = {row[0]: row[1] for row in rows}
    return {reason: found[reason] for reason in ExclusionReason if reason in found}


def list_own_exclusions(session: Session, expert_id: int) -> Sequence[Any]:
    """Return what kept an expert from draws, the newest draw first; seats are not told.

    Rows: draw_id, assessment_id, code (of the assessment), title, reason, facts, announced_at.
    """
    return session.execute(
        sa.select(
            col(Exclusion.draw_id),
            col(Assessment.id),
            col(Assessment.code),
            col(Project.title),
            col(Exclusion.reason),
            col(Exclusion.facts),
            col(Draw.announced_at),
        )
        .join(Draw, col(Draw.id) == col(Exclusion.draw_id))
        .join(Review, col(Review.id) == col(Draw.review_id))
        .join(Assessment, col(Assessment.id) == col(Exclusion.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(col(Exclusion.expert_id) == expert_id, col(Exclusion.reason).not_in(SEALED))
        .order_by(col(Exclusion.draw_id).desc(), col(Exclusion.id))
    ).all()


def people_by_id(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return name and employer of experts by id."""
    rows = session.execute(
        sa.select(col(Expert.id), col(Expert.name), col(Expert.employer)).where(
            col(Expert.id).in_(ids)
        )
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def list_announced(session: Session, assessment_id: int) -> Sequence[Any]:
    """Return the announced draws of an assessment, newest first.

    Rows: id, number, review (its number), announced_at.
    """
    return session.execute(
        sa.select(
            col(Draw.id),
            col(Draw.number),
            col(Review.number).label("review"),
            col(Draw.announced_at),
        )
        .join(Review, col(Review.id) == col(Draw.review_id))
        .where(col(Review.assessment_id) == assessment_id, col(Draw.announced_at).is_not(None))
        .order_by(col(Draw.id).desc())
    ).all()


def get_draw(session: Session, draw_id: int, *, actor: Actor) -> tuple[Draw, int]:
    """Return a draw of the actor's office and the id of its assessment; raises NotFound."""
    draw = session.get(Draw, draw_id)
    if draw is None or draw.office_id != actor.office_id:
        raise NotFound("not_found", where=f"draw:{draw_id}")
    return draw, session.get_one(Review, draw.review_id).assessment_id
