"""A sheet at its first save: the places that there are, and what an older round's rows say."""

import sqlalchemy as sa
from sqlmodel import Session, col

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
    row_id,
)
from riskassess.domain.comparison_sets import comparison_sets
from riskassess.domain.comparisons import comparison_places
from riskassess.domain.sheet_document import SheetDocument
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.sheet_lists import quality_place
from riskassess.domain.sheet_seal import DraftSeal
from riskassess.domain.sheet_values import CHOICES, OPINION_PLACE, SHEET_PLACE
from riskassess.queries.assessments import list_factors
from riskassess.queries.sheet_documents import document_of_rows, figures_before
from riskassess.services.sheet_places import Place

ROWS = (Score, ItemPoints, Opinion, Comparison, MustFix, QualityPoints, RaisedRisk)


def blank_document(
    session: Session, place: Place, form: SheetForm, *, seal: DraftSeal
) -> SheetDocument:
    """Return the document of a sheet that has none yet.

    A sheet begun before sheets were sealed keeps what its rows say. `seal` opens the own draft of
    an earlier round, where nothing was handed in.
    """
    if form.is_issues:
        return SheetDocument.blank([])
    factors = list_factors(session, place.assessment_id)
    places = [OPINION_PLACE, SHEET_PLACE, *form.items, *map(quality_place, form.quality)]
    if form.manual.asks_scores:
        places += [str(row_id(factor)) for factor in factors]
    if form.manual.asks_comparisons:
        places += comparison_places(comparison_sets(factors, form.manual))
    document = SheetDocument.blank(places)
    _take_over(session, place, document, seal)
    before = document_of_rows(session, session.get_one(Sheet, place.sheet_id))
    for name in before.places():
        for field, value in before.at(name).items():
            document.set(name, field, value)
    clear_rows(session, place.sheet_id or 0)
    return document


def _take_over(session: Session, place: Place, document: SheetDocument, seal: DraftSeal) -> None:
    """Begin a later round with the own last figures; reasons are written anew."""
    this = session.get_one(ReviewRound, place.round_id)
    for name, fields in figures_before(session, this, place.member_id, seal=seal).items():
        for field, value in fields.items():
            if name in document:
                document.set(name, field, value)


def clear_rows(session: Session, sheet_id: int) -> None:
    """Take away the rows of a sheet; its document holds what they said."""
    for table in ROWS:
        session.execute(sa.delete(table).where(col(table.sheet_id) == sheet_id))
    empty = dict.fromkeys(CHOICES, None)
    session.execute(sa.update(Sheet).where(col(Sheet.id) == sheet_id).values(**empty))
