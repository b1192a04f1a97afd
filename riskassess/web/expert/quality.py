"""The report's quality on the sheet: points by the pool manual's headings, what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from riskassess.domain.pool_manual.room import QualityHeading, QualityRule
from riskassess.domain.room.quality import UNIT, report_quality
from riskassess.domain.sheet_form import SheetForm, print_points
from riskassess.domain.sheet_lists import POINTS, quality_place
from riskassess.i18n import _, current_locale
from riskassess.queries.pool_manuals import pool_manual_by_id
from riskassess.queries.sheet_contents import SheetContent
from riskassess.queries.sheets import Seat
from riskassess.web import context
from riskassess.web.expert.fields import Line

QUALITY_KEY = "quality"


@dataclass
class Heading:
    """One heading with its points and what is looked at under it."""

    place: str
    meaning: str
    line: Line


@dataclass
class QualityView:
    """The screen of the report's quality."""

    headings: list[Heading]
    passes: int
    revises: int
    most: int
    blocking: list[str]
    total: str
    words: Mapping[str, str]

    @property
    def lines(self) -> list[Line]:
        """Every field of the screen."""
        return [heading.line for heading in self.headings]

    @property
    def places(self) -> list[str]:
        """Return the places of the headings."""
        return [heading.place for heading in self.headings]


def quality_view(seat: Seat, form: SheetForm, content: SheetContent) -> QualityView | None:
    """Return the screen of the report's quality; None where no points are asked for."""
    version = seat.review.pool_manual_version_id
    if not form.quality or version is None:
        return None
    rule = pool_manual_by_id(context.db_session(), version).room.quality
    words = {row.conclusion.value: row.name(current_locale()) for row in form.manual.conclusions}
    return QualityView(
        headings=[_heading(form, content, row) for row in rule.headings],
        passes=rule.passes,
        revises=rule.revises,
        most=sum(row.maximum for row in rule.headings),
        blocking=[row.name(current_locale()) for row in rule.blocking],
        total=_total(rule, content, words),
        words=words,
    )


def _heading(form: SheetForm, content: SheetContent, row: QualityHeading) -> Heading:
    place = quality_place(row.code)
    written = form.write(place, POINTS, content.document.get(place, POINTS)) or ""
    line: dict[str, Any] = {
        "place": place, "field": POINTS, "part": POINTS, "kind": POINTS, "value": written,
        "base": written, "label": row.name(current_locale()), "most": str(row.maximum),
    }  # fmt: skip
    return Heading(place, row.meaning(current_locale()), line)


def _total(rule: QualityRule, content: SheetContent, words: Mapping[str, str]) -> str:
    """Return the saved points in words; the script writes the same line while points are given."""
    stored = {
        row.code: content.document.get(quality_place(row.code), POINTS) for row in rule.headings
    }
    given = {code: points for code, points in stored.items() if isinstance(points, int)}
    done = report_quality([given], rule)
    if done is None:
        facts = {"n": len(given), "of": len(stored), "total": print_points(sum(given.values()))}
        return _("已给 %(n)s / %(of)s 项，小计 %(total)s 分", **facts)
    total = print_points(int(done.total * UNIT))
    return _("合计 %(total)s 分：%(what)s", total=total, what=words[done.conclusion])
