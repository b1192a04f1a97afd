"""The sponsor's to-do list and the lists of the own assessments and projects."""

from typing import Any

from flask import render_template, url_for

from riskassess.domain.vocabulary import AssessmentState
from riskassess.i18n import current_locale
from riskassess.queries.cases import list_cases
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
from riskassess.web.paging import pager_of
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.story import marks_of
from riskassess.web.task_list import task_list, tasks_file, tasks_page
from riskassess.web.tasks import todo_of_actor


@bp.get("/")
def home() -> Any:
    """Show what waits for the sponsor."""
    return render_template("sponsor/home.html", todo=todo_of_actor("sponsor"))


def _tasks() -> tuple[Any, Any]:
    export, clear = url_for("sponsor.export_tasks"), url_for("sponsor.list_tasks")
    return task_list("sponsor", export_url=export, clear_url=clear)


@bp.get("/tasks")
def list_tasks() -> Any:
    """Show everything that waits, to search and sort."""
    return tasks_page(_tasks())


@bp.post("/tasks/export")
def export_tasks() -> Any:
    """Answer the list as a workbook."""
    return tasks_file(_tasks())


def _cases() -> tuple[Any, Any]:
    export, clear = url_for("sponsor.export_assessments"), url_for("sponsor.list_assessments")
    return case_list(own=True, export_url=export, clear_url=clear)


@bp.get("/assessments")
def list_assessments() -> Any:
    """Show the unit's assessments."""
    session, actor, (wanted, head) = context.db_session(), context.actor(), _cases()
    found = page_asked(lambda number: list_cases(session, actor, wanted, page=number))
    return render_template(
        "sponsor/list_assessments.html",
        rows=[(row, AssessmentState(row.state)) for row in found.rows],
        pager=pager_of(found),
        head=head,
        kinds=find_kinds(session, current_locale()),
        marks=marks_of([row.id for row in found.rows]),
    )


@bp.post("/assessments/export")
def export_assessments() -> Any:
    """Answer the list as a workbook."""
    return cases_file(_cases())


def _projects() -> tuple[Any, Any]:
    export, clear = url_for("sponsor.export_projects"), url_for("sponsor.list_projects")
    return project_list(own=True, export_url=export, clear_url=clear)


@bp.get("/project-list")
def list_projects() -> Any:
    """Show the unit's projects, each with its newest assessment."""
    return projects_page("sponsor/list_projects.html", _projects())


@bp.post("/project-list/export")
def export_projects() -> Any:
    """Answer the list as a workbook."""
    return projects_file(_projects())
