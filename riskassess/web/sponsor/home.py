"""The sponsor's to-do list and the lists of the own assessments and projects."""

from typing import Any

from flask import render_template, url_for

from riskassess.domain.vocabulary import AssessmentState
from riskassess.i18n import _, current_locale
from riskassess.queries.cases import list_cases
from riskassess.queries.manuals import find_kinds, find_levels
from riskassess.queries.project_lists import list_projects as find_projects
from riskassess.web import context
from riskassess.web.case_lists import case_cells, case_list, project_cells, project_list
from riskassess.web.lists import MOST_EXPORTED, list_file, page_asked
from riskassess.web.paging import pager_of
from riskassess.web.sponsor.blueprint import bp
from riskassess.web.story import marks_of
from riskassess.web.task_list import page_of, task_cells, task_list
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
    lines, head = _tasks()
    found = page_asked(lambda number: page_of(lines, number))
    return render_template(
        "shared/list_tasks.html", lines=found.rows, pager=pager_of(found), head=head
    )


@bp.post("/tasks/export")
def export_tasks() -> Any:
    """Answer the list as a workbook."""
    lines, head = _tasks()
    return list_file(head, _("待办清单"), [task_cells(line) for line in lines])


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
    session, (wanted, head) = context.db_session(), _cases()
    found = list_cases(session, context.actor(), wanted, size=MOST_EXPORTED + 1)
    kinds = find_kinds(session, current_locale())
    return list_file(head, _("评估清单"), [case_cells(row, kinds) for row in found.rows])


def _projects() -> tuple[Any, Any]:
    export, clear = url_for("sponsor.export_projects"), url_for("sponsor.list_projects")
    return project_list(own=True, export_url=export, clear_url=clear)


@bp.get("/project-list")
def list_projects() -> Any:
    """Show the unit's projects, each with its newest assessment."""
    session, actor, (wanted, head) = context.db_session(), context.actor(), _projects()
    found = page_asked(lambda number: find_projects(session, actor, wanted, page=number))
    return render_template(
        "sponsor/list_projects.html",
        rows=found.rows,
        pager=pager_of(found),
        head=head,
        kinds=find_kinds(session, current_locale()),
        levels=find_levels(session, current_locale()),
        marks=marks_of([row.newest_id for row in found.rows]),
    )


@bp.post("/project-list/export")
def export_projects() -> Any:
    """Answer the list as a workbook."""
    session, (wanted, head) = context.db_session(), _projects()
    found = find_projects(session, context.actor(), wanted, size=MOST_EXPORTED + 1)
    kinds, levels = find_kinds(session, current_locale()), find_levels(session, current_locale())
    rows = [project_cells(row, kinds, levels) for row in found.rows]
    return list_file(head, _("项目清单"), rows)
