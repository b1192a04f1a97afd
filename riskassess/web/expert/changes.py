"""Changes of a sheet as they arrive: from the script as JSON, or from a form without script."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from riskassess.domain.errors import InvalidInput
from riskassess.services.sheets import LONGEST_OP, Change, SaveOutcome
from riskassess.web.errors import words_of
from riskassess.web.expert.room import Part

BASE = "base."
REMOVE = "remove"
LONGEST_PLACE = 130  # two codes and their type


def read_changes(body: Any) -> list[Change]:
    """Return the changes of a JSON body `{"ops": […]}`; raises InvalidInput."""
    ops = body.get("ops") if isinstance(body, dict) else None
    if not isinstance(ops, list):
        raise InvalidInput("change_invalid", where="ops")
    return [_change(op) for op in ops]


def _change(op: Any) -> Change:
    if not isinstance(op, dict):
        raise InvalidInput("change_invalid", where="ops")
    return Change(
        op=_short(op, "op"),
        place=_short(op, "factor", LONGEST_PLACE),
        field=_short(op, "field"),
        value=_text_or_none(op, "value"),
        base=_text_or_none(op, "base"),
        at=_moment(op),
    )


def _short(op: Mapping[str, Any], key: str, longest: int = LONGEST_OP) -> str:
    value = op.get(key)
    if not isinstance(value, str) or not value.isascii() or not 0 < len(value) <= longest:
        raise InvalidInput("change_invalid", where=key)
    return value


def _text_or_none(op: Mapping[str, Any], key: str) -> str | None:
    value = op.get(key)
    if value is not None and not isinstance(value, str):
        raise InvalidInput("change_invalid", where=key)
    return value


def _moment(op: Mapping[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(str(op.get("at")))
    except ValueError:
        raise InvalidInput("change_invalid", where="at") from None
    if moment.tzinfo is None:
        raise InvalidInput("change_invalid", where="at")
    return moment


def outcome_json(outcome: SaveOutcome, *, now: datetime) -> dict[str, Any]:
    """Return what the page is told of each change."""
    at = now.isoformat()
    rejected = []
    for op, error in outcome.rejected.items():
        what, mend = words_of(error)
        rejected.append({"op": op, "what": what, "mend": mend})
    return {
        "saved": [{"op": op, "at": at} for op in outcome.saved],
        "rejected": rejected,
        "conflicts": [{"op": op, "current": current} for op, current in outcome.conflicts.items()],
    }


def form_name(line: Mapping[str, Any]) -> str:
    """Return the name of a field in the form."""
    return f"{line['place']}.{line['field']}"


def form_changes(form: Mapping[str, str], part: Part, *, now: datetime) -> list[Change]:
    """Return what a form sent without script changes on its screen.

    A line of a growing list that is taken away loses all that stands in it.
    """
    found = []
    for line in part.lines:
        name = form_name(line)
        value, base = form.get(name), form.get(BASE + name, line["base"])
        if line["place"] == form.get(REMOVE):
            value = ""
        if value is not None and value.replace("\r\n", "\n").strip() != base.strip():
            op = uuid.uuid4().hex
            change = Change(op, line["place"], line["field"], value or None, base or None, now)
            found.append(change)
    return found


def form_notes(changes: list[Change], outcome: SaveOutcome) -> dict[str, tuple[str, str]]:
    """Return what to say beside a field that was not saved, by its name in the form."""
    notes = {}
    for change in changes:
        error = outcome.rejected.get(change.op)
        if change.op in outcome.conflicts:
            current = outcome.conflicts[change.op] or ""
            error = InvalidInput("value_elsewhere", where=change.field, value=current)
        if error is not None:
            notes[f"{change.place}.{change.field}"] = words_of(error)
    return notes
