"""A manual that says only what it has otherwise than another: the whole of it as plain data.

Top-level mappings keep the base's keys that are not given anew, lists of rows with a `code` are
joined row by row, everything else is replaced. So a region's manual is as long as its difference.
"""

from collections.abc import Mapping, Sequence
from typing import Any

OWN = ("id", "version", "title", "source", "confidence", "effective_from", "base")
# These speak of one manual only; a derived one that is silent about them has none.
NOT_INHERITED = ("effective_until", "verified", "notes", "for_kinds")


def derived(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the whole manual of a base and what differs from it.

    Parameters
    ----------
    base, own : mapping
        Plain data as read from a file.

    Returns
    -------
    dict
        Keys in the order of the base, new ones behind; identity and source are never inherited.

    Examples
    --------
    >>> base = {"id": "a", "survey": {"days": 10, "cell": 5}, "rows": [{"code": "x", "n": 1}]}
    >>> derived(base, {"id": "b", "survey": {"days": 7}, "rows": [{"code": "x", "n": 2}]})
    {'survey': {'days': 7, 'cell': 5}, 'rows': [{'code': 'x', 'n': 2}], 'id': 'b'}
    """
    left = (*OWN, *NOT_INHERITED)
    whole = {key: value for key, value in base.items() if key not in left}
    for key, value in own.items():
        whole[key] = _joined(whole[key], value) if key in whole else value
    return whole


def _joined(base: Any, own: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(own, Mapping):
        return {**base, **own}
    if _is_coded(base) and _is_coded(own):
        rows = {row["code"]: dict(row) for row in base}
        for row in own:
            rows[row["code"]] = {**rows.get(row["code"], {}), **row}
        return list(rows.values())
    return own


def _is_coded(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(row, Mapping) and isinstance(row.get("code"), str) for row in value)
    )
