"""Items of a deduction score on the sheet, and the own total once the sheet is submitted."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flask import url_for

from riskassess.domain.deduction import OppositionClass, opposition_points
from riskassess.domain.manual.estimates import PointItem
from riskassess.domain.sheet_form import POINT_FIELDS, SheetForm, item_place, print_points
from riskassess.domain.sheet_values import COMMENT, Gap, Stored
from riskassess.domain.vocabulary import Moment
from riskassess.i18n import _, current_locale
from riskassess.queries.assessments import newest_survey
from riskassess.queries.opposition import list_classes
from riskassess.queries.sheet_contents import SheetContent
from riskassess.queries.sheets import Seat
from riskassess.web import context
from riskassess.web.expert.fields import ONE, Line, points_line, text_line

TEST = "test-"


@dataclass
class Item:
    """One item of a test: its points before and after measures, and a reason."""

    place: str
    name: str
    most: str
    by_opposition: bool
    before: list[Line]
    after: list[Line]
    texts: list[Line]
    missing: int = 0

    @property
    def lines(self) -> list[Line]:
        """Every field of the item."""
        return [*self.before, *self.after, *self.texts]


@dataclass
class Total:
    """Own points of one moment: by test, together, and the most there can be."""

    by_test: dict[str, str] = field(default_factory=dict)
    total: str = "—"
    most: str = "—"


def test_key(code: str) -> str:
    """Return the key of the screen of a test."""
    return f"{TEST}{code}"


def tests_of(
    seat: Seat, form: SheetForm, content: SheetContent, gaps: tuple[Gap, ...]
) -> list[dict[str, Any]]:
    """Return key, name, address and items of the screen of each test."""
    rule = form.manual.deduction
    if rule is None:
        return []
    return [
        {
            "key": test_key(test.code),
            "name": test.name(current_locale()),
            "url": url_for("expert.edit_sheet", member_id=seat.member.id, part=test_key(test.code)),
            "items": [
                _item(form, content, item, gaps) for item in rule.items if item.test == test.code
            ],
        }
        for test in rule.tests
    ]


def _item(form: SheetForm, content: SheetContent, item: PointItem, gaps: tuple[Gap, ...]) -> Item:
    place = item_place(item.code)
    values, asked = content.points.get(place, {}), form.point_fields(item)
    lines = {name: points_line(form, item, name, values.get(name)) for name in asked}
    before, after = POINT_FIELDS
    return Item(
        place=place,
        name=item.name(current_locale()),
        most=print_points(int(item.maximum * ONE)),
        by_opposition=item.by_opposition,
        before=[lines[before]] if before in lines else [],
        after=[lines[after]],
        texts=[text_line(place, COMMENT, _("理由"), values.get(COMMENT))],
        missing=sum(gap.place == place for gap in gaps),
    )


def own_totals(seat: Seat, form: SheetForm, content: SheetContent) -> dict[str, Total] | None:
    """Return the own points of a submitted sheet by moment; None before, so that none anchors."""
    if form.manual.deduction is None or seat.sheet is None or seat.sheet.submitted_at is None:
        return None
    return {str(moment): _total(seat, form, content, moment) for moment in Moment}


def _total(seat: Seat, form: SheetForm, content: SheetContent, moment: Moment) -> Total:
    by_test: dict[str, Fraction] = {}
    for place, item in form.items.items():
        stored = content.points.get(place, {}).get(f"{moment}_points")
        found = _points(seat, item, stored)
        by_test[item.test] = by_test.get(item.test, Fraction()) + found
    most = sum((Fraction(item.maximum) for item in form.items.values()), Fraction())
    return Total(
        by_test={code: written(value) for code, value in by_test.items()},
        total=written(sum(by_test.values(), Fraction())),
        most=written(most),
    )


def _points(seat: Seat, item: PointItem, stored: Stored) -> Fraction:
    if isinstance(stored, int):
        return Fraction(stored, ONE)
    return surveyed_points(seat, item)


def surveyed_points(seat: Seat, item: PointItem) -> Fraction:
    """Return the points that the survey's classes of opposition give an item."""
    session = context.db_session()
    survey = newest_survey(session, seat.assessment.id or 0)
    if survey is None or not survey.valid:
        return Fraction()
    classes = [
        OppositionClass(Fraction(row.count, survey.valid), Fraction(row.intensity, ONE))
        for row in list_classes(session, survey)
    ]
    return opposition_points(item.maximum, classes)


def written(points: Fraction) -> str:
    """Return points with at most two decimals, rounded half up.

    >>> written(Fraction(7, 3)), written(Fraction(12))
    ('2.33', '12')
    """
    hundredths = (points * 200 + 1) // 2
    return print_points(int(hundredths) * (ONE // 100))
