"""What every template of the web may use: filters and the catalogue."""

from flask import Flask

from riskassess.filters import FILTERS
from riskassess.i18n import _


def init_templates(app: Flask) -> None:
    """Give the templates the filters and the catalogue."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        gettext=_, ngettext=_plural, newstyle=True
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _plural(one: str, many: str, count: int) -> str:
    return _(one if count == 1 else many)
