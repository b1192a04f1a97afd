"""Links from experts and employments to the registered unit whose name they write."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.unit_matching import clean_names
from expert_pool.unit_names import NameTools, name_key
from models import Employment, Expert, Unit
from riskassess.queries.pool.units import list_aliases


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
