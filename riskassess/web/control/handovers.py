"""Handing over for who leaves, by the system administrator; the auditor reads the records."""

from typing import Any

from riskassess.domain.vocabulary import Role
from riskassess.web import handover_pages
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role


@bp.get("/handovers")
def list_handovers() -> Any:
    """Show the records of the office."""
    require_role(Role.SYSTEM_ADMIN, Role.AUDITOR)
    return handover_pages.list_page("control")


@bp.get("/handovers/<int:handover_id>")
def show_handover(handover_id: int) -> Any:
    """Show one record; the system administrator sees kinds of work, no case."""
    require_role(Role.SYSTEM_ADMIN, Role.AUDITOR)
    return handover_pages.record_page("control", handover_id)


@bp.get("/accounts/<int:account_id>/handover")
def new_handover_of(account_id: int) -> Any:
    """Show the open work of an account, by kind, and the form that hands it over."""
    require_role(Role.SYSTEM_ADMIN)
    return handover_pages.passing_page("control", account_id)


@bp.post("/accounts/<int:account_id>/handover")
def hand_over_of(account_id: int) -> Any:
    """Hand the work of an account over to another one."""
    require_role(Role.SYSTEM_ADMIN)
    return handover_pages.pass_on("control", account_id)
