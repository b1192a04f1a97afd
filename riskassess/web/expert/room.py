"""What the templates of the review room are given: factors, numbers with their words, documents."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask import url_for

from riskassess.domain.manual import Manual
from riskassess.domain.manual.rules import ScaleLevel
from riskassess.domain.scoring import factor_degree
from riskassess.domain.sheet_values import (
    CHOICES,
    COMMENT,
    MUST_FIX,
    OPINION_PLACE,
    OVERALL,
    PARTS,
    SCORE_FIELDS,
    SHEET_PLACE,
    Gap,
    Stored,
    print_value,
)
from riskassess.domain.vocabulary import Moment
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.queries.assessments import newest_survey
from riskassess.queries.sheets import (
    Seat,
    SheetContent,
    factors_to_score,
    manual_of,
    measures_by_factor,
    readable_documents,
    sheet_content,
)
from riskassess.web import context

ONE = 10_000
MOST_PAGES = 400
PART_WORDS: dict[str, LazyText] = {
    "weight": _l("权重"),
    "probability": _l("发生概率"),
    "impact": _l("影响程度"),
}
CHOICE_WORDS: dict[str, LazyText] = {
    "conclusion": _l("评审结论"),
    "initial_grade": _l("建议的初始等级（措施前）"),
    "expected_grade": _l("建议的预期等级（措施后）"),
}


@dataclass
class Part:
    """One screen of the sheet: a factor, or the opinions at its end."""

    key: str
    name: str
    url: str
    factor: Any = None
    library: Any = None
    category: str = ""
    measures: list[Any] = field(default_factory=list)
    before: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)
    missing: int = 0
    degrees: tuple[str | None, str | None] = (None, None)


@dataclass
class Room:
    """Everything of one case that one expert may see."""

    seat: Seat
    manual: Manual
    content: SheetContent
    parts: list[Part]
    gaps: tuple[Gap, ...]
    documents: list[dict[str, Any]]
    survey: Any

    @property
    def factor_parts(self) -> list[Part]:
        """The screens with a factor, without the opinions."""
        return [part for part in self.parts if part.factor is not None]


def open_room(seat: Seat, *, typed: dict[tuple[str, str], str] | None = None) -> Room:
    """Return the room of a seat; `typed` holds what a refused form sent, to be kept."""
    session = context.db_session()
    manual, content = manual_of(session, seat), sheet_content(session, seat.sheet)
    factors = factors_to_score(session, seat)
    measures = measures_by_factor(session, seat.assessment.id or 0)
    gaps = content.gaps(factors)
    parts = [
        _factor_part(seat, manual, content, factor, measures.get(factor.id or 0, []))
        for factor in factors
    ]
    parts.append(_opinion_part(seat, manual, content))
    for part in parts:
        part.missing = sum(gap.place in places_of(part) for gap in gaps)
        _keep_typed(part, typed or {})
    files = context.file_store()
    documents = [
        document_view(row, seat.member.id or 0, files)
        for row in readable_documents(session, seat, manual)
    ]
    survey = newest_survey(session, seat.assessment.id or 0)
    return Room(seat, manual, content, parts, gaps, documents, survey)


def places_of(part: Part) -> tuple[str, ...]:
    """Return the places of the sheet that a screen shows."""
    return (part.key,) if part.factor is not None else (OPINION_PLACE, SHEET_PLACE)


def _keep_typed(part: Part, typed: dict[tuple[str, str], str]) -> None:
    for line in (*part.before, *part.after, *part.texts, *part.choices):
        line["value"] = typed.get((line["place"], line["field"]), line["value"])


def _factor_part(
    seat: Seat, manual: Manual, content: SheetContent, factor: Any, measures: list[Any]
) -> Part:
    values = content.scores.get(factor.id, {})
    numbers = {
        name: number_view(manual, factor.id, name, values.get(name)) for name in SCORE_FIELDS
    }
    names = {row.code: row.name(current_locale()) for row in manual.categories}
    library = manual.factor(factor.code) if manual.has_factor(factor.code) else None
    comment = _text(str(factor.id), COMMENT, _("理由"), values.get(COMMENT))
    comment["hint"] = _("可写依据的材料和页码；措施后明显降低的，请说明理由。")
    return Part(
        key=str(factor.id),
        name=factor.name,
        url=_part_url(seat, str(factor.id)),
        factor=factor,
        library=None if factor.is_own else library,
        category=names.get(factor.category, ""),
        measures=measures,
        before=[numbers[f"before_{part}"] for part in PARTS],
        after=[numbers[f"after_{part}"] for part in PARTS],
        texts=[comment],
        degrees=(_degree(manual, values, Moment.BEFORE), _degree(manual, values, Moment.AFTER)),
    )


def _degree(manual: Manual, values: dict[str, Stored], moment: Moment) -> str | None:
    probability, impact = values.get(f"{moment}_probability"), values.get(f"{moment}_impact")
    if not isinstance(probability, int) or not isinstance(impact, int):
        return None
    return factor_degree(probability, impact, manual.degrees).value


def _part_url(seat: Seat, part: str) -> str:
    return url_for("expert.edit_sheet", member_id=seat.member.id, part=part)


def number_view(manual: Manual, factor_id: int, name: str, stored: Stored) -> dict[str, Any]:
    """Return what the number control shows: the written value and the manual's word for it."""
    part = name.partition("_")[2]
    return {
        "place": str(factor_id),
        "field": name,
        "part": part,
        "label": str(PART_WORDS[part]),
        "value": print_value(name, stored) or "",
        "base": print_value(name, stored) or "",
        "word": word_of(manual, part, stored),
        "is_weight": part == "weight",
    }


def levels_of(manual: Manual, part: str) -> tuple[ScaleLevel, ...]:
    """Return the manual's levels of probability or impact."""
    return manual.scales.probability if part == "probability" else manual.scales.impact


def word_of(manual: Manual, part: str, stored: Stored) -> str:
    """Return the manual's word for a stored share; empty for weights and unanswered ones."""
    if part == "weight" or not isinstance(stored, int):
        return ""
    share = Decimal(stored) / ONE
    found = next(level for level in levels_of(manual, part) if share <= level.up_to)
    return found.name(current_locale())


def bands_of(manual: Manual, part: str) -> list[dict[str, Any]]:
    """Return the manual's bands in percent, for the buttons that open their steps."""
    return [
        {
            "number": level.level,
            "word": level.name(current_locale()),
            "meaning": level.meaning(current_locale()),
            "low": print_value("before_impact", int(level.above * ONE)),
            "high": print_value("before_impact", int(level.up_to * ONE)),
        }
        for level in levels_of(manual, part)
    ]


def _opinion_part(seat: Seat, manual: Manual, content: SheetContent) -> Part:
    headings = [(row.code, row.name(current_locale()), row.hint) for row in manual.opinions]
    headings += [
        (MUST_FIX, _("必须修改的问题"), _("逐条写明；没有请留空。")),
        (OVERALL, _("总体意见"), _("必填。对报告的总体评价和结论的理由。")),
    ]
    texts = []
    for code, name, hint in headings:
        line = _text(OPINION_PLACE, code, name, content.opinions.get(code))
        texts.append({**line, "hint": hint, "required": code == OVERALL})
    return Part(
        key=OPINION_PLACE,
        name=_("意见和结论"),
        url=_part_url(seat, OPINION_PLACE),
        texts=texts,
        choices=[_choice(manual, name, content.choices.get(name)) for name in CHOICES],
    )


def _choice(manual: Manual, name: str, stored: Stored) -> dict[str, Any]:
    if name == "conclusion":
        options = [(row.conclusion.value, row.name(current_locale())) for row in manual.conclusions]
    else:
        options = [(row.grade.value, row.name(current_locale())) for row in manual.grades]
    value = str(stored) if stored else ""
    return {
        "place": SHEET_PLACE, "field": name, "label": str(CHOICE_WORDS[name]),
        "value": value, "base": value, "options": options,
    }  # fmt: skip


def _text(place: str, name: str, words: str, stored: Stored) -> dict[str, Any]:
    value = print_value(name, stored) or ""
    return {"place": place, "field": name, "label": words, "value": value, "base": value}


def document_view(document: Any, member_id: int, files: Any) -> dict[str, Any]:
    """Return how a document is shown: its drawn pages, or a download with the text read from it."""
    ids = {"member_id": member_id, "document_id": document.id}
    count = min(files.cached_pages(document.digest), MOST_PAGES)
    return {
        "row": document,
        "url": url_for("expert.show_document", **ids),
        "file_url": url_for("expert.download_document", **ids),
        "pages": [url_for("expert.show_page", page=page + 1, **ids) for page in range(count)],
        "is_drawn": document.media_type in {"application/pdf", "image/jpeg", "image/png"},
    }
