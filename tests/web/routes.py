"""Every route of the application with an address that can be asked."""

from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import IntegerConverter

from riskassess.web.access import GROUP_OF_BLUEPRINT

ASKED = ("GET", "POST")
ASSETS = {"static", "bootstrap"}
# Numbers in addresses that count something within a record, or records of no office.
NOT_OF_AN_OFFICE = {"page", "number", "manual_id", "manual_version_id"}


@dataclass(frozen=True)
class Asked:
    """One method of one route, and its address with sample values."""

    endpoint: str
    method: str
    url: str
    names_a_record: bool = False

    @property
    def group(self):
        """The user group whose blueprint serves it, or None for an open page."""
        return GROUP_OF_BLUEPRINT.get(self.endpoint.partition(".")[0])


def list_routes(app: Flask, ids: dict[str, int] | None = None, *, missing: int = 1) -> list[Asked]:
    """Return every method of every route, without style sheets and scripts."""
    found = []
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in ASSETS:
            continue
        asked = rule.arguments - set(rule.defaults or ())
        values = {name: _value(rule, name, ids or {}, missing) for name in asked}
        numbers = {name for name in values if _is_number(rule, name)}
        for method in sorted(rule.methods & set(ASKED)):
            url = adapter.build(rule.endpoint, values, method=method)
            found.append(Asked(rule.endpoint, method, url, bool(numbers - NOT_OF_AN_OFFICE)))
    return found


def _is_number(rule, name):
    return isinstance(rule._converters[name], IntegerConverter)


def _value(rule, name, ids, missing):
    if not _is_number(rule, name):
        return "unknown"
    return 1 if name in NOT_OF_AN_OFFICE - set(ids) else ids.get(name, missing)
