"""Deputies: of the three officers, and, by the security administrator, of anybody absent."""

from typing import Any

from riskassess.domain.vocabulary import Role
from riskassess.web import context, deputy_pages
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role


@bp.get("/deputies")
def list_deputies() -> Any:
    """Show the own periods, to the security administrator those of the office."""
    return deputy_pages.list_page("control")


@bp.get("/deputies/new")
def new_deputy() -> Any:
    """Show the form that names a deputy for oneself."""
    return deputy_pages.name_page("control", context.actor().account_id or 0)


@bp.post("/deputies/new")
def name_deputy() -> Any:
    """Name a deputy for oneself."""
    return deputy_pages.name("control", context.actor().account_id or 0)


@bp.get("/accounts/<int:account_id>/deputy")
def new_deputy_of(account_id: int) -> Any:
    """Show the form that names a deputy for somebody absent."""
    require_role(Role.SECURITY_ADMIN)
    return deputy_pages.name_page("control", account_id)


@bp.post("/accounts/<int:account_id>/deputy")
def name_deputy_of(account_id: int) -> Any:
    """Name a deputy for somebody absent."""
    require_role(Role.SECURITY_ADMIN)
    return deputy_pages.name("control", account_id)


@bp.post("/deputies/<int:deputy_id>/ending")
def end_deputy(deputy_id: int) -> Any:
    """End a period early."""
    return deputy_pages.end("control", deputy_id)
