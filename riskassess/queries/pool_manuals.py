"""Questions about stored pool manuals."""

from functools import lru_cache

from sqlmodel import Session, col, select

from models import Office, PoolManualVersion
from riskassess.domain.errors import NotFound
from riskassess.domain.pool_manual import PoolManual, parse_stored_pool_manual

DEFAULT = "cn-pool"


@lru_cache(maxsize=16)
def _parsed(digest: str, content: str) -> PoolManual:
    return parse_stored_pool_manual(content, digest=digest)


def list_pool_manuals(session: Session) -> list[PoolManualVersion]:
    """Return every stored version, by id and the newest first."""
    query = select(PoolManualVersion).order_by(
        col(PoolManualVersion.code), col(PoolManualVersion.version).desc()
    )
    return list(session.exec(query))


def find_pool_manual(session: Session, code: str, version: int) -> PoolManualVersion | None:
    """Return a stored version, or None."""
    return session.exec(
        select(PoolManualVersion).where(
            PoolManualVersion.code == code, PoolManualVersion.version == version
        )
    ).one_or_none()


def pool_manual_version_of(session: Session, office_id: int) -> PoolManualVersion:
    """Return the row of the pool manual that an office uses; raises NotFound."""
    chosen = session.get_one(Office, office_id).pool_manual_version_id
    if chosen is not None:
        return session.get_one(PoolManualVersion, chosen)
    found = session.exec(
        select(PoolManualVersion)
        .where(PoolManualVersion.code == DEFAULT)
        .order_by(col(PoolManualVersion.version).desc())
    ).first()
    if found is None:
        raise NotFound("pool_manual_missing", where=f"pool_manual:{DEFAULT}")
    return found


def pool_manual_of(session: Session, office_id: int) -> PoolManual:
    """Return the pool manual that an office uses; raises NotFound."""
    row = pool_manual_version_of(session, office_id)
    return _parsed(row.digest, row.content)


def pool_manual_by_id(session: Session, version_id: int) -> PoolManual:
    """Return a stored pool manual that something is pinned to."""
    row = session.get_one(PoolManualVersion, version_id)
    return _parsed(row.digest, row.content)


def pool_manual_by_digest(session: Session, digest: str) -> PoolManual:
    """Return the stored pool manual with a digest, as older records name it; raises NotFound."""
    row = session.exec(
        select(PoolManualVersion).where(PoolManualVersion.digest == digest)
    ).one_or_none()
    if row is None:
        raise NotFound("pool_manual_missing", where=f"pool_manual:{digest}")
    return _parsed(row.digest, row.content)
