"""What an outsider checks of the record of a draw: part by part, and the whole draw once more."""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import zip_longest
from typing import Any

from expert_pool.announced import lists_fault, salt_fault, standing_fault, values_fault
from expert_pool.announced_form import announcement_fault
from expert_pool.draw_record import read_rule
from expert_pool.errors import PoolError
from expert_pool.finding import Finding, keys_differ, signature_holds
from expert_pool.frozen import read_lists
from expert_pool.ledger_check import ledger_fault
from expert_pool.moments import Fault
from expert_pool.record import (
    ANNOUNCEMENT_PURPOSE,
    FORMAT,
    PARTS,
    RECORD_PURPOSE,
    SALTED,
    SEALED_FORMAT,
    announced_values,
    contents_of,
    selection_record,
)
from expert_pool.record_place import damaged_parts
from expert_pool.sealed_check import check_sealed
from expert_pool.selection import select
from riskassess.proof.canonical import canonical_bytes, digest
from riskassess.proof.records import bounded_decimal

__all__ = ["KEYS", "Finding", "check_content", "check_record"]
KEYS = (*PARTS, "contents", "signature")


def check_content(content: bytes) -> list[Finding]:
    """Check a published file: that it has the one form a record may have, then its parts.

    A record whose lists are still sealed is checked by `check_sealed`, others by `check_record`.

    Parameters
    ----------
    content : bytes
        The whole file.

    Returns
    -------
    list of Finding
        For each part at least one. A file that is no JSON gives the parts whose pieces cannot be
        read (none where no part can be told), with the place where reading stopped as fact `byte`,
        counted from 1. One spelt otherwise than canonically names the part of the first such byte.

    Examples
    --------
    >>> check_content(b"{")[0].code
    'record_unreadable'
    """
    try:
        text = content.decode("utf-8")
        record = json.loads(text, parse_float=bounded_decimal, parse_constant=_no_number)
        spelt = canonical_bytes(record)
    except UnicodeDecodeError as problem:
        return _unreadable(content, problem.start)
    except json.JSONDecodeError as problem:
        return _unreadable(content, len(problem.doc[: problem.pos].encode("utf-8")))
    except (ValueError, TypeError, RecursionError):
        return _unreadable(content, 0)
    if not isinstance(record, dict):
        return _unreadable(content, 0)
    sealed = record.get("format") == SEALED_FORMAT
    findings = check_sealed(record) if sealed else check_record(record)
    return [*_spelling(record, spelt, content), *findings]


def _unreadable(content: bytes, place: int) -> list[Finding]:
    """Name the parts whose pieces cannot be read, and the byte at which reading stopped."""
    facts = {"byte": place + 1}
    return [Finding(part, False, "record_unreadable", facts) for part in damaged_parts(content)]


def _no_number(word: str) -> None:
    raise ValueError(word)


def _spelling(record: dict[str, Any], spelt: bytes, content: bytes) -> list[Finding]:
    """Name the part of the first byte that is not as the canonical form has it."""
    if spelt == content:
        return []
    pairs = zip_longest(spelt, content)
    place = next(number for number, (one, other) in enumerate(pairs) if one != other)
    part, end = "", 1
    for part in sorted(record):
        end += len(canonical_bytes({part: record[part]})) - 1  # the braces, and one comma
        if place < end:
            break
    return [Finding(part, False, "record_not_canonical", {"byte": place + 1})]


class _Again:
    """The selection drawn once more, at most once."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self._record = record

    @cached_property
    def parts(self) -> dict[str, Any]:
        """Return strata, members and reserves; raises PoolError where nothing can be drawn."""
        announcement = self._record["announcement"]
        selection = select(
            read_lists(announcement, self._record),
            rule=read_rule(announcement["rule"]),
            sources=announced_values(announcement, self._record["values"]),
            algorithm=announcement["algorithm"],
        )
        return selection_record(selection)


def check_record(record: Mapping[str, Any]) -> list[Finding]:
    """Check every part of a record and draw once more from its own lists, rule and values.

    Parameters
    ----------
    record : mapping
        A record as `record_of` returns it, or as it was read.

    Returns
    -------
    list of Finding
        For each part one; the record is genuine when none has `ok` False. Whose key signed it is
        the caller's question.
    """
    findings = [Finding(name, False, "part_unknown") for name in record if name not in KEYS]
    missing = [name for name in KEYS if name not in record]
    if missing:
        return findings + [Finding(name, False, "part_missing") for name in missing]
    given, actual = record["contents"], contents_of(record)
    given = given if isinstance(given, dict) else {}
    checked: dict[str, Finding] = {}
    drawn = _Again(record)
    for name in PARTS:
        if name in SALTED and not checked["salt"].ok:
            checked[name] = Finding(name, None, "part_undecided", {"because": "salt"})
        elif given.get(name) != actual[name]:
            checked[name] = Finding(name, False, "part_changed")
        else:
            checked[name] = _part(name, record, checked, drawn)
    return [*findings, *checked.values(), *_seal(record, actual)]


def _part(
    name: str, record: Mapping[str, Any], checked: Mapping[str, Finding], drawn: _Again
) -> Finding:
    check, needs = _CHECKS[name]
    broken = next((need for need in needs if not checked[need].ok), None)
    if broken is not None:
        return Finding(name, None, "part_undecided", {"because": broken})
    fault = check(record, drawn)
    return Finding(name, True) if fault is None else Finding(name, False, *fault)


def _seal(record: Mapping[str, Any], actual: Mapping[str, str]) -> list[Finding]:
    """Decide whether the table of digests or the signature over it was changed."""
    contents, signature = record["contents"], record["signature"]
    if signature_holds(RECORD_PURPOSE, contents, signature):
        return [_table(contents, actual), keys_differ(record)]
    if signature_holds(RECORD_PURPOSE, dict(actual), signature):
        # the parts are as they were signed: their digests were changed, not they
        return [Finding("contents", False, "contents_changed"), keys_differ(record)]
    invalid = Finding("signature", False, "signature_invalid")
    if contents == actual:
        return [Finding("contents", True), invalid]
    return [Finding("contents", False, "contents_changed"), invalid]


def _table(contents: Mapping[str, Any], actual: Mapping[str, str]) -> Finding:
    """Say whether the signed table names every part and no other; changed parts are named apart."""
    names = set(contents) if isinstance(contents, Mapping) else set()
    same = names == set(PARTS) or len(actual) < len(PARTS)
    return Finding("contents", same, "" if same else "contents_changed")


def _format(record: Mapping[str, Any]) -> Fault | None:
    return None if record["format"] == FORMAT else ("format_unknown", {})


def _announcement_signature(record: Mapping[str, Any]) -> Fault | None:
    signature = record["announcement_signature"]
    if signature_holds(ANNOUNCEMENT_PURPOSE, record["announcement"], signature):
        return None
    return "signature_invalid", {}


def _strata(record: Mapping[str, Any], drawn: _Again) -> Fault | None:
    try:
        again = drawn.parts["strata"]
    except PoolError as problem:
        return "draw_impossible", {"reason": problem.code}
    given = record["strata"]
    if digest(given) == digest(again):
        return None
    if not isinstance(given, list) or len(given) != len(again):
        return "strata_differ", {"stratum": "", "round": 0}
    for one, other in zip(given, again, strict=True):
        if one != other:
            return "strata_differ", {"stratum": other["code"], "round": _round(one, other)}
    return "strata_differ", {"stratum": "", "round": 0}


def _round(given: Any, again: Mapping[str, Any]) -> int:
    """Return the number of the first round that differs; that of the last for what else does."""
    rounds = given.get("rounds") if isinstance(given, dict) else None
    pairs = zip_longest(rounds if isinstance(rounds, list) else [], again["rounds"])
    differing = (number for number, (one, other) in enumerate(pairs) if one != other)
    return next(differing, 0)


def _members(record: Mapping[str, Any], drawn: _Again) -> Fault | None:
    same = digest(record["members"]) == digest(drawn.parts["members"])
    return None if same else ("members_differ", {})


def _reserves(record: Mapping[str, Any], drawn: _Again) -> Fault | None:
    same = digest(record["reserves"]) == digest(drawn.parts["reserves"])
    return None if same else ("reserves_differ", {})


def _alone(
    check: Callable[[Mapping[str, Any]], Fault | None],
) -> Callable[[Mapping[str, Any], _Again], Fault | None]:
    """Return a check that needs no second draw in the form of those that do."""
    return lambda record, _drawn: check(record)


# part → its check, and the parts that must hold before it can be decided
_CHECKS: dict[str, tuple[Callable[[Mapping[str, Any], _Again], Fault | None], tuple[str, ...]]] = {
    "format": (_alone(_format), ()),
    "announcement": (_alone(announcement_fault), ()),
    "announcement_signature": (_alone(_announcement_signature), ("announcement",)),
    "values": (_alone(values_fault), ("announcement",)),
    "salt": (_alone(salt_fault), ()),
    "standing": (_alone(standing_fault), ("announcement",)),
    "lists": (_alone(lists_fault), ("announcement", "standing")),
    "strata": (_strata, ("announcement", "values", "lists")),
    "members": (_members, ("strata",)),
    "reserves": (_reserves, ("strata",)),
    "ledger": (_alone(ledger_fault), ("announcement", "values")),
}
