"""Pages and filters of long lists, read from the address."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import request, url_for

from riskassess.queries.pages import COUNTED, ListPage

Member = TypeVar("Member", bound=StrEnum)


def member_of(members: type[Member], name: str) -> Member | None:
    """Return the member that the address asks for, or None for nothing or nonsense."""
    value = request.values.get(name, "")
    return members(value) if value in {each.value for each in members} else None


def pager_of(page: ListPage) -> dict[str, Any]:
    """Return what `templates/shared/_pager.html` needs; the filters stay in the addresses."""
    return {
        "number": page.number,
        "total": page.total if page.is_counted else COUNTED,
        "is_counted": page.is_counted,
        "pages": page.pages,
        "previous_url": _url(page.number - 1) if page.number > 1 else None,
        "next_url": _url(page.number + 1) if page.has_next else None,
    }


def marked_pager_of(page: ListPage, *, before: str, after: str) -> dict[str, Any]:
    """Return the same for a list whose pages are found by the marks of their neighbours."""
    number = page.number
    return {
        "number": number,
        "total": page.total if page.is_counted else COUNTED,
        "is_counted": page.is_counted,
        "pages": page.pages,
        "previous_url": _marked_url(max(number - 1, 1), before=before) if before else None,
        "next_url": _marked_url(number + 1, after=after) if after else None,
    }


def _marked_url(number: int, **marks: str) -> str:
    return same_address("after", "before", **marks, page=number)


def _url(number: int) -> str:
    return same_address(page=number)


def same_address(*left: str, **values: Any) -> str:
    """Return the address of this page with other values and without the filters `left`.

    Names by which `url_for` is told how to build an address are nobody's filter: they are dropped.
    """
    kept = {
        key: value
        for key, value in request.args.to_dict().items()
        if key not in {"endpoint", *left} and not key.startswith("_")
    }
    return url_for(request.endpoint or "", **{**kept, **values, **(request.view_args or {})})
