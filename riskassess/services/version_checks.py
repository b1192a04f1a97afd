"""Whether the versions of a sheet are those that were signed, none changed, put in or taken away.

The database alone is not believed: what a row says has to fit the office's signature, and the
numbers, the digest of the sheet and the reopenings have to fit each other.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Assessment,
    ItemPoints,
    OfficeKey,
    Opinion,
    PanelMember,
    Review,
    ReviewRound,
    Score,
    Sheet,
    SheetReopening,
    SheetVersion,
    row_id,
)
from riskassess.domain.errors import Refused
from riskassess.domain.review_policy import PRESENT
from riskassess.domain.room_vocabulary import VersionKind
from riskassess.domain.vocabulary import SheetState
from riskassess.proof.commitments import COMMITMENT_PURPOSE, SHARED, commitment_of
from riskassess.proof.records import read_record
from riskassess.proof.signing import signed_record_holds

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Round:
    """What every version of a round has to say of it, and whose signature it has to bear."""

    facts: Mapping[str, object]
    keys: Collection[str]


def round_facts(session: Session, round_: ReviewRound) -> Round:
    """Return what the versions of a round have to say, with the office's public keys."""
    review = session.get_one(Review, round_.review_id)
    code = session.get_one(Assessment, review.assessment_id).code
    keys = session.exec(select(OfficeKey.public_key).where(OfficeKey.office_id == review.office_id))
    facts = {"assessment": code, "review": review.number, "round": round_.number}
    return Round(facts, frozenset(keys))


def read_payload(payload: bytes, *, where: str) -> tuple[Content, str]:
    """Return content and salt of an opened version; raises Refused `sheet_tampered`."""
    try:
        found = json.loads(payload)
        return dict(found["content"]), str(found["salt"])
    except (ValueError, KeyError, TypeError) as problem:
        raise Refused("sheet_tampered", where=where) from problem


def require_version(
    version: SheetVersion, content: Content, salt: str, *, member: PanelMember, of: Round
) -> None:
    """Raise Refused `sheet_tampered` unless a version is what the office signed for this row."""
    commitment = commitment_of(content, salt)
    record = read_record(version.record.encode()) or {}
    own = {**of.facts, "kind": version.kind, "member": member.code, "version": version.number}
    holds = (
        record.get("commitment") == version.commitment == commitment
        and signed_record_holds(COMMITMENT_PURPOSE, record)
        and record["signature"]["public_key"] in of.keys
        and all(record.get(name) == own[name] for name in SHARED)
        and all(content.get(name) == value for name, value in own.items())
    )
    if not holds:
        raise Refused("sheet_tampered", where=f"sheet:{version.sheet_id}")


def require_all(
    session: Session, sheet: Sheet, versions: Sequence[SheetVersion], *, member: PanelMember
) -> None:
    """Raise Refused `sheet_tampered` unless a sheet that was handed in has all its versions.

    They count from 1 without a gap, and the last submitted one is the one that the sheet names. A
    sheet of before there were versions has none; then its rows stand already. A sheet that is not
    submitted now was reopened, and its expert left: while members sit there, it is restored first.
    """
    if not versions and _has_rows(session, sheet):
        return
    submitted = [row for row in versions if row.kind is VersionKind.SUBMITTED]
    if sheet.state is SheetState.SUBMITTED:
        is_last = bool(submitted) and submitted[-1].commitment == sheet.digest
    else:
        require_reopened(session, sheet, submitted[-1] if submitted else None)
        is_last = member.state not in PRESENT
    numbers = [row.number for row in versions]
    if not is_last or numbers != list(range(1, len(numbers) + 1)):
        raise Refused("sheet_tampered", where=f"sheet:{sheet.id}")


def require_reopened(session: Session, sheet: Sheet, last: SheetVersion | None) -> None:
    """Raise Refused `sheet_tampered` unless a reopened sheet still has the version it had.

    While it is a draft the sheet names no version: the last consent does.
    """
    reopened = session.exec(
        select(sa.func.max(SheetReopening.version_number)).where(
            SheetReopening.sheet_id == row_id(sheet), col(SheetReopening.is_granted).is_(True)
        )
    ).one()
    if reopened != (last.number if last else None):
        raise Refused("sheet_tampered", where=f"sheet:{sheet.id}")


def _has_rows(session: Session, sheet: Sheet) -> bool:
    return sheet.sealed is None and any(
        session.exec(select(table.id).where(table.sheet_id == sheet.id).limit(1)).first()
        for table in (Score, ItemPoints, Opinion)
    )
