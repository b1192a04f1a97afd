"""Jinja pages without a web framework: for print, mail and jobs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from riskassess.i18n import _

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def _plural(singular: str, plural: str, number: int) -> str:
    return _(singular if number == 1 else plural)


def page_environment(
    templates: Path = TEMPLATES,
    *,
    filters: Mapping[str, Callable[..., Any]] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Environment:
    """Return the environment: everything is escaped, an undefined name is an error."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(_, _plural, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.filters.update(filters or {})
    environment.globals.update(values or {})
    return environment


class Pages:
    """Renders templates with the filters and values given once."""

    def __init__(
        self,
        templates: Path = TEMPLATES,
        *,
        filters: Mapping[str, Callable[..., Any]] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        self._environment = page_environment(templates, filters=filters, values=values)

    def render_page(self, name: str, /, **context: object) -> str:
        """Return the page; raises jinja2.UndefinedError for a name the context does not hold."""
        return self._environment.get_template(name).render(**context)
