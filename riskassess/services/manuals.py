"""Storing manuals: a version is written once and never changed."""

from datetime import datetime

from sqlmodel import Session, select

from models import ManualVersion
from riskassess.domain.errors import Conflict
from riskassess.domain.manual import Manual
from riskassess.proof.canonical import canonical_json


def store_manual(session: Session, *, manual: Manual, now: datetime) -> ManualVersion:
    """Return the stored version of a manual, adding it when it is new; does not commit.

    Raises Conflict when another text is stored under the same id and version.
    """
    stored = session.exec(
        select(ManualVersion).where(
            ManualVersion.code == manual.id, ManualVersion.version == str(manual.version)
        )
    ).one_or_none()
    if stored is not None:
        if stored.digest != manual.digest:
            raise Conflict("manual_version_taken", where=f"{manual.id} {manual.version}")
        return stored
    row = ManualVersion(
        code=manual.id,
        version=str(manual.version),
        title=manual.title.zh,
        digest=manual.digest,
        content=canonical_json(manual.plain),
        created_at=now,
    )
    session.add(row)
    session.flush()  # callers pin assessments to its id
    return row
