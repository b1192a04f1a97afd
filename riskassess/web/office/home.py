"""To-do list of the office."""

from typing import Any

from flask import render_template, url_for

from riskassess.i18n import _
from riskassess.web.lists import list_file, page_asked
from riskassess.web.office.blueprint import bp
from riskassess.web.paging import pager_of
from riskassess.web.task_list import page_of, task_cells, task_list
from riskassess.web.tasks import todo_of_actor


@bp.get("/")
def home() -> Any:
    """Show what waits for the signed-in officer."""
    return render_template("office/home.html", todo=todo_of_actor("office"))


def _tasks() -> tuple[Any, Any]:
    return task_list(
        "office", export_url=url_for("office.export_tasks"), clear_url=url_for("office.list_tasks")
    )


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
