"""How anybody checks what the office published, with the public keys it signs with."""

from typing import Any

from flask import render_template

from riskassess.queries.keys import list_public_keys
from riskassess.web import context
from riskassess.web.public.blueprint import bp


@bp.get("/verify")
def show_verification() -> Any:
    """Show how to check a package without this server, and the offices' public keys."""
    keys = list_public_keys(context.db_session())
    return render_template("public/show_verification.html", keys=keys)
