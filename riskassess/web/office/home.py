"""To-do list of the office."""

from typing import Any

from flask import render_template, url_for

from riskassess.web.office.blueprint import bp
from riskassess.web.task_list import task_list, tasks_file, tasks_page
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
    return tasks_page(_tasks())


@bp.post("/tasks/export")
def export_tasks() -> Any:
    """Answer the list as a workbook."""
    return tasks_file(_tasks())
