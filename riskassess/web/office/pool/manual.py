"""The pool manual in use, readable, with the source and confidence of every rule."""

from typing import Any

from flask import render_template

from riskassess.queries.pool_manuals import pool_manual_of, pool_manual_version_of
from riskassess.web import context
from riskassess.web.office.blueprint import bp


@bp.get("/experts/manual")
def show_pool_manual() -> Any:
    """Show the rules of the pool."""
    session, office_id = context.db_session(), context.actor().office_id
    return render_template(
        "office/pool/show_pool_manual.html",
        manual=pool_manual_of(session, office_id),
        version=pool_manual_version_of(session, office_id),
    )
