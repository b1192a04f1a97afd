"""Questions about stored manuals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Assessment, ManualVersion
from riskassess.domain.actor import Actor
from riskassess.domain.corrections import DETAIL
from riskassess.domain.errors import NotFound
from riskassess.domain.manual import Manual, parse_stored_manual
from riskassess.domain.manual.standing import Standing, standing_of


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
    """Return the highest stored version of a manual, or None."""
    rows = session.exec(select(ManualVersion).where(ManualVersion.code == code)).all()
    return max(rows, key=lambda row: int(row.version), default=None)


def find_version(session: Session, code: str, version: int) -> ManualVersion | None:
    """Return a stored version of a manual, or None."""
    return session.exec(
        select(ManualVersion).where(
            ManualVersion.code == code, ManualVersion.version == str(version)
        )
    ).one_or_none()


def stored_bases(session: Session) -> Callable[[str, int], Manual | None]:
    """Return what finds the base of a derived manual among the stored versions."""

    def find(code: str, version: int) -> Manual | None:
        row = find_version(session, code, version)
        return None if row is None else _parsed(row.digest, row.content)

    return find


@dataclass(frozen=True)
class ManualLine:
    """A stored version as lists show it; `pinned` counts the office's own assessments."""

    id: int
    manual: Manual
    created_at: datetime
    standing: Standing
    pinned: int


def list_manual_lines(session: Session, *, actor: Actor, day: date) -> list[ManualLine]:
    """Return all stored versions by id, the newest version of each first."""
    stored = _manuals(session)
    known = [manual for _id, _digest, manual in stored]
    pinned, made = _pinned(session, actor.office_id), _moments(session)
    lines = [
        ManualLine(key, manual, made[key], standing_of(manual, known, day), pinned.get(key, 0))
        for key, _digest, manual in stored
    ]
    return sorted(lines, key=lambda line: (line.manual.id, -line.manual.version))


def list_offered(session: Session, day: date) -> list[tuple[int, Manual]]:
    """Return what a new assessment may be pinned to on a day: one version of each manual."""
    stored = _manuals(session)
    known = [manual for _id, _digest, manual in stored]
    offered = [
        (key, manual)
        for key, _digest, manual in stored
        if standing_of(manual, known, day) is Standing.IN_FORCE
    ]
    return sorted(offered, key=lambda each: each[1].id)


def _pinned(session: Session, office_id: int) -> dict[int, int]:
    rows = session.execute(
        sa.select(col(Assessment.manual_version_id), sa.func.count())
        .where(col(Assessment.office_id) == office_id)
        .group_by(col(Assessment.manual_version_id))
    )
    return {row[0]: row[1] for row in rows}


def _moments(session: Session) -> dict[int, datetime]:
    rows = session.execute(sa.select(col(ManualVersion.id), col(ManualVersion.created_at)))
    return {row[0]: row[1] for row in rows}


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


def find_kinds(session: Session, locale: str = "zh_CN") -> dict[str, str]:
    """Return code and name of every project kind in the stored manuals, in a language."""
    return {
        kind.code: kind.name(locale)
        for _id, _digest, manual in _manuals(session)
        for kind in manual.kinds
    }


def find_levels(session: Session, locale: str = "zh_CN") -> dict[str, str]:
    """Return code and name of every level of projects in the stored manuals, in a language."""
    return {
        row.code: row.name(locale)
        for _id, _digest, manual in _manuals(session)
        for row in manual.levels
    }


def registered_names(session: Session, locale: str = "zh_CN") -> dict[str, dict[str, str]]:
    """Return what stored manuals call the codes of a registration, by what the code is of.

    `kind`, `level` and `mode`, each field with choices (`details.…`), and `field` for the names of
    the fields of all kinds.
    """
    found: dict[str, dict[str, str]] = {"kind": {}, "level": {}, "mode": {}, "field": {}}
    for _id, _digest, manual in _manuals(session):
        for of, rows in (("kind", manual.kinds), ("level", manual.levels), ("mode", manual.modes)):
            found[of].update({row.code: row.name(locale) for row in rows})
        for field in (field for kind in manual.kinds for field in kind.fields):
            found["field"][DETAIL + field.key] = field.name(locale)
            chosen = found.setdefault(DETAIL + field.key, {})
            chosen.update({row.code: row.name(locale) for row in field.choices})
    return found


def pool_words(session: Session, locale: str = "zh_CN") -> dict[str, dict[str, str]]:
    """Return the names of classes and professions of experts, from all stored manuals."""
    words: dict[str, dict[str, str]] = {"classes": {}, "professions": {}}
    for _id, _digest, manual in _manuals(session):
        words["classes"].update({row.code: row.name(locale) for row in manual.panel.classes})
        words["professions"].update({row.code: row.name(locale) for row in manual.professions})
    return words
