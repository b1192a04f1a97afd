"""What the templates of the review room are given: factors or items, their fields, documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from riskassess.domain.manual import Manual
from riskassess.domain.scoring import factor_degree
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.sheet_values import (
    CHOICES,
    COMMENT,
    MUST_FIX,
    OPINION_PLACE,
    OVERALL,
    SHEET_PLACE,
    Gap,
    Stored,
)
from riskassess.domain.vocabulary import Moment
from riskassess.i18n import _, current_locale
from riskassess.queries.assessments import newest_survey
from riskassess.queries.comparisons import find_board
from riskassess.queries.sheets import (
    Seat,
    SheetContent,
    factors_to_score,
    form_of,
    measures_by_factor,
    readable_documents,
    sheet_content,
)
from riskassess.web import context
from riskassess.web.citations import CitedPages, Mark
from riskassess.web.expert.citations import expert_pages
from riskassess.web.expert.fields import Line, choice_line, score_line, text_line
from riskassess.web.expert.items import Item, tests_of

MOST_PAGES = 400


@dataclass
class Part:
    """One screen of the sheet: a factor, the items of a test, or the opinions at its end."""

    key: str
    name: str
    url: str
    factor: Any = None
    library: Any = None
    category: str = ""
    measures: list[Any] = field(default_factory=list)
    before: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    texts: list[Line] = field(default_factory=list)
    choices: list[Line] = field(default_factory=list)
    missing: int = 0
    degrees: tuple[str | None, str | None] = (None, None)

    @property
    def lines(self) -> list[Line]:
        """Every field of the screen."""
        inner = [line for item in self.items for line in item.lines]
        return [*self.before, *self.after, *inner, *self.texts, *self.choices]


@dataclass
class Room:
    """Everything of one case that one expert may see."""

    seat: Seat
    form: SheetForm
    content: SheetContent
    parts: list[Part]
    gaps: tuple[Gap, ...]
    documents: list[dict[str, Any]]
    survey: Any
    cited: CitedPages

    @property
    def manual(self) -> Manual:
        """The manual that the assessment is pinned to."""
        return self.form.manual

    @property
    def factor_parts(self) -> list[Part]:
        """The screens with a factor, without the opinions."""
        return [part for part in self.parts if part.factor is not None]

    @property
    def item_parts(self) -> list[Part]:
        """The screens with items of a test."""
        return [part for part in self.parts if part.items]

    @property
    def progress(self) -> tuple[int, int]:
        """How many factors or items are filled, and how many there are."""
        counted = [part.missing for part in self.factor_parts]
        counted += [item.missing for part in self.parts for item in part.items]
        return sum(not missing for missing in counted), len(counted)


def open_room(seat: Seat, *, typed: dict[tuple[str, str], str] | None = None) -> Room:
    """Return the room of a seat; `typed` holds what a refused form sent, to be kept."""
    session = context.db_session()
    form, content = (
        form_of(session, seat),
        sheet_content(session, seat.sheet, seal=context.sheet_vault().seal),
    )
    factors = factors_to_score(session, seat)
    board = find_board(session, seat, seal=context.sheet_vault().seal)
    gaps = content.gaps(form, factors) + (() if board is None else tuple(board.gaps()))
    parts = _parts(seat, form, content, factors, gaps)
    for part in parts:
        part.missing = sum(gap.place in places_of(part) for gap in gaps)
        _keep_typed(part, typed or {})
    files = context.file_store()
    cited = expert_pages(seat)
    documents = [
        document_view(row, seat.member.id or 0, files, cited.mark_of(row.id or 0))
        for row in readable_documents(session, seat, form.manual)
    ]
    survey = newest_survey(session, seat.assessment.id or 0)
    return Room(seat, form, content, parts, gaps, documents, survey, cited)


def _parts(
    seat: Seat, form: SheetForm, content: SheetContent, factors: list[Any], gaps: tuple[Gap, ...]
) -> list[Part]:
    measures = measures_by_factor(context.db_session(), seat.assessment.id or 0)
    every = {row.id: row for rows in measures.values() for row in rows}
    parts = [
        Part(**test, measures=sorted(every.values(), key=lambda row: row.code))
        for test in tests_of(seat, form, content, gaps)
    ]
    if form.manual.asks_scores:
        parts += [
            _factor_part(seat, form, content, factor, measures.get(factor.id or 0, []))
            for factor in factors
        ]
    return [*parts, _opinion_part(seat, form.manual, content)]


def places_of(part: Part) -> tuple[str, ...]:
    """Return the places of the sheet that a screen shows."""
    if part.items:
        return tuple(item.place for item in part.items)
    return (part.key,) if part.factor is not None else (OPINION_PLACE, SHEET_PLACE)


def _keep_typed(part: Part, typed: dict[tuple[str, str], str]) -> None:
    for line in part.lines:
        line["value"] = typed.get((line["place"], line["field"]), line["value"])


def _factor_part(
    seat: Seat, form: SheetForm, content: SheetContent, factor: Any, measures: list[Any]
) -> Part:
    values, manual = content.scores.get(factor.id, {}), form.manual
    numbers = [score_line(form, factor.id, name, values.get(name)) for name in form.score_fields]
    names = {row.code: row.name(current_locale()) for row in manual.categories}
    library = manual.factor(factor.code) if manual.has_factor(factor.code) else None
    comment = text_line(str(factor.id), COMMENT, _("理由"), values.get(COMMENT))
    comment["hint"] = _("可写依据的材料和页码；措施后明显降低的，请说明理由。")
    return Part(
        key=str(factor.id),
        name=factor.name,
        url=_part_url(seat, str(factor.id)),
        factor=factor,
        library=None if factor.is_own else library,
        category=names.get(factor.category, ""),
        measures=measures,
        before=[line for line in numbers if line["field"].startswith(Moment.BEFORE)],
        after=[line for line in numbers if line["field"].startswith(Moment.AFTER)],
        texts=[comment],
        degrees=(_degree(manual, values, Moment.BEFORE), _degree(manual, values, Moment.AFTER)),
    )


def _degree(manual: Manual, values: Mapping[str, Stored], moment: Moment) -> str | None:
    probability, impact = values.get(f"{moment}_probability"), values.get(f"{moment}_impact")
    if not isinstance(probability, int) or not isinstance(impact, int):
        return None
    return factor_degree(probability, impact, manual).value


def _part_url(seat: Seat, part: str) -> str:
    return url_for("expert.edit_sheet", member_id=seat.member.id, part=part)


def _opinion_part(seat: Seat, manual: Manual, content: SheetContent) -> Part:
    headings = [(row.code, row.name(current_locale()), row.hint) for row in manual.opinions]
    headings += [
        (MUST_FIX, _("必须修改的问题"), _("逐条写明；没有请留空。")),
        (OVERALL, _("总体意见"), _("必填。对报告的总体评价和结论的理由。")),
    ]
    texts = []
    for code, name, hint in headings:
        line = text_line(OPINION_PLACE, code, name, content.opinions.get(code))
        texts.append({**line, "hint": hint, "required": code == OVERALL})
    return Part(
        key=OPINION_PLACE,
        name=_("意见和结论"),
        url=_part_url(seat, OPINION_PLACE),
        texts=texts,
        choices=[choice_line(manual, name, content.choices.get(name)) for name in CHOICES],
    )


def document_view(document: Any, member_id: int, files: Any, mark: Mark) -> dict[str, Any]:
    """Return how a document is shown: its drawn pages, or a download with the text read from it."""
    ids = {"member_id": member_id, "document_id": document.id}
    count = min(files.cached_pages(document.digest), MOST_PAGES)
    return {
        "row": document,
        "mark": mark,  # how a page, or the whole file, is cited
        "url": url_for("expert.show_document", **ids),
        "file_url": url_for("expert.download_document", **ids),
        "pages": [url_for("expert.show_page", page=page + 1, **ids) for page in range(count)],
        "is_drawn": document.media_type in {"application/pdf", "image/jpeg", "image/png"},
    }
