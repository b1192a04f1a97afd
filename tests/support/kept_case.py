"""The closed case of tests about dossiers: acted once per worker and database, then put back.

Acting it takes a hundred times as long as writing what it left: the rows, with their ids, and the
files. What a test gets is therefore the same as from `closed_case`, only sooner.
"""

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import Session

from riskassess.queries.assessments import get_case
from riskassess.resources import Resources
from tests.closed_case import Closed, closed_case
from tests.support.kept_scene import Rows, put_back, rows_of


@dataclass(frozen=True)
class Kept:
    """What acting the case left behind."""

    closed: Closed
    case_id: int  # by itself: the first test's session takes the case's row with it
    rows: Rows
    home: tempfile.TemporaryDirectory[str]


_kept: dict[str, Kept] = {}


def kept_case(session: Session, resources: Resources) -> Closed:
    """Return a closed case in a database without rows, and its files in the test's folder."""
    database = str(session.connection().engine.url)
    if database not in _kept:
        assert not rows_of(session), "the rows of a case can be put back without others only"
        closed = closed_case(session, files=resources.files, keys=resources.keys)
        home = tempfile.TemporaryDirectory(prefix="kept-case-")
        shutil.copytree(resources.settings.home, home.name, dirs_exist_ok=True)
        _kept[database] = Kept(closed, closed.case.id, rows_of(session), home)
        return closed
    kept = _kept[database]
    put_back(session, kept.rows)
    shutil.copytree(Path(kept.home.name), resources.settings.home, dirs_exist_ok=True)
    case = get_case(session, kept.case_id, actor=kept.closed.officer)
    return replace(kept.closed, case=case)
