"""To-do list of the office."""

from typing import Any

from flask import render_template

from riskassess.web.office.blueprint import bp
from riskassess.web.tasks import todo_of_actor


@bp.get("/")
def home() -> Any:
    """Show what waits for the signed-in officer."""
    return render_template("office/home.html", todo=todo_of_actor("office"))
