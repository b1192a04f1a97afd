"""Who was shown something personal or sealed, for the auditor: codes and purposes, no content."""

from typing import Any

from flask import render_template, request

from expert_pool.vocabulary import Disclosed
from riskassess.domain.vocabulary import Role
from riskassess.labels import label
from riskassess.queries.personal import list_office_disclosures
from riskassess.web import context
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role
from riskassess.web.paging import member_of, pager_of


@bp.get("/disclosures")
def list_disclosures() -> Any:
    """Show who looked at what of whom, when and why, newest first."""
    require_role(Role.AUDITOR)
    wanted = _wanted()
    found = list_office_disclosures(
        context.db_session(), context.actor(), **wanted, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "control/list_disclosures.html",
        found=found,
        pager=pager_of(found),
        kinds=[(each.value, label(each)) for each in Disclosed],
        chosen=wanted,
    )


def _wanted() -> dict[str, Any]:
    code = request.args.get("code", "").strip()
    return {"kind": member_of(Disclosed, "kind"), "code": code}
