"""The root certificates of an office's signature pages, for whoever checks such a page."""

from typing import Any

from flask import Response, abort

from riskassess.web import context
from riskassess.web.downloads import attachment
from riskassess.web.public.blueprint import bp


@bp.get("/signature-ca/<code>.pem")
def download_signature_ca(code: str) -> Any:
    """Send every root certificate that the office has; 404 before there is one."""
    roots = context.signatures().published(code)
    if not roots:
        abort(404)
    answer = Response(roots, mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = attachment(f"{code}-signature-ca.pem")
    return answer
