"""What a sheet says, as one document: from its sealed draft, or the rows of an opened round."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from models import (
    Comparison,
    ItemPoints,
    MustFix,
    Opinion,
    QualityPoints,
    RaisedRisk,
    ReviewRound,
    Score,
    Sheet,
    SheetChange,
)
from riskassess.domain.comparison_pairs import COMPARISON, KEPT, Pair
from riskassess.domain.sheet_document import SheetDocument
from riskassess.domain.sheet_form import ITEM_FIELDS, item_place
from riskassess.domain.sheet_lists import (
    MUST_FIX_FIELDS,
    POINTS,
    RISK_FIELDS,
    must_fix_place,
    quality_place,
    risk_place,
)
from riskassess.domain.sheet_seal import DraftSeal
from riskassess.domain.sheet_values import (
    CHOICES,
    COMMENT,
    OPINION_PLACE,
    SCORE_FIELDS,
    SHEET_PLACE,
)


def own_document(
    session: Session,
    sheet: Sheet | None,
    *,
    round_: ReviewRound | None,
    member_id: int,
    seal: DraftSeal | None,
) -> SheetDocument:
    """Return what a member's sheet says now.

    Before its first save that is what it will begin with: the own figures of an earlier round.
    """
    document = sheet_document(session, sheet, seal=seal)
    if sheet is None and round_ is not None:
        for place, fields in figures_before(session, round_, member_id, seal=seal).items():
            for name, value in fields.items():
                document.set(place, name, value)
    return document


def figures_before(
    session: Session, round_: ReviewRound, member_id: int, *, seal: DraftSeal | None
) -> Mapping[str, Mapping[str, int]]:
    """Return the own figures of the newest earlier round by place and field.

    Those of the submitted sheet, or of the own draft where none was handed in; an earlier round
    without a figure is passed over. Words are written anew.
    """
    sheets = session.exec(
        select(Sheet)
        .join(ReviewRound, col(ReviewRound.id) == col(Sheet.round_id))
        .where(
            Sheet.member_id == member_id,
            ReviewRound.review_id == round_.review_id,
            ReviewRound.number < round_.number,
        )
        .order_by(col(ReviewRound.number).desc())
    )
    found = (_figures(sheet_document(session, sheet, seal=seal)) for sheet in sheets)
    return next((figures for figures in found if figures), {})


def _figures(document: SheetDocument) -> Mapping[str, Mapping[str, int]]:
    figures = {
        place: {name: value for name, value in document.at(place).items() if isinstance(value, int)}
        for place in document.places()
        if place not in (OPINION_PLACE, SHEET_PLACE)
    }
    return {place: fields for place, fields in figures.items() if fields}


def sheet_document(
    session: Session, sheet: Sheet | None, *, seal: DraftSeal | None
) -> SheetDocument:
    """Return what a sheet says; blank when it was never opened.

    A submitted sheet whose round is held by officers is blank too until they open it.
    """
    if sheet is None or sheet.id is None:
        return SheetDocument.blank([])
    if sheet.sealed is not None:
        if seal is None:
            raise ValueError("a sealed sheet needs the seal")
        return SheetDocument.read(seal.open_draft(sheet.sealed, sheet_id=sheet.id))
    return document_of_rows(session, sheet)


def document_of_rows(session: Session, sheet: Sheet) -> SheetDocument:
    """Return what the rows of an opened sheet say."""
    found = SheetDocument.blank([OPINION_PLACE, SHEET_PLACE])
    for name in CHOICES:
        found.set(SHEET_PLACE, name, getattr(sheet, name))
    for score in session.exec(select(Score).where(Score.sheet_id == sheet.id)):
        _take(found, str(score.factor_id), score, (*SCORE_FIELDS, COMMENT))
    items = select(ItemPoints).where(ItemPoints.sheet_id == sheet.id).order_by(col(ItemPoints.id))
    for item in session.exec(items):
        _take(found, item_place(item.item), item, ITEM_FIELDS)
    for opinion in session.exec(select(Opinion).where(Opinion.sheet_id == sheet.id)):
        found.set(OPINION_PLACE, opinion.heading, opinion.text)
    _take_lists(session, sheet, found)
    _take_comparisons(session, sheet, found)
    return found


def _take(document: SheetDocument, place: str, row: object, fields: tuple[str, ...]) -> None:
    for name in fields:
        document.set(place, name, getattr(row, name))


def _take_lists(session: Session, sheet: Sheet, found: SheetDocument) -> None:
    for mend in session.exec(select(MustFix).where(MustFix.sheet_id == sheet.id)):
        _take(found, must_fix_place(mend.key), mend, MUST_FIX_FIELDS)
    for given in session.exec(select(QualityPoints).where(QualityPoints.sheet_id == sheet.id)):
        found.set(quality_place(given.heading), POINTS, given.points)
    for risk in session.exec(select(RaisedRisk).where(RaisedRisk.sheet_id == sheet.id)):
        _take(found, risk_place(risk.key), risk, RISK_FIELDS)


def _take_comparisons(session: Session, sheet: Sheet, found: SheetDocument) -> None:
    rows = session.exec(select(Comparison).where(Comparison.sheet_id == sheet.id)).all()
    for row in rows:
        found.set(Pair(row.within, row.first, row.second).place, COMPARISON, row.value)
    for place, text in _reasons(session, sheet).items() if rows else ():
        found.set(place, KEPT, text)


def _reasons(session: Session, sheet: Sheet) -> dict[str, str]:
    """Return the reasons for answers that were looked at and kept, by the place of the pair."""
    changes = session.exec(
        select(SheetChange.place, SheetChange.field, SheetChange.before, SheetChange.after)
        .where(SheetChange.sheet_id == sheet.id, col(SheetChange.field).in_((COMPARISON, KEPT)))
        .order_by(col(SheetChange.id))
    )
    found: dict[str, str] = {}
    for place, field, before, after in changes:
        if field == KEPT:
            found[place] = after or ""
        elif before != after:
            found.pop(place, None)  # a reason speaks of the answer that stood when it was given
    return {place: text for place, text in found.items() if text}
