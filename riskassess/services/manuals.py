"""Storing manuals: each version once and never changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import NoReturn

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models import ManualVersion
from models.engine import transaction
from riskassess.domain.errors import Conflict
from riskassess.domain.manual import Manual
from riskassess.proof.canonical import canonical_json
from riskassess.queries.manuals import find_version


def store_manual(session: Session, *, manual: Manual, now: datetime) -> ManualVersion:
    """Return the stored version of a manual, adding it when it is new; does not commit.

    Raises Conflict when another text is stored under the same id and version.
    """
    stored = find_version(session, manual.id, manual.version)
    if stored is not None:
        if stored.digest != manual.digest:
            _refuse_taken(manual)
        return stored
    row = ManualVersion(
        code=manual.id,
        version=str(manual.version),
        title=manual.title.zh,
        digest=manual.digest,
        content=canonical_json(manual.plain),
        created_at=now,
    )
    try:
        with session.begin_nested():  # somebody else may store the same version at this moment
            session.add(row)
            session.flush()  # callers pin assessments to its id
    except IntegrityError:
        stored = find_version(session, manual.id, manual.version)
        if stored is None or stored.digest != manual.digest:
            _refuse_taken(manual)
        return stored
    return row


def _refuse_taken(manual: Manual) -> NoReturn:
    raise Conflict("manual_version_taken", where=f"{manual.id} {manual.version}")


def store_missing(
    session: Session, *, manuals: Iterable[Manual], now: datetime
) -> tuple[list[Manual], list[Conflict]]:
    """Store the manuals that come with the product, as far as they are not stored yet.

    Returns
    -------
    tuple
        What was added, and a Conflict for each version under which an office stored another text
        before: that one stays, for assessments may be pinned to it.
    """
    added: list[Manual] = []
    refused: list[Conflict] = []
    with transaction(session):
        for manual in manuals:
            is_new = find_version(session, manual.id, manual.version) is None
            try:
                store_manual(session, manual=manual, now=now)
            except Conflict as conflict:
                refused.append(conflict)
            else:
                added += [manual] if is_new else []
    return added, refused
