"""Deputies of the office's people: the own periods, naming one, ending one early."""

from typing import Any

from riskassess.web import context, deputy_pages
from riskassess.web.office.blueprint import bp


@bp.get("/deputies")
def list_deputies() -> Any:
    """Show for whom the officer acts, and who acts for the officer."""
    return deputy_pages.list_page("office")


@bp.get("/deputies/new")
def new_deputy() -> Any:
    """Show the form that names a deputy for oneself."""
    return deputy_pages.name_page("office", context.actor().account_id or 0)


@bp.post("/deputies/new")
def name_deputy() -> Any:
    """Name a deputy for oneself."""
    return deputy_pages.name("office", context.actor().account_id or 0)


@bp.post("/deputies/<int:deputy_id>/ending")
def end_deputy(deputy_id: int) -> Any:
    """End a period early."""
    return deputy_pages.end("office", deputy_id)
