"""The closed case of tests about dossiers: acted once per worker and database, then put back.

Acting it takes a hundred times as long as writing what it left: the rows, with their ids, and the
files. What a test gets is therefore the same as from `closed_case`, only sooner.
"""

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel, insert, select

from riskassess.queries.assessments import get_case
from riskassess.resources import Resources
from tests.closed_case import Closed, closed_case


@dataclass(frozen=True)
class Kept:
    """What acting the case left behind."""

    closed: Closed
    case_id: int  # by itself: the first test's session takes the case's row with it
    rows: dict[str, list[dict[str, Any]]]
    home: tempfile.TemporaryDirectory[str]


_kept: dict[str, Kept] = {}


def kept_case(session: Session, resources: Resources) -> Closed:
    """Return a closed case in a database without rows, and its files in the test's folder."""
    database = str(session.connection().engine.url)
    if database not in _kept:
        assert not _rows(session), "the rows of a case can be put back without others only"
        closed = closed_case(session, files=resources.files, keys=resources.keys)
        home = tempfile.TemporaryDirectory(prefix="kept-case-")
        shutil.copytree(resources.settings.home, home.name, dirs_exist_ok=True)
        _kept[database] = Kept(closed, closed.case.id, _rows(session), home)
        return closed
    kept = _kept[database]
    for table in SQLModel.metadata.sorted_tables:
        if table.name in kept.rows:
            session.execute(insert(table), kept.rows[table.name])
    session.commit()
    shutil.copytree(Path(kept.home.name), resources.settings.home, dirs_exist_ok=True)
    case = get_case(session, kept.case_id, actor=kept.closed.officer)
    return replace(kept.closed, case=case)


def _rows(session: Session) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        rows = session.execute(select(table).order_by(*table.primary_key)).mappings()
        found[table.name] = [dict(row) for row in rows]
    return {name: rows for name, rows in found.items() if rows}
