"""Handing over the own open work, and the records one is part of."""

from typing import Any

from riskassess.web import context, handover_pages
from riskassess.web.office.blueprint import bp


@bp.get("/handovers")
def list_handovers() -> Any:
    """Show what the officer handed over or took over."""
    return handover_pages.list_page("office")


@bp.get("/handovers/new")
def new_handover() -> Any:
    """Show the own open work and the form that hands it over."""
    return handover_pages.passing_page("office", context.actor().account_id or 0)


@bp.post("/handovers/new")
def hand_over() -> Any:
    """Hand own work over to another officer."""
    return handover_pages.pass_on("office", context.actor().account_id or 0)


@bp.get("/handovers/<int:handover_id>")
def show_handover(handover_id: int) -> Any:
    """Show one record, to read and to print."""
    return handover_pages.record_page("office", handover_id)
