"""Storing pool manuals: each version once and never changed."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from models import PoolManualVersion
from models.engine import transaction
from riskassess.domain.errors import Conflict
from riskassess.domain.pool_manual import PoolManual
from riskassess.proof.canonical import canonical_json
from riskassess.queries.pool_manuals import find_pool_manual


def store_pool_manual(session: Session, *, manual: PoolManual, now: datetime) -> PoolManualVersion:
    """Return the stored version of a pool manual, adding it when it is new; does not commit.

    Raises Conflict when another text is stored under the same id and version.
    """
    stored = find_pool_manual(session, manual.id, manual.version)
    if stored is not None:
        if stored.digest != manual.digest:
            raise Conflict("manual_version_taken", where=f"{manual.id} {manual.version}")
        return stored
    row = PoolManualVersion(
        code=manual.id,
        version=manual.version,
        title=manual.title.zh,
        digest=manual.digest,
        content=canonical_json(manual.plain),
        created_at=now,
    )
    session.add(row)
    session.flush()  # offices may point to it
    return row


def store_missing_pool_manuals(
    session: Session, *, manuals: Iterable[PoolManual], now: datetime
) -> tuple[list[PoolManual], list[Conflict]]:
    """Store the pool manuals that come with the product; return what is new, and what is taken."""
    added: list[PoolManual] = []
    refused: list[Conflict] = []
    with transaction(session):
        for manual in manuals:
            is_new = find_pool_manual(session, manual.id, manual.version) is None
            try:
                store_pool_manual(session, manual=manual, now=now)
            except Conflict as conflict:
                refused.append(conflict)
            else:
                added += [manual] if is_new else []
    return added, refused
