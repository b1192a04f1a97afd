"""What the templates of the review room are given: factors or items, their fields, documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from riskassess.domain.manual import Manual
from riskassess.domain.scoring import factor_degree
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.sheet_lists import MUST_FIX_LIST, RISK
from riskassess.domain.sheet_values import (
    COMMENT,
    CONCLUSION,
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
from riskassess.queries.first_estimates import awaits_first, sponsor_estimates
from riskassess.queries.sheet_contents import SheetContent, own_content
from riskassess.queries.sheets import (
    Seat,
    factors_to_score,
    form_of,
    measures_by_factor,
    readable_documents,
)
from riskassess.web import context
from riskassess.web.citations import CitedPages, Mark
from riskassess.web.expert.citations import expert_pages
from riskassess.web.expert.fields import Line, choice_line, own_lines, score_line, text_line
from riskassess.web.expert.items import Item, tests_of
from riskassess.web.expert.lists import GrowingList, Typed, growing_list
from riskassess.web.expert.locks import lock_shown
from riskassess.web.expert.quality import QUALITY_KEY, QualityView, quality_view

MOST_PAGES = 400
ISSUES_KEY = "issues"


@dataclass
class Part:
    """One screen of the sheet: a factor, items of a test, the report's quality, the opinions.

    In an issue round the list of risks is the only screen.
    """

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
    growing: GrowingList | None = None
    quality: QualityView | None = None
    # The factors that there are, where risks are to be added.
    known: list["Part"] = field(default_factory=list)
    # What the sponsor gave the factor, by moment; shown after the own first estimates.
    sponsor: dict[str, Any] | None = None
    missing: int = 0
    degrees: tuple[str | None, str | None] = (None, None)

    @property
    def lines(self) -> list[Line]:
        """Every field of the screen."""
        inner = [line for item in self.items for line in item.lines]
        for more in (self.quality, self.growing):
            inner += more.lines if more else []
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
    awaits_first: bool = False

    @property
    def manual(self) -> Manual:
        """The manual that the assessment is pinned to."""
        return self.form.manual

    @property
    def factor_parts(self) -> list[Part]:
        """The screens with a factor, without the opinions."""
        return [part for part in self.parts if part.factor is not None]

    @property
    def issues(self) -> Part | None:
        """The screen of the issue round; None in every other round."""
        return next((part for part in self.parts if part.key == ISSUES_KEY), None)

    @property
    def item_parts(self) -> list[Part]:
        """The screens with items of a test."""
        return [part for part in self.parts if part.items]

    @property
    def progress(self) -> tuple[int, int]:
        """How many factors or items are filled, and how many there are."""
        counted = [part.missing for part in self.factor_parts]
        counted += [item.missing for part in self.parts for item in part.items]
        if self.issues and self.issues.growing:
            lacking = {gap.place for gap in self.gaps}
            counted = [int(place in lacking) for place in self.issues.growing.places]
        return sum(not missing for missing in counted), len(counted)


def open_room(seat: Seat, *, typed: Typed | None = None) -> Room:
    """Return the room of a seat; `typed` holds what a form sent, to be kept."""
    session = context.db_session()
    form, content = (
        form_of(session, seat),
        own_content(session, seat, seal=context.sheet_vault().seal),
    )
    factors = factors_to_score(session, seat)
    board = find_board(session, seat, seal=context.sheet_vault().seal)
    gaps = content.gaps(form, factors) + (() if board is None else tuple(board.gaps()))
    parts = _parts(seat, form, content, factors, gaps, typed or {})
    lock_shown(seat, parts)
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
    awaits = awaits_first(session, seat, form.manual)
    return Room(seat, form, content, parts, gaps, documents, survey, cited, awaits)


def _parts(
    seat: Seat,
    form: SheetForm,
    content: SheetContent,
    factors: list[Any],
    gaps: tuple[Gap, ...],
    typed: Typed,
) -> list[Part]:
    measures = measures_by_factor(context.db_session(), seat.assessment.id or 0)
    if form.is_issues:
        known = [
            _factor_part(seat, form, content, factor, measures.get(factor.id or 0, []), None)
            for factor in factors
        ]
        return [_issue_part(seat, form, content, typed, known)]
    own = sponsor_estimates(context.db_session(), seat, form.manual)
    every = {row.id: row for rows in measures.values() for row in rows}
    parts = [
        Part(**test, measures=sorted(every.values(), key=lambda row: row.code))
        for test in tests_of(seat, form, content, gaps)
    ]
    if form.manual.asks_scores:
        parts += [
            _factor_part(
                seat, form, content, factor, measures.get(factor.id or 0, []), own.get(factor.id)
            )
            for factor in factors
        ]
    if quality := quality_view(seat, form, content):
        url = _part_url(seat, QUALITY_KEY)
        parts.append(Part(key=QUALITY_KEY, name=_("报告质量"), url=url, quality=quality))
    return [*parts, _opinion_part(seat, form, content, typed)]


def _issue_part(
    seat: Seat, form: SheetForm, content: SheetContent, typed: Typed, known: list[Part]
) -> Part:
    url = _part_url(seat, ISSUES_KEY)
    risks = growing_list(RISK, form, content, typed=typed, now=context.clock())
    return Part(key=ISSUES_KEY, name=_("列出风险"), url=url, growing=risks, known=known)


def places_of(part: Part) -> tuple[str, ...]:
    """Return the places of the sheet that a screen shows."""
    if part.items:
        return tuple(item.place for item in part.items)
    if part.factor is not None:
        return (part.key,)
    if part.quality:
        return tuple(part.quality.places)
    listed = tuple(part.growing.places) if part.growing else ()
    return listed if part.key == ISSUES_KEY else (OPINION_PLACE, SHEET_PLACE, *listed)


def _keep_typed(part: Part, typed: Typed) -> None:
    for line in part.lines:
        line["value"] = typed.get((line["place"], line["field"]), line["value"])


def _factor_part(
    seat: Seat,
    form: SheetForm,
    content: SheetContent,
    factor: Any,
    measures: list[Any],
    own: Any,
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
        sponsor=own_lines(form, own) if own else None,
        degrees=(_degree(manual, values, Moment.BEFORE), _degree(manual, values, Moment.AFTER)),
    )


def _degree(manual: Manual, values: Mapping[str, Stored], moment: Moment) -> str | None:
    probability, impact = values.get(f"{moment}_probability"), values.get(f"{moment}_impact")
    if not isinstance(probability, int) or not isinstance(impact, int):
        return None
    return factor_degree(probability, impact, manual).value


def _part_url(seat: Seat, part: str) -> str:
    return url_for("expert.edit_sheet", member_id=seat.member.id, part=part)


def _opinion_part(seat: Seat, form: SheetForm, content: SheetContent, typed: Typed) -> Part:
    manual = form.manual
    headings = [(row.code, row.name(current_locale()), row.hint) for row in manual.opinions]
    is_listed = seat.review.pool_manual_version_id is not None
    if not is_listed or content.opinions.get(MUST_FIX):  # as sheets had it before the list
        headings.append((MUST_FIX, _("必须修改的问题"), _("逐条写明；没有请留空。")))
    headings.append((OVERALL, _("总体意见"), _overall_hint(form)))
    texts = []
    for code, name, hint in headings:
        line = text_line(OPINION_PLACE, code, name, content.opinions.get(code))
        texts.append({**line, "hint": hint, "required": code == OVERALL})
    growing = None
    if is_listed:
        growing = growing_list(MUST_FIX_LIST, form, content, typed=typed, now=context.clock())
    return Part(
        key=OPINION_PLACE,
        name=_("意见和结论") if CONCLUSION in form.choices else _("意见和等级"),
        url=_part_url(seat, OPINION_PLACE),
        texts=texts,
        choices=[choice_line(manual, name, content.choices.get(name)) for name in form.choices],
        growing=growing,
    )


def _overall_hint(form: SheetForm) -> str:
    if CONCLUSION in form.choices:
        return _("必填。对报告的总体评价和结论的理由。")
    return _("必填。对会诊事由的总体看法和等级的理由。")


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
