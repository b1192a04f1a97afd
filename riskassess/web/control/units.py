"""Units for the system administrator: who gets accounts, under which names and codes."""

from typing import Any

from riskassess.domain.vocabulary import Role
from riskassess.web import unit_pages
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role
from riskassess.web.unit_forms import AliasForm, UnitForm


@bp.get("/units")
def list_units() -> Any:
    """Show the units of the office, 50 a page."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.list_page("control")


@bp.get("/units/<int:unit_id>")
def show_unit(unit_id: int) -> Any:
    """Show one unit with its names and family; of its experts only how many."""
    require_role(Role.SYSTEM_ADMIN)
    return _show(unit_id)


def _show(unit_id: int, alias_form: AliasForm | None = None, status: int = 200) -> Any:
    return unit_pages.unit_page("control", unit_id, alias_form, status)


@bp.get("/units/new")
def new_unit() -> Any:
    """Show the empty form of a unit."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.form_page("control", UnitForm())


@bp.post("/units/new")
def create_unit() -> Any:
    """Register a unit."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.create("control")


@bp.get("/units/<int:unit_id>/edit")
def edit_unit(unit_id: int) -> Any:
    """Show the form of a unit as it stands."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.edit("control", unit_id)


@bp.post("/units/<int:unit_id>/edit")
def correct_unit(unit_id: int) -> Any:
    """Correct a unit."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.correct("control", unit_id)


@bp.post("/units/<int:unit_id>/aliases")
def add_alias(unit_id: int) -> Any:
    """Give a unit another name."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.add_alias("control", unit_id, _show)


@bp.post("/units/<int:unit_id>/aliases/<int:alias_id>/removal")
def remove_alias(unit_id: int, alias_id: int) -> Any:
    """Take a name from a unit."""
    require_role(Role.SYSTEM_ADMIN)
    return unit_pages.remove_alias("control", unit_id, alias_id)
