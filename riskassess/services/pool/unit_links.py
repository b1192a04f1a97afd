"""Links from experts and employments to the registered unit whose name they write."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.unit_matching import clean_names
from expert_pool.unit_names import NameTools, name_key
from models import Employment, Expert, Unit, UnitAlias
from riskassess.queries.pool.units import list_aliases


def find_written(session: Session, office_id: int, name: str) -> int | None:
    """Return the id of the unit whose name or alias is written exactly so, or None."""
    return session.execute(_written(_names_of(office_id), sa.literal(name))).scalar()


def link_written(session: Session, table: Any, *, office_id: int, beyond: int) -> None:
    """Link the rows of experts or employments with a higher id, as `find_written` does each."""
    names = _names_of(office_id)
    where = (
        col(table.office_id) == office_id,
        col(table.id) > beyond,
        col(table.unit_id).is_(None),
        col(table.employer).in_(sa.select(names.c.name)),
    )
    own = _written(names, col(table.employer)).scalar_subquery()
    change = sa.update(table).where(*where).values(unit_id=own)
    session.execute(change.execution_options(synchronize_session=False))


def _names_of(office_id: int) -> sa.Subquery:
    """Return all names of the office's units; a name comes before the same text as an alias."""
    name, alias = sa.literal(0), sa.literal(1)
    return (
        sa.select(col(Unit.name).label("name"), col(Unit.id).label("unit_id"), name.label("rank"))
        .where(col(Unit.office_id) == office_id)
        .union_all(
            sa.select(col(UnitAlias.name), col(UnitAlias.unit_id), alias).where(
                col(UnitAlias.office_id) == office_id
            )
        )
        .subquery()
    )


def _written(names: sa.Subquery, name: Any) -> sa.Select[tuple[int]]:
    own = sa.select(names.c.unit_id).where(names.c.name == name)
    return own.order_by(names.c.rank, names.c.unit_id).limit(1)


def link_people(session: Session, unit: Unit, names: NameTools) -> None:
    """Link experts and employments that write one of the unit's names and have no unit yet."""
    session.flush()
    own = [unit.name, *(row.name for row in list_aliases(session, unit))]
    _point(session, unit, names, own, before=None, after=unit.id)


def unlink_people(session: Session, unit: Unit, name: str, names: NameTools) -> None:
    """Take the link from those who write a name that the unit bears no more."""
    session.flush()
    own = [unit.name, *(row.name for row in list_aliases(session, unit))]
    keys = {name_key(text) for text in clean_names(own, names.simplify).values()}
    (text,) = clean_names([name], names.simplify).values()
    if name_key(text) not in keys:
        _point(session, unit, names, [name], before=unit.id, after=None)


def _point(
    session: Session,
    unit: Unit,
    names: NameTools,
    own: list[str],
    *,
    before: int | None,
    after: int | None,
) -> None:
    """Move the link of rows that write one of these names."""
    keys = {name_key(text) for text in clean_names(own, names.simplify).values()}
    for table in (Expert, Employment):
        here = (col(table.office_id) == unit.office_id, _is(col(table.unit_id), before))
        query = sa.select(col(table.employer)).where(*here).distinct()
        written = clean_names(session.execute(query).scalars(), names.simplify)
        found = [name for name, text in written.items() if text and name_key(text) in keys]
        if found:
            where = (*here, col(table.employer).in_(found))
            session.execute(sa.update(table).where(*where).values(unit_id=after))


def _is(column: Any, value: int | None) -> Any:
    return column.is_(None) if value is None else column == value
