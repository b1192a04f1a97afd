"""Addresses of every route that names records, with the ids of any office."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from flask import Flask
from sqlmodel import SQLModel
from werkzeug.routing import IntegerConverter, Rule

from riskassess.web.access import GROUP_OF_BLUEPRINT
from tests.support.full_office import LINK
from tests.support.kept_scene import Rows
from tests.web.routes import ASKED, ASSETS, NOT_OF_AN_OFFICE

# Whose ids an argument takes, where its name is not the table's.
TABLE_OF = {
    "absence_id": "unavailability",
    "access_id": "emergency_access",
    "act_id": "expert_act",
    "alias_id": "unit_alias",
    "evaluation_id": "task_evaluation",
    "file_id": "expert_file",
    "member_id": "panel_member",
    "note_id": "case_note",
    "point_id": "return_point",
    "post_id": "discussion_post",
    "proposal_id": "grade_proposal",
    "risk_id": "raised_risk",
    "ruling_id": "name_ruling",
    "sign_in_id": "sign_in_session",
    "signature_id": "member_signature",
    "step_id": "live_step",
}
WORDS = {
    "code": ("group_opinion",),
    "field": ("title",),
    "form": ("docx",),
    "source": ("dice_officer", "published"),
    "token": (LINK,),
}
DATA = {
    "sponsor.upload_document": {"code": "D05", "item": "征收范围图"},
    "office.upload_document": {"code": "D27"},
}
MOST = 60


@dataclass(frozen=True)
class Named:
    """One method of a route that names records: how its address is made from their ids."""

    endpoint: str
    method: str
    rule: Rule
    arguments: tuple[str, ...]

    @property
    def group(self) -> Any:
        """The user group whose blueprint serves it, or None for an open page."""
        return GROUP_OF_BLUEPRINT.get(self.endpoint.partition(".")[0])

    def addresses(self, app: Flask, ids: dict[str, int]) -> Iterator[str]:
        """Yield the address with these ids, once for each sample of its words."""
        words = {
            name: WORDS.get(name, ("unknown",))
            for name in self.rule.arguments - set(self.rule.defaults or ()) - set(ids)
            if not isinstance(self.rule._converters[name], IntegerConverter)
        }
        counts = dict.fromkeys(
            self.rule.arguments - set(self.rule.defaults or ()) - set(ids) - set(words), 1
        )
        adapter = app.url_map.bind("localhost")
        for chosen in product(*words.values()):
            values = {**ids, **counts, **dict(zip(words, chosen, strict=True))}
            yield adapter.build(self.endpoint, values, method=self.method)


def list_named(app: Flask) -> list[Named]:
    """Return every method of every route whose address holds an id of an office's record."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in ASSETS:
            continue
        numbers = tuple(
            sorted(
                name
                for name in rule.arguments - set(rule.defaults or ()) - NOT_OF_AN_OFFICE
                if isinstance(rule._converters[name], IntegerConverter)
            )
        )
        if numbers:
            methods = sorted(rule.methods & set(ASKED))
            found += [Named(rule.endpoint, method, rule, numbers) for method in methods]
    return found


def table_of(argument: str) -> str:
    """Return the table whose ids an argument takes; raises KeyError for one that nobody named."""
    table = TABLE_OF.get(argument, argument.removesuffix("_id"))
    if table not in SQLModel.metadata.tables:
        raise KeyError(f"say in TABLE_OF whose id {argument} is")
    return table


def related_ids(rows: Rows, arguments: tuple[str, ...]) -> Iterator[dict[str, int]]:
    """Yield ids of rows that belong together, as far as foreign keys tell, then any others."""
    tables = {name: table_of(name) for name in arguments}
    for inner in arguments:
        for row in rows[tables[inner]]:
            above = _above(rows, tables[inner], row)
            if all(tables[name] in above for name in arguments):
                yield {name: above[tables[name]] for name in arguments}
    if len(arguments) > 1:
        everything = product(*([row["id"] for row in rows[tables[name]]] for name in arguments))
        yield from (dict(zip(arguments, ids, strict=True)) for ids in islice(everything, MOST))


def owners(rows: Rows, ids: dict[str, int]) -> dict[str, int]:
    """Return the rows that the rows of an address lead to, by table: whose they are."""
    found: dict[str, int] = {}
    for name, value in ids.items():
        for row in rows[table_of(name)]:
            if row["id"] == value:
                found = {**_above(rows, table_of(name), row), **found}
    return found


def _above(rows: Rows, table: str, row: dict[str, Any]) -> dict[str, int]:
    """Return the ids that a row leads to by its foreign keys, by table; its own first."""
    found, waiting = {table: row["id"]}, [(table, row)]
    while waiting:
        name, each = waiting.pop(0)
        for column in SQLModel.metadata.tables[name].columns:
            for key in column.foreign_keys:
                target, value = key.column.table.name, each[column.name]
                if value is None or target in found or target == "office":
                    continue
                found[target] = value
                if target == "account":
                    continue  # who did it is not whose it is
                waiting += [(target, above) for above in rows[target] if above["id"] == value]
    return found
