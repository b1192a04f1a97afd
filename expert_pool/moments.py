"""Moments as records write them, and the form in which a check says what is wrong."""

import re
from datetime import UTC, datetime

Fault = tuple[str, dict[str, object]]
"""Code and facts of what is wrong."""
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def moment_of(text: object) -> datetime | None:
    """Return a moment written in UTC, None for any other text.

    >>> moment_of("2026-11-22T08:30:00Z").hour, moment_of("2026-11-22 08:30")
    (8, None)
    """
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
