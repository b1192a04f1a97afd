"""A row by its number, of one office."""

from typing import Any, TypeVar

from sqlmodel import Session

from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound

Row = TypeVar("Row", bound=Any)


def own_row(session: Session, table: type[Row], number: int, *, actor: Actor, named: str) -> Row:
    """Return a row of the actor's office; raises NotFound `named:number`.

    Nothing else is read for a row of another office: no statement more than for none.
    """
    row = session.get(table, number)
    if row is None or row.office_id != actor.office_id:
        raise NotFound("not_found", where=f"{named}:{number}")
    return row
