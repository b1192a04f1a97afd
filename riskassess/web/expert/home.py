"""To-do list of the group."""

from typing import Any

from flask import render_template

from riskassess.web.expert.blueprint import bp


@bp.get("/")
def home() -> Any:
    """Show the page."""
    return render_template("base.html")


@bp.get("/list-reviews")
def list_reviews() -> Any:
    """Show the page."""
    return render_template("base.html")
