"""Keeping units: registering, correcting, other names, parents, merging two rows of one unit."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.parties import makes_circle
from expert_pool.unit_names import NameTools
from models import Employment, Expert, Unit, UnitAlias, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.unit_policy import refuse_registering, refuse_ruling
from riskassess.queries.offices import lock_office
from riskassess.queries.pool.units import (
    count_ties,
    find_unit_by_name,
    get_alias,
    get_unit,
    list_aliases,
)
from riskassess.services.audit import record
from riskassess.services.pool.avoiding import read_registry
from riskassess.services.pool.unit_entry import (
    UnitEntry,
    read_code,
    read_kind,
    read_name,
    refuse_new_ties,
)
from riskassess.services.pool.unit_links import link_people, unlink_people

POINTERS: tuple[Any, ...] = (Expert.unit_id, Expert.recommended_by_id, Employment.unit_id)


def create_unit(
    session: Session, *, entry: UnitEntry, actor: Actor, now: datetime, names: NameTools
) -> Unit:
    """Register a unit and link the experts who name it as their employer.

    Raises
    ------
    Refused
        `not_your_role`.
    InvalidInput
        `unit_name_missing`, `unit_name_taken`, `unit_code_taken`, `unit_unknown` for the parent,
        what is wrong with the credit code, and what `refuse_new_ties` says.
    """
    with transaction(session):
        _begin(session, actor, refuse=refuse_registering)
        refuse_new_ties(session, entry, actor, names)
        unit = Unit(
            office_id=actor.office_id,
            name=read_name(entry.name),
            kind=read_kind(entry.kind),
            credit_code=read_code(entry.credit_code),
            created_at=now,
        )
        _refuse_taken(session, unit, names)
        parent = _parent(session, entry.parent, actor)
        unit.parent_id = row_id(parent) if parent else None
        session.add(unit)
        record(session, actor=actor, action="unit:create", subject=unit, after=_told(unit), now=now)
        link_people(session, unit, names)
        return unit


def correct_unit(
    session: Session,
    *,
    unit_id: int,
    entry: UnitEntry,
    actor: Actor,
    now: datetime,
    names: NameTools,
) -> Unit:
    """Correct a unit; a name that it bore before stays as an alias.

    Raises what `create_unit` does but for the pool keeper alone, and InvalidInput `unit_circle` for
    a parent below the unit.
    """
    with transaction(session):
        _begin(session, actor)
        unit = get_unit(session, unit_id, actor=actor)
        before, old_name = _told(unit), unit.name
        parent = _parent(session, entry.parent, actor)
        _refuse_circle(session, unit, parent)
        with session.no_autoflush:
            unit.name, unit.kind = read_name(entry.name), read_kind(entry.kind)
            unit.credit_code = read_code(entry.credit_code)
            _refuse_taken(session, unit, names)
        unit.parent_id = row_id(parent) if parent else None
        _drop_alias(session, unit, unit.name)
        if old_name != unit.name:
            _put_alias(session, unit, old_name, actor=actor, now=now)
        record(session, actor=actor, action="unit:correct", subject=unit, before=before,
               after=_told(unit), now=now)  # fmt: skip
        link_people(session, unit, names)
        return unit


def add_alias(
    session: Session, *, unit_id: int, name: str, actor: Actor, now: datetime, names: NameTools
) -> UnitAlias:
    """Give a unit another name and link the experts who write it; raises InvalidInput."""
    with transaction(session):
        _begin(session, actor)
        unit = get_unit(session, unit_id, actor=actor)
        if not name.strip():
            raise InvalidInput("alias_missing", where="name")
        alias = read_name(name)
        _refuse_name(session, unit, alias, names, where="name")
        if alias == unit.name or alias in {row.name for row in list_aliases(session, unit)}:
            raise InvalidInput("alias_own", where="name", name=alias)
        row = _put_alias(session, unit, alias, actor=actor, now=now)
        record(session, actor=actor, action="unit:alias", subject=unit, after={"alias": alias},
               now=now)  # fmt: skip
        link_people(session, unit, names)
        return row


def remove_alias(
    session: Session, *, alias_id: int, actor: Actor, now: datetime, names: NameTools
) -> Unit:
    """Take a name from a unit; experts who are linked by that name alone are linked no more."""
    with transaction(session):
        _begin(session, actor)
        alias = get_alias(session, alias_id, actor=actor)
        unit, name = get_unit(session, alias.unit_id, actor=actor), alias.name
        session.delete(alias)
        record(session, actor=actor, action="unit:alias_remove", subject=unit,
               before={"alias": name}, now=now)  # fmt: skip
        unlink_people(session, unit, name, names)
        return unit


def merge_unit(
    session: Session, *, unit_id: int, into: str, actor: Actor, now: datetime, names: NameTools
) -> Unit:
    """Merge a unit into another one: its names become aliases, who hangs on it moves.

    Raises
    ------
    Refused
        `not_your_role`.
    InvalidInput
        `unit_unknown`, `unit_merge_self`, `unit_in_use` for one with projects or accounts,
        `unit_codes_differ`, `unit_circle`.
    """
    with transaction(session):
        _begin(session, actor)
        lost = get_unit(session, unit_id, actor=actor)
        kept = _find(session, into, actor, where="into")
        _check_merge(session, lost, kept)
        told, code = _told(lost), lost.credit_code
        aliases = [lost.name, *(row.name for row in list_aliases(session, lost))]
        _move(session, lost, kept)
        session.delete(lost)
        session.flush()  # its name and code are free now
        kept.credit_code = kept.credit_code or code
        for name in aliases:
            _put_alias(session, kept, name, actor=actor, now=now)
        record(session, actor=actor, action="unit:merge", subject=kept, before=told,
               after=_told(kept), now=now)  # fmt: skip
        link_people(session, kept, names)
        return kept


def _check_merge(session: Session, lost: Unit, kept: Unit) -> None:
    if lost.id == kept.id:
        raise InvalidInput("unit_merge_self", where="into")
    ties = count_ties(session, lost)
    if ties["projects"] or ties["accounts"]:
        raise InvalidInput("unit_in_use", where="into", name=lost.name)
    if lost.credit_code and kept.credit_code:  # codes are unique, so they differ
        raise InvalidInput("unit_codes_differ", where="into")
    if kept.parent_id == lost.id:
        kept.parent_id = None
    _refuse_circle(session, lost, kept, where="into")


def _move(session: Session, lost: Unit, kept: Unit) -> None:
    """Let everything that points to one unit point to another."""
    for column in (*POINTERS, Unit.parent_id):
        session.execute(
            sa.update(column.class_).where(column == lost.id).values({column.key: kept.id})
        )
    session.execute(sa.delete(UnitAlias).where(col(UnitAlias.unit_id) == lost.id))


def _begin(session: Session, actor: Actor, *, refuse: Any = refuse_ruling) -> None:
    """Ask whether the actor may, and let one at a time change the office's units and names."""
    if reason := refuse(actor):
        raise Refused(reason, where="unit")
    lock_office(session, actor.office_id)


def _find(session: Session, name: str, actor: Actor, *, where: str) -> Unit:
    found = find_unit_by_name(session, actor.office_id, name.strip())
    if found is None:
        raise InvalidInput("unit_unknown", where=where, name=name.strip())
    return found


def _parent(session: Session, name: str, actor: Actor) -> Unit | None:
    return _find(session, name, actor, where="parent") if name.strip() else None


def _refuse_circle(
    session: Session, unit: Unit, parent: Unit | None, *, where: str = "parent"
) -> None:
    if parent is None:
        return
    query = sa.select(col(Unit.id), col(Unit.parent_id)).where(
        col(Unit.office_id) == unit.office_id, col(Unit.parent_id).is_not(None)
    )
    parents = {row[0]: row[1] for row in session.execute(query)}
    if makes_circle(row_id(unit), row_id(parent), parents):
        raise InvalidInput("unit_circle", where=where, other=parent.name)


def _refuse_taken(session: Session, unit: Unit, names: NameTools) -> None:
    """Refuse a name or code that another unit bears."""
    _refuse_name(session, unit, unit.name, names, where="name")
    if unit.credit_code is None:
        return
    other = session.exec(
        select(Unit).where(
            Unit.office_id == unit.office_id,
            Unit.credit_code == unit.credit_code,
            col(Unit.id) != unit.id if unit.id else sa.true(),
        )
    ).first()
    if other is not None:
        raise InvalidInput("unit_code_taken", where="credit_code", other=other.name)


def _refuse_name(session: Session, unit: Unit, name: str, names: NameTools, *, where: str) -> None:
    registry = read_registry(session, unit.office_id, names)
    for number in sorted(registry.owners.get(registry.key_of(name), frozenset()) - {unit.id}):
        other = registry.units[number]
        # Two codes make two units, whatever they are called; but no two rows share a name.
        is_apart = unit.credit_code and other.credit_code and unit.credit_code != other.credit_code
        if not is_apart or name in other.names:
            raise InvalidInput("unit_name_taken", where=where, name=name, other=other.names[0])


def _put_alias(
    session: Session, unit: Unit, name: str, *, actor: Actor, now: datetime
) -> UnitAlias:
    row = UnitAlias(office_id=unit.office_id, unit_id=row_id(unit), name=name,
                    added_by_id=actor.account_id, added_at=now)  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _drop_alias(session: Session, unit: Unit, name: str) -> None:
    """Let an alias that becomes the name be one no more."""
    for row in list_aliases(session, unit):
        if row.name == name:
            session.delete(row)
    session.flush()


def _told(unit: Unit) -> dict[str, Any]:
    return {"name": unit.name, "kind": unit.kind, "credit_code": unit.credit_code,
            "parent": unit.parent_id}  # fmt: skip
