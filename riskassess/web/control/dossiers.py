"""Sealed dossiers for the auditor, who reads everything and changes nothing."""

from typing import Any

from flask import render_template, request

from riskassess.domain.vocabulary import Role
from riskassess.labels import RETENTION_LABELS
from riskassess.queries import dossiers
from riskassess.web import context
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role
from riskassess.web.dossier_files import send_dossier
from riskassess.web.paging import pager_of


@bp.get("/dossiers")
def list_dossiers() -> Any:
    """Show the office's dossiers to the auditor."""
    require_role(Role.AUDITOR)
    found = dossiers.list_dossiers(
        context.db_session(), context.actor(), page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "control/list_dossiers.html",
        rows=found.rows,
        pager=pager_of(found),
        retentions=RETENTION_LABELS,
    )


@bp.get("/assessments/<int:assessment_id>/dossier/pdf")
def download_dossier(assessment_id: int) -> Any:
    """Send the printed dossier."""
    require_role(Role.AUDITOR)
    return send_dossier(assessment_id, kind="pdf")


@bp.get("/assessments/<int:assessment_id>/dossier/package")
def download_package(assessment_id: int) -> Any:
    """Send the sealed package."""
    require_role(Role.AUDITOR)
    return send_dossier(assessment_id, kind="package")
