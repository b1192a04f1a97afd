"""Written opinions on the save path of a sheet: read and written past the loaded rows."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import SQLModel

from riskassess.domain.sheet_values import OPINION_PLACE, Stored

_opinions = SQLModel.metadata.tables["opinion"]
_TEXTS = sa.select(_opinions.c.heading, _opinions.c.text).where(
    _opinions.c.sheet_id == sa.bindparam("of_sheet")
)


def read_opinions(connection: sa.Connection, sheet_id: int) -> dict[tuple[str, str], Stored]:
    """Return the opinions of a sheet by place and heading."""
    rows = connection.execute(_TEXTS, {"of_sheet": sheet_id})
    return {(OPINION_PLACE, heading): text or None for heading, text in rows}


def write_opinions(
    connection: sa.Connection, *, office_id: int, sheet_id: int, texts: Mapping[str, str]
) -> None:
    """Store texts by heading; a heading that stands is overwritten, another is added."""
    for heading, text in sorted(texts.items()):
        row = {"sheet_id": sheet_id, "heading": heading}
        which = [_opinions.c[name] == value for name, value in row.items()]
        done = connection.execute(sa.update(_opinions).where(*which).values(text=text))
        if done.rowcount == 0:
            connection.execute(sa.insert(_opinions).values(office_id=office_id, text=text, **row))
