"""Lists of assessments and projects, and the page of one case."""

from typing import Any

from flask import render_template, url_for

from riskassess.domain.vocabulary import AssessmentState
from riskassess.filters import date_text
from riskassess.i18n import current_locale
from riskassess.labels import label
from riskassess.queries import cases
from riskassess.queries.manuals import find_kinds
from riskassess.web import context
from riskassess.web.case_lists import (
    case_list,
    cases_file,
    project_list,
    projects_file,
    projects_page,
)
from riskassess.web.lists import page_asked
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import case_page
from riskassess.web.paging import pager_of
from riskassess.web.story import NEWS, marks_of


def _cases() -> tuple[Any, Any]:
    return case_list(
        own=False,
        export_url=url_for("office.export_assessments"),
        clear_url=url_for("office.list_assessments"),
    )


@bp.get("/assessments")
def list_assessments() -> Any:
    """Show the office's assessments, 50 a page."""
    session, actor, (wanted, head) = context.db_session(), context.actor(), _cases()
    found = page_asked(lambda number: cases.list_cases(session, actor, wanted, page=number))
    kinds, marks = find_kinds(session, current_locale()), marks_of([row.id for row in found.rows])
    words = {each: label(each) for each in AssessmentState}
    return render_template(
        "office/list_assessments.html",
        rows=[
            (row.id, row.title, row.code, kinds.get(row.kind, row.kind), row.unit,
             words[row.state], date_text(row.state_since), str(NEWS) if row.id in marks else "")
            for row in found.rows
        ],
        pager=pager_of(found),
        head=head,
    )  # fmt: skip


@bp.post("/assessments/export")
def export_assessments() -> Any:
    """Answer the list as a workbook."""
    return cases_file(_cases())


def _projects() -> tuple[Any, Any]:
    return project_list(
        own=False,
        export_url=url_for("office.export_projects"),
        clear_url=url_for("office.list_projects"),
    )


@bp.get("/projects")
def list_projects() -> Any:
    """Show the projects that were submitted to the office, each with its newest assessment."""
    return projects_page("office/list_projects.html", _projects())


@bp.post("/projects/export")
def export_projects() -> Any:
    """Answer the list as a workbook."""
    return projects_file(_projects())


@bp.get("/assessments/<int:assessment_id>")
def show_assessment(assessment_id: int) -> Any:
    """Show one case."""
    case = cases.get_office_case(context.db_session(), assessment_id, actor=context.actor())
    return render_template("office/show_assessment.html", **case_page(case))
