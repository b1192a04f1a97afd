"""riskassess (稳评): social-stability risk assessment of major projects."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: "Settings | None" = None, **overrides: Any) -> "Flask":
    """Return the assembled application; Flask is imported here and not before."""
    from riskassess.app import assemble

    return assemble(settings, **overrides)
