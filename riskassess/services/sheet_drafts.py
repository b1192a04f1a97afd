"""The document of an own sheet: begun with what is known, then read for each save."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from models import Sheet, row_id
from riskassess.domain.room_vocabulary import RoundKind
from riskassess.domain.sheet_document import SheetDocument
from riskassess.domain.sheet_form import SheetForm
from riskassess.queries.manuals import manual_by_digest
from riskassess.queries.opposition import has_classes
from riskassess.queries.sheets import quality_of
from riskassess.services.round_keys import require_round_key
from riskassess.services.sheet_blanks import blank_document
from riskassess.services.sheet_places import Place
from riskassess.services.sheet_vault import SheetVault

_sheets = SQLModel.metadata.tables["sheet"]
OF_SHEET: sa.BindParameter[int] = sa.bindparam("of_sheet")
KEEP_DRAFT = (
    sa.update(_sheets)
    .where(_sheets.c.id == OF_SHEET)
    .values(sealed=sa.bindparam("new_sealed"), saved_at=sa.bindparam("new_saved_at"))
)


def begin_sheet(session: Session, place: Place, *, now: datetime, vault: SheetVault) -> Place:
    """Begin a sheet whose expert changes nothing of what it begins with; never commits."""
    if place.sheet_id is not None:
        return place
    place, _form, document = open_document(session, place, with_quality=True, now=now, vault=vault)
    sheet_id = place.sheet_id or 0
    sealed = vault.seal.seal_draft(bytes(document), sheet_id=sheet_id)
    kept = {"of_sheet": sheet_id, "new_sealed": sealed, "new_saved_at": now}
    session.connection().execute(KEEP_DRAFT, kept)
    session.expire_all()  # the table was written past the loaded row
    return place


def open_document(
    session: Session, place: Place, *, with_quality: bool, now: datetime, vault: SheetVault
) -> tuple[Place, SheetForm, SheetDocument]:
    """Return what a sheet says and is asked; row and key are made where there are none.

    `with_quality` says whether a change speaks of the report's quality.
    """
    form = form_at(session, place, with_quality=with_quality or place.sealed is None)
    if place.round_key is None:
        place = place.with_key(require_round_key(session, place, seal=vault.seal, now=now))
    if place.sheet_id is None:
        place = _make_sheet(session, place, now=now)
    if place.sealed is None:
        return place, form, blank_document(session, place, form, seal=vault.seal)
    content = vault.seal.open_draft(place.sealed, sheet_id=place.sheet_id or 0)
    return place, form, SheetDocument.read(content)


def form_at(session: Session, place: Place, *, with_quality: bool) -> SheetForm:
    """Return what the manual asks of the sheet; for most it is read once and for all."""
    quality = {}
    if with_quality:
        quality = quality_of(session, place.pool_manual_id, kind=place.review_kind)
    manual = manual_by_digest(session, place.manual_digest)
    is_counted = manual.asks_points and has_classes(session, place.assessment_id)
    is_issues = place.round_kind is RoundKind.ISSUES
    return SheetForm(
        manual, has_classes=is_counted, is_issues=is_issues, quality=quality, kind=place.review_kind
    )


def _make_sheet(session: Session, place: Place, *, now: datetime) -> Place:
    sheet = Sheet(
        office_id=place.office_id, round_id=place.round_id, member_id=place.member_id,
        started_at=now,
    )  # fmt: skip
    session.add(sheet)
    session.flush()  # the seal is bound to the sheet's id
    return place.with_sheet(row_id(sheet))
