"""The end of a round: its sheets are opened, checked against their commitments, and become rows."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Comparison,
    ItemPoints,
    MustFix,
    Opinion,
    PanelMember,
    QualityPoints,
    RaisedRisk,
    ReviewRound,
    RoundKey,
    Score,
    Sheet,
    SheetChange,
    SheetVersion,
    row_id,
)
from riskassess.domain.room_vocabulary import VersionKind
from riskassess.domain.sheet_document import FACTOR, SheetDocument
from riskassess.domain.sheet_form import ITEM
from riskassess.domain.sheet_lists import MUST_FIX_LIST, POINTS, QUALITY, RISK
from riskassess.domain.sheet_seal import Opener
from riskassess.domain.sheet_values import CHOICES, COMMENT, OPINION_PLACE, SHEET_PLACE
from riskassess.domain.vocabulary import SheetState
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import list_factors
from riskassess.queries.sheet_versions import list_versions
from riskassess.services.sheet_vault import SEALED_IN_CHANGE, change_bound, version_bound
from riskassess.services.version_checks import (
    Round,
    read_payload,
    require_all,
    require_version,
    round_facts,
)

Row = Score | ItemPoints | Opinion | Comparison | MustFix | QualityPoints | RaisedRisk


def open_sheets(
    session: Session, round_: ReviewRound, *, assessment_id: int, opener: Opener, now: datetime
) -> None:
    """Open every submitted sheet of a round with all its versions and changes; never commits.

    Of who handed in, got the sheet back and then left the panel the versions are opened as well,
    or the record of the round would miss them; they count for nothing.

    Raises
    ------
    Refused
        `sheet_tampered` with the sheet whose versions are not those that the office signed, or not
        all of them; see `version_checks`.
    """
    codes = {row.code: row_id(row) for row in list_factors(session, assessment_id)}
    handed_in = select(SheetVersion.sheet_id).where(SheetVersion.kind == VersionKind.SUBMITTED)
    sheets = session.exec(
        select(Sheet)
        .where(Sheet.round_id == round_.id)
        .where(sa.or_(col(Sheet.state) == SheetState.SUBMITTED, col(Sheet.id).in_(handed_in)))
        .order_by(col(Sheet.id))
    ).all()
    facts = round_facts(session, round_)
    for sheet in sheets:
        last = _open_versions(session, sheet, opener, facts)
        if last is not None and sheet.state is SheetState.SUBMITTED:
            _write_rows(session, sheet, round_, last, codes)
            _open_changes(session, sheet, opener)
            sheet.sealed = None
    session.exec(select(RoundKey).where(RoundKey.round_id == round_.id)).one().opened_at = now
    session.flush()


def _open_versions(
    session: Session, sheet: Sheet, opener: Opener, facts: Round
) -> Mapping[str, Mapping[str, Any]] | None:
    """Open the versions of a sheet; return the places of the one that counts.

    None for a sheet of before there were versions, whose rows stand already.
    """
    member = session.get_one(PanelMember, sheet.member_id)
    versions = list_versions(session, row_id(sheet))
    require_all(session, sheet, versions, member=member)
    places = None
    for version in versions:
        bound = version_bound(version.sheet_id, version.number)
        opened = opener.open(version.sealed, bound=bound)
        content, salt = read_payload(opened, where=f"sheet:{sheet.id}")
        require_version(version, content, salt, member=member, of=facts)
        version.content, version.salt = canonical_json(content), salt
        if version.kind is VersionKind.SUBMITTED:
            places = content["places"]
    return places


def _open_changes(session: Session, sheet: Sheet, opener: Opener) -> None:
    sealed = select(SheetChange).where(
        SheetChange.sheet_id == sheet.id, col(SheetChange.sealed).is_not(None)
    )
    for change in session.exec(sealed):
        bound = change_bound(change.sheet_id, change.op)
        said = json.loads(opener.open(change.sealed or b"", bound=bound))
        for name, value in zip(SEALED_IN_CHANGE, said, strict=True):
            setattr(change, name, value)
        change.sealed = None


def _write_rows(
    session: Session,
    sheet: Sheet,
    round_: ReviewRound,
    places: Mapping[str, Mapping[str, Any]],
    codes: Mapping[str, int],
) -> None:
    """Write what the sheet says as rows; what it says of factors that were removed is left out."""
    whose: dict[str, Any] = {"office_id": sheet.office_id, "sheet_id": row_id(sheet)}
    for name, value in places.get(SHEET_PLACE, {}).items():
        if name in CHOICES:
            setattr(sheet, name, value)
    document = SheetDocument({name: dict(fields) for name, fields in places.items()})
    for row in _rows(document, whose, row_id(round_), codes):
        session.add(row)


def _rows(
    document: SheetDocument, whose: Mapping[str, Any], round_id: int, codes: Mapping[str, int]
) -> Sequence[Row]:
    def at(place: str) -> dict[str, Any]:
        return dict(document.at(place))

    rows: list[Row] = [
        Score(**whose, factor_id=codes[code], **{COMMENT: "", **at(f"{FACTOR}{code}")})
        for code in sorted(codes, key=lambda code: codes[code])
        if at(f"{FACTOR}{code}")
    ]
    rows += [
        ItemPoints(**whose, item=place.removeprefix(ITEM), **{COMMENT: "", **at(place)})
        for place in document.places(ITEM)
    ]
    rows += [
        Opinion(**whose, heading=heading, text=text)
        for heading, text in sorted(at(OPINION_PLACE).items())
    ]
    rows += [
        Comparison(**whose, within=pair.within, first=pair.first, second=pair.second, value=value)
        for pair, value in document.comparisons
    ]
    rows += [
        QualityPoints(**whose, heading=place.removeprefix(QUALITY), points=at(place)[POINTS])
        for place in document.places(QUALITY)
    ]
    rows += [
        MustFix(**whose, key=place.removeprefix(MUST_FIX_LIST), **{"text": "", **at(place)})
        for place in document.places(MUST_FIX_LIST)
    ]
    rows += [
        RaisedRisk(**whose, round_id=round_id, key=place.removeprefix(RISK), **at(place))
        for place in document.places(RISK)
    ]
    return rows
