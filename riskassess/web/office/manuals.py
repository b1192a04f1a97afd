"""Assessment manuals to read."""

from typing import Any

from flask import render_template

from riskassess.queries import manuals
from riskassess.web import context
from riskassess.web.office.blueprint import bp


@bp.get("/manuals")
def list_manuals() -> Any:
    """Show all stored versions."""
    rows = manuals.list_manual_versions(context.db_session())
    return render_template("office/list_manuals.html", rows=rows)


@bp.get("/manuals/<int:manual_version_id>")
def show_manual(manual_version_id: int) -> Any:
    """Show one version readably."""
    session = context.db_session()
    return render_template(
        "office/show_manual.html",
        version=manuals.get_manual_version(session, manual_version_id),
        manual=manuals.get_manual(session, manual_version_id),
    )
