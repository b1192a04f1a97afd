"""To-do list of the group."""

from typing import Any

from flask import render_template

from riskassess.web.sponsor.blueprint import bp


@bp.get("/")
def home() -> Any:
    """Show the page."""
    return render_template("base.html")


@bp.get("/list-assessments")
def list_assessments() -> Any:
    """Show the page."""
    return render_template("base.html")


@bp.get("/register-project")
def register_project() -> Any:
    """Show the page."""
    return render_template("base.html")
