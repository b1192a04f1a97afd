"""Everything the page of a result shows, made of the raw records that were stored."""

from typing import Any

from flask import url_for

from riskassess.domain.errors import NotFound
from riskassess.domain.improvement import improvement_warnings
from riskassess.domain.policy import may_read_sheets
from riskassess.domain.result import result_record
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentAction, Moment, ReviewKind
from riskassess.exhibits.agreement import rule_words, sheets_sent
from riskassess.exhibits.factors import joined_table
from riskassess.exhibits.figures import band_chart, matrix_chart, spread_charts
from riskassess.exhibits.report_quality import panel_quality
from riskassess.exhibits.results import ResultSections, result_sections
from riskassess.i18n import _, current_locale, sentences
from riskassess.labels import SECTION_LABELS
from riskassess.messages import explain
from riskassess.queries.assessments import get_case
from riskassess.queries.attention import is_attention_open
from riskassess.queries.individual_opinions import panel_figures
from riskassess.queries.results import find_result, list_opinions, list_proposals
from riskassess.queries.reviews import get_review, list_reviews
from riskassess.queries.round_marks import room_rule
from riskassess.queries.sheet_versions import list_submitted_sheets
from riskassess.queries.signature_pages import find_standing_page
from riskassess.web import context
from riskassess.web.office.actions import may
from riskassess.web.office.case_page import head_of
from riskassess.web.office.group_result import group_result
from riskassess.web.office.result_decisions import why_not_decide

MUST_FIX, OVERALL = "must_fix", "overall"


def result_page(assessment_id: int) -> dict[str, Any]:
    """Return the template's values; raises NotFound for readers who may not see sheets."""
    session, actor = context.db_session(), context.actor()
    case = get_case(session, assessment_id, actor=actor)
    if not may_read_sheets(actor, round_state=RoundState.CLOSED, owner_expert_id=None):
        raise NotFound("not_found", where=f"assessment:{assessment_id}")
    view = find_result(session, case)
    reviews = list_reviews(session, case.id)
    values = {**head_of(case), "view": view, "reviews": reviews, "may": may(case)}
    if view is None:
        return values
    review = get_review(session, view.stored.review_id, actor=actor)
    sections = result_sections(view.computed, view.names, sent=sheets_sent(review))
    return {
        **values,
        "sections": sections,
        "factors": _factors(view, sections),
        "dispersion_rule": rule_words(),
        "charts": _charts(view),
        "attention_url": _attention_url(review),
        "warnings": [_warning(row, view.names) for row in
                     improvement_warnings(view.computed.assessment, view.computed.result)],
        "parts": _parts(view),
        "proposals": list_proposals(session, case.id),
        **why_not_decide(case, view),
        **_review_values(view, case, review, reviews),
        **group_result(case, review.review, reviews[0]),
    }  # fmt: skip


def _attention_url(review: Any) -> str:
    """Return the page of far-out estimates, empty where the reader may not look."""
    if not is_attention_open(context.actor(), review.review, review.round):
        return ""
    return url_for("office.show_attention", review_id=review.review.id)


def _charts(view: Any) -> dict[str, Any]:
    result, assessment = view.computed.result, view.computed.assessment
    manual, record = result.manual, result_record(result)
    sheets = (assessment.before, assessment.after or ())
    return {
        "band": band_chart(record, manual),
        "matrix": matrix_chart(record, view.names, manual),
        "is_level_matrix": manual.degrees.matrix_in_use is not None,
        "spreads": [
            chart
            for quantity in ("probability", "impact")
            for chart in spread_charts(sheets, view.names, manual, quantity=quantity)
        ],
    }


def _factors(view: Any, sections: ResultSections) -> dict[str, Any]:
    """Return one table of both moments where it is narrow enough, else one for each."""
    joined = joined_table(sections.factors, view.computed.result.manual)
    wide = {row.moment: row.flagged_codes for row in sections.agreement}
    return {
        "tables": sections.factors if joined is None else [joined],
        "is_joined": joined is not None,
        "wide": wide.get(Moment.BEFORE, frozenset()),
    }


def _warning(row: Any, names: dict[str, str]) -> str:
    return _(
        "%(name)s：%(value)s",
        name=names.get(row.factor, row.factor),
        value=sentences(explain(row.code, {})),
    )


def _parts(view: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": str(SECTION_LABELS.get(code, code)),
            "digest": digest,
            "same": code not in view.changed,
        }
        for code, digest in sorted(view.parts.items())
    ]


def _review_values(view: Any, case: Any, review: Any, reviews: Any) -> dict[str, Any]:
    session, manual = context.db_session(), case.manual
    opinions = list_opinions(session, review.round.id or 0)
    figures, rule = panel_figures(session, case, review.review), room_rule(session, review.review)
    return {
        "review": review,
        "signature_page": find_standing_page(session, case, review.review),
        "versions": list_submitted_sheets(session, review.round.id or 0),
        "opinions": opinions,
        "headings": opinion_headings(manual, opinions),
        "dissents": [row for row in opinions if _dissents(row.sheet, view.stored)],
        "conclusion": figures.conclusion,
        "quality": panel_quality(figures.quality, rule.quality, manual),
        "rule": manual.conclusion_rule,
        "may_review_again": not may(case)[AssessmentAction.OPEN_REVIEW],
        "reviewed": sum(row.kind is ReviewKind.PROJECT_REVIEW for row in reviews),
    }


def opinion_headings(manual: Any, opinions: Any) -> list[dict[str, Any]]:
    """Return the headings under which somebody wrote something; must-fix items first."""
    names = {
        MUST_FIX: _("必须修改"),
        **{row.code: row.name(current_locale()) for row in manual.opinions},
    }
    names[OVERALL] = _("总体意见")
    found = [
        {"code": code, "name": name, "rows": [row for row in opinions if row.texts.get(code)]}
        for code, name in names.items()
    ]
    return [heading for heading in found if heading["rows"]]


def _dissents(sheet: Any, stored: Any) -> bool:
    pairs = (
        (sheet.initial_grade, stored.initial_grade),
        (sheet.expected_grade, stored.expected_grade),
    )
    return any(given is not None and given != computed for given, computed in pairs)
