"""Storing pool manuals: each version once and never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from models import Office, PoolManualVersion
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import Conflict
from riskassess.domain.pool_manual import PoolManual
from riskassess.proof.canonical import canonical_json
from riskassess.queries.pool_manuals import find_pool_manual
from riskassess.services.audit import record


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


@dataclass(frozen=True)
class _Adopted:
    """What the audit entry of an adoption is about: the version, as the office uses it."""

    id: int | None
    office_id: int
    __tablename__: str = "pool_manual_version"


def adopt_pool_manual(
    session: Session, *, manual: PoolManual, office_id: int, actor: Actor, now: datetime
) -> PoolManualVersion:
    """Store a pool manual and let an office use it from now on.

    Acts that are on record keep the digest of the manual they were done by.

    Raises
    ------
    Conflict
        `manual_version_taken` when another text is stored under the same id and version,
        `pool_manual_in_use` when the office uses this version already.
    """
    with transaction(session):
        office = session.exec(select(Office).where(Office.id == office_id).with_for_update()).one()
        row = store_pool_manual(session, manual=manual, now=now)
        if office.pool_manual_version_id == row.id:
            raise Conflict("pool_manual_in_use", where=f"{manual.id} {manual.version}")
        before, office.pool_manual_version_id = office.pool_manual_version_id, row.id
        session.add(office)
        record(
            session,
            actor=actor,
            action="pool_manual:adopt",
            subject=_Adopted(row.id, office_id),
            before={"pool_manual_version": before},
            after={"pool_manual_version": row.id, "digest": manual.digest},
            now=now,
        )
        return row
