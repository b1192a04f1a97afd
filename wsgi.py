"""Entry point of the web server."""

import gc

from riskassess import create_app
from riskassess.adapters.logs import configure_logs

app = create_app()
configure_logs(
    as_json=app.extensions["settings"].is_production, level=app.extensions["settings"].log_level
)
# What was made at the start stays for good: a full collection need not walk it during a request.
gc.collect()
gc.freeze()
