"""Entry point of the web server."""

import gc

from riskassess import create_app

app = create_app()
# What was made at the start stays for good: a full collection need not walk it during a request.
gc.collect()
gc.freeze()
