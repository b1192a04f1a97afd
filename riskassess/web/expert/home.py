"""To-do list and list of own reviews."""

from typing import Any

from flask import render_template

from riskassess.queries.expert_todo import list_halted_reviews
from riskassess.queries.sheets import list_own_reviews
from riskassess.web import context
from riskassess.web.expert.blueprint import bp
from riskassess.web.tasks import todo_of_actor


@bp.get("/")
def home() -> Any:
    """Show what waits for the expert."""
    return render_template(
        "expert/home.html",
        todo=todo_of_actor("expert"),
        halted=list_halted_reviews(context.db_session(), context.actor()),
    )


@bp.get("/reviews")
def list_reviews() -> Any:
    """Show the own reviews, newest first."""
    lines = list_own_reviews(context.db_session(), actor=context.actor())
    return render_template("expert/list_reviews.html", lines=lines)
