"""List of assessments and the page of one case."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from riskassess.domain.vocabulary import AssessmentState, Phase
from riskassess.filters import date_text
from riskassess.labels import label
from riskassess.queries import cases
from riskassess.queries.manuals import find_kinds
from riskassess.web import context
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import case_page
from riskassess.web.paging import member_of, pager_of

# a draft that was never submitted is the sponsor's alone
SEEN_BY_THE_OFFICE = [each for each in AssessmentState if each is not AssessmentState.DRAFT]


@bp.get("/assessments")
def list_assessments() -> Any:
    """Show the office's assessments, 50 a page."""
    session, chosen = context.db_session(), _chosen()
    found = cases.list_cases(
        session, context.actor(), **chosen, page=request.args.get("page", 1, type=int)
    )
    kinds, words = find_kinds(session), {each: label(each) for each in SEEN_BY_THE_OFFICE}
    return render_template(
        "office/list_assessments.html",
        rows=[_cells(row, kinds, words) for row in found.rows],
        pager=pager_of(found),
        kinds=kinds,
        phases=[(each.value, label(each)) for each in Phase],
        states=[(each.value, word) for each, word in words.items()],
        chosen=chosen,
    )


def _cells(row: Any, kinds: Mapping[str, str], words: Mapping[Any, str]) -> tuple[Any, ...]:
    """Return what a line of the list shows, in words."""
    id, code, title, kind, unit, state, since = row
    return id, title, code, kinds.get(kind, kind), unit, words[state], date_text(since)


def _chosen() -> dict[str, Any]:
    return {
        "state": member_of(AssessmentState, "state"),
        "phase": member_of(Phase, "phase"),
        "kind": request.args.get("kind", ""),
        "words": request.args.get("q", "").strip(),
    }


@bp.get("/assessments/<int:assessment_id>")
def show_assessment(assessment_id: int) -> Any:
    """Show one case."""
    case = cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())
    return render_template("office/show_assessment.html", **case_page(case))
