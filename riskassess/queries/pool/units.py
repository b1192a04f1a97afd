"""Units, their names and families, and what was said of names that are nearly alike."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Account,
    Employment,
    Expert,
    NameRuling,
    PanelMember,
    Project,
    Unit,
    UnitAlias,
    UnitKind,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.queries.pages import ListPage, read_page


def list_units(
    session: Session,
    actor: Actor,
    *,
    kind: str = "",
    words: str = "",
    page: int = 1,
) -> ListPage:
    """Return one page of the office's units by name; `words` are looked for in names and codes.

    Rows: id, name, kind, credit_code, parent, experts, aliases (the last two are counts).
    """
    above = sa.alias(Unit.__table__, "above")  # type: ignore[attr-defined]  # a table's class
    experts = (
        sa.select(sa.func.count())
        .select_from(Expert)
        .where(col(Expert.unit_id) == col(Unit.id))
        .scalar_subquery()
    )
    aliases = (
        sa.select(sa.func.count())
        .select_from(UnitAlias)
        .where(col(UnitAlias.unit_id) == col(Unit.id))
        .scalar_subquery()
    )
    query = (
        sa.select(
            col(Unit.id),
            col(Unit.name),
            col(Unit.kind),
            col(Unit.credit_code),
            above.c.name.label("parent"),
            experts.label("experts"),
            aliases.label("aliases"),
        )
        .outerjoin(above, above.c.id == col(Unit.parent_id))
        .where(col(Unit.office_id) == actor.office_id)
        .order_by(col(Unit.name), col(Unit.id))
    )
    if kind in set(UnitKind):
        query = query.where(col(Unit.kind) == UnitKind(kind))
    for word in words.split():
        query = query.where(_holds(word))
    return read_page(session, query, page=page)


def _holds(word: str) -> sa.ColumnElement[bool]:
    named = sa.select(col(UnitAlias.unit_id)).where(
        col(UnitAlias.name).icontains(word, autoescape=True)
    )
    return sa.or_(
        col(Unit.name).icontains(word, autoescape=True),
        col(Unit.credit_code).icontains(word, autoescape=True),
        col(Unit.id).in_(named),
    )


def get_unit(session: Session, unit_id: int, *, actor: Actor) -> Unit:
    """Return a unit of the actor's office; raises NotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None or unit.office_id != actor.office_id:
        raise NotFound("not_found", where=f"unit:{unit_id}")
    return unit


def find_unit_by_name(session: Session, office_id: int, name: str) -> Unit | None:
    """Return the unit with exactly this name, alias or credit code, or None."""
    found = session.exec(
        select(Unit).where(
            Unit.office_id == office_id,
            sa.or_(col(Unit.name) == name, col(Unit.credit_code) == name.upper()),
        )
    ).first()
    if found is not None:
        return found
    return session.exec(
        select(Unit)
        .join(UnitAlias, col(UnitAlias.unit_id) == col(Unit.id))
        .where(UnitAlias.office_id == office_id, UnitAlias.name == name)
    ).first()


def list_aliases(session: Session, unit: Unit) -> list[UnitAlias]:
    """Return the other names of a unit, oldest first."""
    query = select(UnitAlias).where(UnitAlias.unit_id == unit.id).order_by(col(UnitAlias.id))
    return list(session.exec(query))


def get_alias(session: Session, alias_id: int, *, actor: Actor) -> UnitAlias:
    """Return an alias of the actor's office; raises NotFound."""
    alias = session.get(UnitAlias, alias_id)
    if alias is None or alias.office_id != actor.office_id:
        raise NotFound("not_found", where=f"alias:{alias_id}")
    return alias


def list_children(session: Session, unit: Unit) -> list[Unit]:
    """Return the units directly below a unit, by name."""
    return list(session.exec(select(Unit).where(Unit.parent_id == unit.id).order_by(Unit.name)))


def list_people(session: Session, unit: Unit, *, most: int = 20) -> Sequence[Any]:
    """Return experts who work for a unit. Rows: id, code, name, employer (as written)."""
    return session.execute(
        sa.select(col(Expert.id), col(Expert.code), col(Expert.name), col(Expert.employer))
        .where(col(Expert.unit_id) == unit.id)
        .order_by(col(Expert.code))
        .limit(most)
    ).all()


def count_ties(session: Session, unit: Unit) -> dict[str, int]:
    """Return how many experts, former employments, projects and accounts hang on a unit."""
    tables = {
        "experts": col(Expert.unit_id),
        "employments": col(Employment.unit_id),
        "projects": col(Project.unit_id),
        "accounts": col(Account.unit_id),
    }
    return {
        name: session.scalar(sa.select(sa.func.count()).where(column == unit.id)) or 0
        for name, column in tables.items()
    }


def list_rulings(session: Session, actor: Actor, *, page: int = 1) -> ListPage:
    """Return one page of what was said of names, the newest first.

    Rows: id, first, second, ruling, note, display_name, ruled_at.
    """
    query = (
        sa.select(
            col(NameRuling.id),
            col(NameRuling.first),
            col(NameRuling.second),
            col(NameRuling.ruling),
            col(NameRuling.note),
            col(Account.display_name),
            col(NameRuling.ruled_at),
        )
        .join(Account, col(Account.id) == col(NameRuling.ruled_by_id))
        .where(col(NameRuling.office_id) == actor.office_id)
        .order_by(col(NameRuling.ruled_at).desc(), col(NameRuling.id).desc())
    )
    return read_page(session, query, page=page)


def get_ruling(session: Session, ruling_id: int, *, actor: Actor) -> NameRuling:
    """Return a ruling of the actor's office; raises NotFound."""
    ruling = session.get(NameRuling, ruling_id)
    if ruling is None or ruling.office_id != actor.office_id:
        raise NotFound("not_found", where=f"ruling:{ruling_id}")
    return ruling


def list_seats(session: Session, review_id: int) -> list[PanelMember]:
    """Return everybody drawn for a review so far."""
    return list(session.exec(select(PanelMember).where(PanelMember.review_id == review_id)))


def list_people_by_code(session: Session, office_id: int, codes: Sequence[str]) -> Sequence[Any]:
    """Return experts by their codes. Rows: id, code, name."""
    return session.execute(
        sa.select(col(Expert.id), col(Expert.code), col(Expert.name))
        .where(col(Expert.office_id) == office_id, col(Expert.code).in_(codes))
        .order_by(col(Expert.code))
    ).all()
