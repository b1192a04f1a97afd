"""To-do list of the group."""

from typing import Any

from flask import render_template

from riskassess.web.office.blueprint import bp


@bp.get("/")
def home() -> Any:
    """Show the page."""
    return render_template("base.html")


@bp.get("/list-assessments")
def list_assessments() -> Any:
    """Show the page."""
    return render_template("base.html")


@bp.get("/list-experts")
def list_experts() -> Any:
    """Show the page."""
    return render_template("base.html")


@bp.get("/list-dossiers")
def list_dossiers() -> Any:
    """Show the page."""
    return render_template("base.html")


@bp.get("/list-manuals")
def list_manuals() -> Any:
    """Show the page."""
    return render_template("base.html")
