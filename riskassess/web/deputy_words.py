"""Whose deputy somebody acted as, in the history of a case and in the audit trail."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from riskassess.i18n import _
from riskassess.queries.deputies import names_of_absent
from riskassess.web import context


def rows_of(after: str) -> list[int]:
    """Return the deputy rows that an audit entry names, none for an act by own right.

    >>> rows_of('{"deputy":[7],"state":"filed"}'), rows_of("null")
    ([7], [])
    """
    told = json.loads(after)
    return list(told.get("deputy", [])) if isinstance(told, dict) else []


def absent_names(rows: Iterable[Any]) -> dict[int, str]:
    """Return whose deputy each row that the entries name makes, in one query; none without any."""
    ids = {number for row in rows for number in rows_of(row.after)}
    if not ids:
        return {}
    return names_of_absent(context.db_session(), context.actor().office_id, ids)


def for_whom(name: str, after: str, absent: Mapping[int, str]) -> str:
    """Return a name with whose deputy it was: 李某（代周某）."""
    told = _("、").join(absent[number] for number in rows_of(after) if number in absent)
    return _("%(name)s（代%(absent)s）", name=name, absent=told) if told else name
