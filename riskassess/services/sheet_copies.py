"""Files that prove what was handed in: an expert's own copy, and the record of a whole round."""

import json
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import Assessment, Office, Review, ReviewRound, SheetVersion, row_id
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.room_vocabulary import KeyHolder, RoundState
from riskassess.domain.sheet_seal import RoomSeal
from riskassess.proof.canonical import canonical_json
from riskassess.proof.commitments import ROUND_PURPOSE, round_record, sheet_copy
from riskassess.proof.signing import frame, signature_record
from riskassess.queries.sheet_versions import list_commitments, list_versions
from riskassess.queries.sheets import Seat
from riskassess.services.certificates import Sign, utc_text
from riskassess.services.round_keys import find_round_key
from riskassess.services.sheet_vault import version_bound


def own_copy(session: Session, seat: Seat, number: int, *, seal: RoomSeal) -> str:
    """Return the expert's own copy of one version of the own sheet in the round of `seat`.

    While the server holds the round's key, content and salt of this one version are opened for
    their author. Officers' rounds are opened by them alone.

    Raises
    ------
    NotFound
        For a version that there is not.
    Refused
        `copy_sealed` where officers hold the round and have not opened it.
    """
    sheet_id = seat.sheet.id if seat.sheet else 0
    found = [row for row in list_versions(session, sheet_id or 0) if row.number == number]
    if not found or seat.round is None:
        raise NotFound("not_found", where=f"member:{seat.member.id}")
    said, salt = _opened(session, found[0], seat.round, seal)
    return sheet_copy(said, salt, json.loads(found[0].record))


def own_content(
    session: Session, seat: Seat, version: SheetVersion, *, seal: RoomSeal
) -> dict[str, Any] | None:
    """Return what a version of the own sheet says; None while only officers can open it."""
    try:
        said, _salt = _opened(session, version, seat.round, seal) if seat.round else (None, "")
    except Refused as refused:
        if refused.code == "copy_sealed":
            return None
        raise
    return said


def _opened(
    session: Session, version: SheetVersion, round_: ReviewRound, seal: RoomSeal
) -> tuple[Any, str]:
    if version.content:
        return json.loads(version.content), version.salt
    key = find_round_key(session, row_id(round_))
    if key is None or key.holder is KeyHolder.OFFICERS:
        raise Refused("copy_sealed", where=f"round:{round_.id}")
    opener = seal.open_round(key.wrapped, round_id=row_id(round_))
    bound = version_bound(version.sheet_id, version.number)
    payload = json.loads(opener.open(version.sealed, bound=bound))
    return payload["content"], payload["salt"]


def signed_round_record(
    session: Session, round_: ReviewRound, *, with_sheets: bool, now: datetime, sign: Sign
) -> str:
    """Return the record of a round as a file: every commitment, signed once more as a whole.

    Content and salt of the sheets stand in it once the round is closed, for readers who may read
    sheets (`with_sheets`).
    """
    versions = list_commitments(session, row_id(round_))
    review = session.get_one(Review, round_.review_id)
    office = session.get_one(Office, round_.office_id)
    facts = {
        "office": {"code": office.code, "name": office.name},
        "assessment": session.get_one(Assessment, review.assessment_id).code,
        "review": review.number,
        "round": round_.number,
        "state": round_.state,
        "made_at": utc_text(now),
    }
    sheets = None
    if with_sheets and round_.state is RoundState.CLOSED:
        sheets = [
            {"content": json.loads(row.content), "salt": row.salt}
            for row in versions
            if row.content
        ]
    made = round_record(facts, [json.loads(row.record) for row in versions], sheets)
    signature = sign(office.code, frame(ROUND_PURPOSE, made))
    return canonical_json({**made, "signature": signature_record(signature)})
