"""Signing in and out, the own password, sessions, second factor, one-time links."""

from riskassess.web.account import language, links, second_factor, sessions, views
from riskassess.web.account.blueprint import bp

__all__ = ["bp", "language", "links", "second_factor", "sessions", "views"]
