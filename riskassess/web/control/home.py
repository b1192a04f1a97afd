"""To-do list of the group."""

from typing import Any

from flask import render_template

from riskassess.web.control.blueprint import bp


@bp.get("/")
def home() -> Any:
    """Show the page."""
    return render_template("base.html")


@bp.get("/list-accounts")
def list_accounts() -> Any:
    """Show the page."""
    return render_template("base.html")


@bp.get("/list-roles")
def list_roles() -> Any:
    """Show the page."""
    return render_template("base.html")
