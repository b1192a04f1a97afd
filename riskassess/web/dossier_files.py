"""A sealed dossier's files on their way to somebody who may have them; streamed from the store."""

import json
from typing import Any

from flask import Response

from riskassess.i18n import _
from riskassess.queries.dossiers import get_sealed
from riskassess.web import context
from riskassess.web.downloads import attachment
from riskassess.web.stored_files import send_stored

PDF, ZIP = "application/pdf", "application/zip"


def send_dossier(assessment_id: int, *, kind: str) -> Any:
    """Send the PDF, the package or the seal of a sealed dossier as a download."""
    dossier = get_sealed(context.db_session(), assessment_id, actor=context.actor())
    name = dossier.number.replace("·", "-")
    if kind == "seal":
        return _download(dossier.seal.encode("utf-8"), f"{name}-seal.json")
    digest, media, ending = {
        "pdf": (dossier.pdf_digest, PDF, "pdf"),
        "package": (dossier.package_digest, ZIP, "zip"),
    }[kind]
    return send_stored(digest, media_type=media, name=f"{name}.{ending}")


def _download(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/json")
    answer.headers["Content-Disposition"] = attachment(name)
    return answer


def sealed_facts(dossier: Any) -> dict[str, str]:
    """Return what the page shows of a seal: key, public key and head of the audit chain."""
    seal = json.loads(dossier.seal)
    return {
        "key_id": seal["signature"]["key_id"],
        "public_key": seal["signature"]["public_key"],
        "fingerprint": seal["fingerprint"],
        "sections": _("、").join(part["name"] for part in seal["sections"]),
    }
