"""To-do list of the group."""

from typing import Any

from flask import render_template

from riskassess.web.public.blueprint import bp


@bp.get("/invitations/<token>")
def show_invitation(token: str) -> Any:
    """Show the page."""
    return render_template("base.html")
