"""Units for the system administrator: read, and register new ones whose people get accounts.

What changes who is left out of a draw stays with the pool keeper (`domain/unit_policy`).
"""

from typing import Any

from riskassess.domain.vocabulary import Role
from riskassess.web import unit_pages
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role
from riskassess.web.unit_forms import NewUnitForm


@bp.get("/units")
def list_units() -> Any:
    """Show the units of the office, 50 a page."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.list_page("control")


@bp.get("/units/<int:unit_id>")
def show_unit(unit_id: int) -> Any:
    """Show one unit with its names and family; of its experts only how many."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.unit_page("control", unit_id)


@bp.get("/units/new")
def new_unit() -> Any:
    """Show the empty form of a unit."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.form_page("control", NewUnitForm())


@bp.post("/units/new")
def create_unit() -> Any:
    """Register a unit."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.create("control", NewUnitForm())
