"""The language of the pages."""

from typing import Any

from flask import abort, redirect, request, session, url_for

from riskassess.i18n import LOCALES
from riskassess.services import accounts
from riskassess.web import context
from riskassess.web.account.blueprint import bp
from riskassess.web.account.targets import safe_next
from riskassess.web.cookies import LOCALE


@bp.post("/language")
def choose_language() -> Any:
    """Speak another language from here on, kept with the account, and go back to the page."""
    locale = request.form.get("locale", "")
    if locale not in LOCALES:
        abort(400)
    session[LOCALE] = locale
    if context.signed_in():
        accounts.choose_language(
            context.db_session(), actor=context.actor(), locale=locale, now=context.clock()
        )
    return redirect(safe_next() or url_for("account.start"), code=303)
