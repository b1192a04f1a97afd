"""Everything the page of a result shows, made of the raw records that were stored."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.domain.conclusion import panel_conclusion
from riskassess.domain.errors import NotFound
from riskassess.domain.grading import MomentResult
from riskassess.domain.improvement import improvement_warnings
from riskassess.domain.policy import may_read_sheets, refuse
from riskassess.domain.result import result_record
from riskassess.domain.sheet_values import print_value
from riskassess.domain.spread import factor_spread
from riskassess.domain.vocabulary import AssessmentAction, Moment, RefusalReason, RoundState
from riskassess.exhibits.criteria import input_words, limit_words
from riskassess.exhibits.figures import band_chart, matrix_chart, spread_charts
from riskassess.filters import figure
from riskassess.i18n import _
from riskassess.labels import SECTION_LABELS, section_names
from riskassess.messages import explain
from riskassess.queries.assessments import get_case
from riskassess.queries.facts import facts_of
from riskassess.queries.results import (
    find_result,
    has_proposed,
    list_opinions,
    list_proposals,
)
from riskassess.queries.reviews import get_review, list_reviews
from riskassess.web import context
from riskassess.web.office.actions import may
from riskassess.web.office.case_page import head_of

WIDE_CV = Decimal("0.35")
MUST_FIX, OVERALL = "must_fix", "overall"


def decimal(value: Fraction) -> Decimal:
    """Return an exact value as a Decimal for the filters."""
    return Decimal(value.numerator) / Decimal(value.denominator)


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
    result = view.computed.result
    return {
        **values,
        "result": result,
        "moments": [_moment(moment) for moment in (result.before, result.after) if moment],
        "factors": list(_factor_rows(view)),
        "charts": _charts(view),
        "warnings": [_warning(row, view.names) for row in
                     improvement_warnings(view.computed.assessment, result)],
        "sections": _sections(view),
        "proposals": list_proposals(session, case.id),
        **_why_not_decide(case, view),
        **_review_values(view, case, reviews),
    }  # fmt: skip


def _why_not_decide(case: Any, view: Any) -> dict[str, str]:
    """Return why the actor may not approve or send back, by the rules that the services ask."""
    session, actor = context.db_session(), context.actor()
    facts = replace(facts_of(session, case, fingerprint_holds=not view.changed), reason="-")
    if has_proposed(session, case.id, actor=actor):
        facts = replace(facts, proposer_id=actor.account_id)
    acts = {
        "why_not_approve": AssessmentAction.APPROVE_GRADE,
        "why_not_send_back": AssessmentAction.SEND_BACK_GRADE,
    }
    found = {name: refuse(action, actor, facts) for name, action in acts.items()}
    return {name: _why_not(reason, view) for name, reason in found.items()}


def _why_not(reason: RefusalReason | None, view: Any) -> str:
    if reason is None:
        return ""
    if reason is RefusalReason.NOT_YOUR_ROLE:
        return _("审批由另一位审批人办理。")
    if reason is RefusalReason.FINGERPRINT_CHANGED:
        parts = section_names(view.changed)
        return "".join(explain("fingerprint_sections_changed", {"parts": parts}))
    return "".join(explain(reason, {}))


def _charts(view: Any) -> dict[str, Any]:
    result, assessment = view.computed.result, view.computed.assessment
    record, sheets = result_record(result), (assessment.before, assessment.after or ())
    return {
        "band": band_chart(record, result.manual),
        "matrix": matrix_chart(record, view.names, result.manual),
        "spreads": [
            chart
            for quantity in ("probability", "impact")
            for chart in spread_charts(sheets, view.names, quantity=quantity)
        ],
    }


def _moment(moment: MomentResult) -> dict[str, Any]:
    return {
        "name": _("措施前") if moment.moment is Moment.BEFORE else _("措施后"),
        "grade": moment.grade,
        "index": None if moment.index is None else figure(decimal(moment.index)),
        "index_terms": [
            (row.code, decimal(row.weight), decimal(row.counted), decimal(row.term))
            for row in moment.factors
        ],
        "criteria": [
            {
                "name": str(outcome.criterion.name),
                "inputs": input_words(outcome),
                "limits": limit_words(outcome.criterion),
                "grade": outcome.grade,
                "paragraph": outcome.criterion.paragraph,
                "source": outcome.criterion.source,
                "attention": [str(note) for note in outcome.attention],
            }
            for outcome in moment.outcomes
        ],
        "missing": [str(row.criterion.name) for row in moment.outcomes if not row.is_applied],
    }


def _factor_rows(view: Any) -> Iterator[dict[str, Any]]:
    result, assessment = view.computed.result, view.computed.assessment
    after = {row.code: row for row in result.after.factors} if result.after else {}
    spreads = factor_spread(assessment.before)
    for row in result.before.factors:
        spread = spreads[row.code]
        yield {
            "code": row.code,
            "name": view.names.get(row.code, row.code),
            "before": _estimate(row, assessment.before),
            "after": _estimate(after[row.code], assessment.after) if row.code in after else None,
            "is_wide": any(
                found.cv is not None and found.cv > WIDE_CV
                for found in (spread.probability, spread.impact)
            ),
        }


def _estimate(row: Any, sheets: Any) -> dict[str, Any]:
    marks = [(sheet.expert, sheet.scores[row.code]) for sheet in sheets]
    return {
        "weight": decimal(row.weight),
        "probability": decimal(row.probability),
        "impact": decimal(row.impact),
        "risk": decimal(row.risk),
        "degree": row.degree,
        "marks": [(expert, _written(mark)) for expert, mark in marks],
    }


def _written(mark: Any) -> tuple[str, str, str]:
    """Return the three marks of one expert as they were written."""
    return (
        print_value("before_weight", mark.weight) or "",
        f"{print_value('before_probability', mark.probability)}%",
        f"{print_value('before_impact', mark.impact)}%",
    )


def _warning(row: Any, names: dict[str, str]) -> str:
    return f"{names.get(row.factor, row.factor)}：{''.join(explain(row.code, {}))}"


def _sections(view: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": str(SECTION_LABELS.get(code, code)),
            "digest": digest,
            "same": code not in view.changed,
        }
        for code, digest in sorted(view.parts.items())
    ]


def _review_values(view: Any, case: Any, reviews: Any) -> dict[str, Any]:
    session, manual = context.db_session(), case.manual
    review = get_review(session, view.stored.review_id, actor=context.actor())
    opinions = list_opinions(session, review.round.id or 0)
    told = [row.sheet.conclusion for row in opinions if row.sheet.conclusion]
    return {
        "review": review,
        "opinions": opinions,
        "headings": opinion_headings(manual, opinions),
        "dissents": [row for row in opinions if _dissents(row.sheet, view.stored)],
        "conclusion": panel_conclusion(told, manual.conclusion_rule),
        "rule": manual.conclusion_rule,
        "may_review_again": len(reviews) < manual.conclusion_rule.review_limit
        and not may(case)[AssessmentAction.OPEN_REVIEW],
    }


def opinion_headings(manual: Any, opinions: Any) -> list[dict[str, Any]]:
    """Return the headings under which somebody wrote something; must-fix items first."""
    names = {MUST_FIX: _("必须修改"), **{row.code: str(row.name) for row in manual.opinions}}
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
