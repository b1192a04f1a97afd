"""The session cookie: read on every request, signed anew only when a minute has passed."""

import time
from functools import cached_property
from typing import Any

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface

from riskassess.i18n import DEFAULT_LOCALE, LOCALES

MINUTE = "minute"
SECONDS = 60
LOCALE = "locale"


class SignedCookies(SecureCookieSessionInterface):
    """Flask's own sessions in signed cookies, with the signer made once per application."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    @cached_property
    def _signer(self) -> Any:
        return super().get_signing_serializer(self._app)

    def get_signing_serializer(self, app: Flask) -> Any:  # noqa: ARG002 - Flask's own signature
        """Return the signer; the key of an application does not change while it runs."""
        return self._signer


def chosen_locale() -> str:
    """Return the language that this browser reads."""
    locale = session.get(LOCALE)
    return locale if locale in LOCALES else DEFAULT_LOCALE


def clear_session(locale: str = "") -> None:
    """Forget everything but the language; that of an account that comes in goes before."""
    locale = locale or chosen_locale()
    session.clear()
    session[LOCALE] = locale


def start_idle_clock_anew() -> None:
    """Note that somebody is there; to the minute, so that few answers carry a fresh cookie."""
    minute = int(time.time()) // SECONDS
    if session.get(MINUTE) != minute:
        session[MINUTE] = minute
        session.permanent = True
