"""Where the reader wanted to go before signing in."""

import re

from flask import request

# One slash, then nothing that a browser reads as another host or drops on the way.
LOCAL_ADDRESS = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*")


def safe_next() -> str | None:
    """Return the page of this site that `next` names, or None."""
    target = request.args.get("next", "")
    return target if LOCAL_ADDRESS.fullmatch(target) else None
