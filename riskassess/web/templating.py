"""What every template of the web may use: filters and the catalogue."""

from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from riskassess.filters import FILTERS
from riskassess.i18n import current_locale, in_locale
from riskassess.web.final_acts import mark_of, waiting_file
from riskassess.web.rows import filled


def init_templates(app: Flask) -> None:
    """Give the templates the filters and the catalogue."""
    app.jinja_env.filters.update(FILTERS, filled=filled)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(_=text_of, gettext=text_of, ngettext=_plural)
    app.jinja_env.globals.update(waiting_file=waiting_file, mark_of=mark_of)
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]  # added by the extension
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def text_of(message: str, **values: object) -> Markup:
    """Return the text in the language in use, with `%(name)s` filled from escaped values."""
    text = _looked_up(current_locale(), message)
    # `%%` stands for one sign, with values or without
    return text % values if values or "%" in text else text


@lru_cache(maxsize=4096)
def _looked_up(locale: str, message: str) -> Markup:
    return Markup(in_locale(locale, message))  # noqa: S704 - texts of the catalogue, not of people


def _plural(one: str, many: str, count: int, **values: object) -> Markup:
    return text_of(one if count == 1 else many, **values)
