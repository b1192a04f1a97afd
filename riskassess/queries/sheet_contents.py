"""What an own sheet says now, in the parts that pages and rules ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from models import Factor, Sheet, row_id
from riskassess.domain.sheet_document import SheetDocument
from riskassess.domain.sheet_form import ITEM, SheetForm
from riskassess.domain.sheet_seal import DraftSeal
from riskassess.domain.sheet_values import (
    CHOICES,
    OPINION_PLACE,
    SHEET_PLACE,
    Gap,
    Stored,
    list_gaps,
)
from riskassess.queries.sheet_documents import own_document, sheet_document
from riskassess.queries.sheets import Seat


@dataclass(frozen=True)
class SheetContent:
    """What the own sheet says now, as stored."""

    document: SheetDocument = field(default_factory=lambda: SheetDocument.blank([]))

    @property
    def scores(self) -> dict[int, Mapping[str, Stored]]:
        """Return what is given of each factor, by factor id."""
        return self.document.factors

    @property
    def choices(self) -> dict[str, Stored]:
        """Return conclusion and grades."""
        return {name: self.document.get(SHEET_PLACE, name) for name in CHOICES}

    @property
    def opinions(self) -> dict[str, str]:
        """Return the written opinions by heading."""
        return {name: str(text) for name, text in self.document.at(OPINION_PLACE).items()}

    @property
    def points(self) -> dict[str, Mapping[str, Stored]]:
        """Return what is given of each item, by its place."""
        return {place: self.document.at(place) for place in self.document.places(ITEM)}

    def gaps(self, form: SheetForm, factors: list[Factor]) -> tuple[Gap, ...]:
        """Return what a complete sheet still needs."""
        unfinished = tuple(self.document.unfinished(form.quality))
        if form.is_issues:
            return unfinished
        return unfinished + list_gaps(
            self.scores,
            factors=[row_id(factor) for factor in factors],
            choices=self.choices,
            opinions=self.opinions,
            score_fields=form.score_fields,
            points=self.points,
            asked_points={place: form.point_fields(item) for place, item in form.items.items()},
            asked_choices=form.choices,
        )


def sheet_content(session: Session, sheet: Sheet | None, *, seal: DraftSeal | None) -> SheetContent:
    """Return what a sheet says; empty when it was never opened."""
    return SheetContent(sheet_document(session, sheet, seal=seal))


def own_content(session: Session, seat: Seat, *, seal: DraftSeal | None) -> SheetContent:
    """Return what the own sheet says, or before its first save begins with."""
    member_id = row_id(seat.member)
    return SheetContent(
        own_document(session, seat.sheet, round_=seat.round, member_id=member_id, seal=seal)
    )
