"""What the SMS gateway reports: known by its signature, read, noted."""

from typing import Any

from flask import abort, request

from riskassess.services.messages import note_delivery as note
from riskassess.web import context
from riskassess.web.public.blueprint import bp

MOST_BYTES = 10_000
STATES = ("delivered", "failed")


@bp.post("/deliveries/sms")
def note_delivery() -> Any:
    """Note that an SMS arrived, or why not; 404 for one that this system has not sent (yet)."""
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    if not context.is_from_gateway(request.get_data(cache=True), request.headers):
        abort(403)
    reference, state, reason = _report()
    note(
        context.db_session(),
        reference=reference,
        is_delivered=state == "delivered",
        reason=reason,
        now=context.clock(),
    )
    return "", 204


def _report() -> tuple[str, str, str]:
    told = request.get_json(silent=True, force=True)
    told = told if isinstance(told, dict) else {}
    reference, state, reason = told.get("reference"), told.get("state"), told.get("reason", "")
    is_text = isinstance(reference, str) and isinstance(reason, str)
    if not is_text or not reference or state not in STATES:
        abort(422)
    return str(reference), str(state), str(reason)
