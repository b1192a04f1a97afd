"""Which stored manual an assessment file is read with."""

from collections.abc import Callable, Mapping

from sqlmodel import Session, select

from models import Assessment, ManualVersion, row_id
from riskassess.domain.errors import InvalidFile, NotFound
from riskassess.domain.manual import Manual
from riskassess.queries.manuals import find_newest, get_manual

DIGEST = "manual_digest"


def manual_of_file(
    session: Session,
    plain: Mapping[str, object],
    *,
    office_id: int,
    builtin: Callable[[str], Manual | None],
) -> Manual:
    """Return the version of the manual that a file means.

    It is the one whose digest the file names; else the one to which the assessment of this id is
    already pinned in the office; else the one that comes with the product; else the newest stored.

    Parameters
    ----------
    plain : mapping
        The file: `id`, `manual` and perhaps `manual_digest`.
    builtin : callable
        Gives the manual of an id that comes with the product, or None.

    Raises
    ------
    NotFound
        `manual_unknown`: no manual of this id, neither built in nor stored.
    InvalidFile
        `file_manual_version_unknown`: no version of it has the digest that the file names.
    """
    code = str(plain.get("manual"))
    own = builtin(code)
    if plain.get(DIGEST) is not None:
        return _with_digest(session, code, str(plain[DIGEST]), own)
    pinned = _pinned(session, str(plain.get("id")), code, office_id=office_id)
    if pinned is not None:
        return pinned
    if own is not None:
        return own
    newest = find_newest(session, code)
    if newest is None:
        raise NotFound("manual_unknown", where="manual", value=code)
    return get_manual(session, row_id(newest))


def _with_digest(session: Session, code: str, digest: str, own: Manual | None) -> Manual:
    row = session.exec(
        select(ManualVersion).where(ManualVersion.code == code, ManualVersion.digest == digest)
    ).one_or_none()
    if row is not None:
        return get_manual(session, row_id(row))
    if own is None or own.digest != digest:
        raise InvalidFile("file_manual_version_unknown", where=DIGEST, value=digest, manual=code)
    return own


def _pinned(session: Session, name: str, code: str, *, office_id: int) -> Manual | None:
    found = session.exec(
        select(Assessment.manual_version_id)
        .join(ManualVersion)
        .where(
            Assessment.office_id == office_id,
            Assessment.code == name,
            ManualVersion.code == code,
        )
    ).one_or_none()
    return None if found is None else get_manual(session, found)
