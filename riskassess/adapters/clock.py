"""The clock; tests put another in its place."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)
