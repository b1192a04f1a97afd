"""Questions about stored manuals."""

from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import ManualVersion
from riskassess.domain.errors import NotFound
from riskassess.domain.manual import Manual, parse_stored_manual


@lru_cache(maxsize=32)
def _parsed(digest: str, content: str) -> Manual:
    return parse_stored_manual(content, digest=digest)


def get_manual(session: Session, manual_version_id: int) -> Manual:
    """Return the manual an assessment is pinned to; raises NotFound."""
    row = session.get(ManualVersion, manual_version_id)
    if row is None:
        raise NotFound("not_found", where=f"manual_version:{manual_version_id}")
    return _parsed(row.digest, row.content)


def find_newest(session: Session, code: str) -> ManualVersion | None:
    """Return the version of a manual that was stored last, or None."""
    return session.exec(
        select(ManualVersion)
        .where(ManualVersion.code == code)
        .order_by(col(ManualVersion.id).desc())
    ).first()


def list_manual_versions(session: Session) -> list[ManualVersion]:
    """Return all stored versions, newest first."""
    return list(session.exec(select(ManualVersion).order_by(col(ManualVersion.id).desc())))


_by_digest: dict[str, Manual] = {}


def manual_by_digest(session: Session, digest: str) -> Manual:
    """Return the manual with this digest; a stored version never changes, so it is read once."""
    found = _by_digest.get(digest)
    if found is None:
        row = session.exec(
            select(ManualVersion).where(ManualVersion.digest == digest)
        ).one_or_none()
        if row is None:
            raise NotFound("not_found", where=f"manual_version:{digest}")
        found = _by_digest[digest] = _parsed(row.digest, row.content)
    return found


@cache
def _digests() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(col(ManualVersion.id), col(ManualVersion.digest)).order_by(
        col(ManualVersion.id)
    )


def _manuals(session: Session) -> list[tuple[int, str, Manual]]:
    """Return id, digest and content of every stored version, oldest first."""
    rows = session.connection().execute(_digests()).all()
    return [(key, digest, manual_by_digest(session, digest)) for key, digest in rows]


def manuals_by_id(session: Session) -> dict[int, tuple[str, Manual]]:
    """Return digest and content of every stored version by its id."""
    return {key: (digest, manual) for key, digest, manual in _manuals(session)}


def get_manual_version(session: Session, manual_version_id: int) -> ManualVersion:
    """Return a stored version; raises NotFound."""
    row = session.get(ManualVersion, manual_version_id)
    if row is None:
        raise NotFound("not_found", where=f"manual_version:{manual_version_id}")
    return row


def find_kinds(session: Session) -> dict[str, str]:
    """Return code and Chinese name of every project kind in the stored manuals."""
    return {
        kind.code: kind.name.zh
        for _id, _digest, manual in _manuals(session)
        for kind in manual.kinds
    }


def pool_words(session: Session) -> dict[str, dict[str, str]]:
    """Return the Chinese names of classes and professions of experts, from all stored manuals."""
    words: dict[str, dict[str, str]] = {"classes": {}, "professions": {}}
    for _id, _digest, manual in _manuals(session):
        words["classes"].update({row.code: row.name.zh for row in manual.panel.classes})
        words["professions"].update({row.code: row.name.zh for row in manual.professions})
    return words
