"""Health pages for the machines that look after this one: alive, and ready to serve.

Anybody may ask and hears a word. Details are for the machine itself and for who shows the token.
"""

import hmac
from ipaddress import ip_address
from typing import Any

from flask import jsonify, request

from riskassess.web import context
from riskassess.web.public.blueprint import bp
from riskassess.web.readiness import readiness

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


@bp.get("/health")
def show_alive() -> Any:
    """Answer that this process answers; no database is asked."""
    return jsonify(status="alive")


@bp.get("/health/ready")
def show_readiness() -> Any:
    """Answer whether this process can serve: 200, or 503; `?strict=1` counts what is late too."""
    found = readiness()
    bad = {"unavailable", "late"} if request.args.get("strict") == "1" else {"unavailable"}
    told = found.plain() if _may_know() else {"status": found.status}
    return jsonify(told), 503 if found.status in bad else 200


def _may_know() -> bool:
    token = context.settings().health_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    return not _came_through_a_proxy() and _is_loopback(request.remote_addr or "")


def _came_through_a_proxy() -> bool:
    """Return whether somebody in front passed this on whose word nobody checked."""
    is_trusted = context.settings().trusted_proxies > 0
    return not is_trusted and any(name in request.headers for name in FORWARDED)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
