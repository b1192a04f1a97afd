"""One log line a request: which route, who, how long; no address as typed and no query.

Addresses of one-time links and what people search for are secrets too: the route stands for them.
"""

import time
from typing import Any

import structlog
from flask import Flask, Response, request

from riskassess.web import access, context

BEGAN = "riskassess.began"
QUIET = frozenset({"public.show_alive", "public.show_readiness"})
log = structlog.get_logger()


def init_request_log(app: Flask) -> None:
    """Install both ends; before everything else, so that its answers are logged too."""
    app.before_request(begin)
    app.after_request(tell)


def begin() -> None:
    """Let every line of this request carry its id."""
    request.environ[BEGAN] = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=context.request_id())


def tell(response: Response) -> Response:
    """Write the line; pictures of the interface and health checks only when debugging."""
    is_quiet = access.is_asset() or request.endpoint in QUIET
    write = log.debug if is_quiet else log.info
    write("request", **facts_of(response))
    return response


def facts_of(response: Response) -> dict[str, Any]:
    """Return what a line says of a request."""
    began = request.environ.get(BEGAN, time.perf_counter())
    return {
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "ids": {
            name: value
            for name, value in (request.view_args or {}).items()
            if isinstance(value, int)
        },
        "status": response.status_code,
        "ms": round((time.perf_counter() - began) * 1000, 1),
        "bytes": response.calculate_content_length(),
        "account": context.known_account_id(),
        "from": request.remote_addr,
    }
