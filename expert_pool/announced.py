"""What the parts of a draw's record must have by its announcement.

Each check returns nothing, or a code and facts: salt, lists, who stays, values.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from expert_pool.announced_form import strata_of
from expert_pool.draw_record import read_rule
from expert_pool.errors import PoolError
from expert_pool.frozen import FrozenLists, Row, list_digest, read_line, read_lists
from expert_pool.moments import Fault, moment_of
from expert_pool.panel_rule import PanelRule
from expert_pool.sealing import is_salt, places_of
from expert_pool.vocabulary import SourceKind
from riskassess.proof.rfc3797 import SourceError, canonical_source

_GROUP = re.compile(r"u[1-9][0-9]*")
_VALUE = {"source", "values", "note", "role", "proof", "entered_at", "by", "confirmed"}
_PERSON = re.compile(r"p[1-9][0-9]*")


def salt_fault(record: Mapping[str, Any]) -> Fault | None:
    """Return that the salt is none."""
    return None if is_salt(record["salt"]) else ("salt_malformed", {})


def _in_groups(lines: Sequence[Row]) -> bool:
    """Say whether each line has a group in the place of its employer."""
    return all(_GROUP.fullmatch(row[3]) for row in lines)


def standing_fault(record: Mapping[str, Any]) -> Fault | None:
    """Return what is wrong with those who stay: by the announced digest, and for the strata."""
    about = record["announcement"]
    try:
        lines = [read_line(row) for row in record["standing"]]
        if not _in_groups(lines):
            return "standing_malformed", {}
    except (TypeError, ValueError):
        return "standing_malformed", {}
    announced = about["standing"]
    same = list_digest(lines, record["salt"]) == announced["digest"]
    if not same or len(lines) != announced["count"] or not _ordered(lines, record["salt"]):
        return "standing_differs", {}
    given = [(each["code"], each["places"]) for each in about["strata"]]
    wanted = strata_of(read_rule(about["rule"]), lines)
    return None if given == wanted else ("standing_strata", {})


def _ordered(lines: Sequence[Row], salt: str) -> bool:
    """Say whether lines stand in the salt's order, no code twice."""
    places = places_of(salt, [row[0] for row in lines])
    return all(one < other for one, other in zip(places, places[1:], strict=False))


def lists_fault(record: Mapping[str, Any]) -> Fault | None:
    """Return what is wrong with the lists: their digests, their order, who must stand in them."""
    announcement, lists, salt = record["announcement"], record["lists"], record["salt"]
    try:
        frozen = read_lists(announcement, record)
        whole = all(_in_groups(each.lines) for each in frozen.strata)
    except PoolError:
        whole = False
    if not whole:
        return "lists_malformed", {}
    named = {each.digest: each for each in frozen.strata}
    if set(named) != set(lists):
        return "lists_unannounced", {}
    sizes = [each["size"] for each in announcement["strata"]]
    for stratum, size in zip(frozen.strata, sizes, strict=True):
        digest = list_digest(stratum.lines, salt)
        if digest != stratum.digest or size != len(stratum.lines):
            return "list_digest", {"stratum": stratum.code}
        if not _ordered(stratum.lines, salt):
            return "list_order", {"stratum": stratum.code}
    return _members_of_lists(frozen, read_rule(announcement["rule"]))


def _members_of_lists(frozen: FrozenLists, rule: PanelRule) -> Fault | None:
    """Compare the lists of the seats with the list of everybody."""
    seats = {seat.code: seat.professions for seat in rule.seats}
    standing = {row.code for row in frozen.standing}
    everybody = [each.lines for each in frozen.strata if each.code not in seats]
    for stratum in frozen.strata:
        if any(row[0] in standing for row in stratum.lines):
            return "list_standing", {"stratum": stratum.code}
        for lines in everybody:
            wanted = seats.get(stratum.code)
            fitting = [row for row in lines if wanted is None or row[1] in wanted]
            if list(stratum.lines) != fitting:
                return "list_incomplete", {"stratum": stratum.code}
    return None


def values_fault(record: Mapping[str, Any]) -> Fault | None:
    """Return which source's values are not as they were announced."""
    announcement, values = record["announcement"], record["values"]
    announced = [each["code"] for each in announcement["sources"]]
    try:
        if not isinstance(values, list):
            return "values_malformed", {}
        entered = [row["source"] for row in values]
        if entered != announced:
            return "values_sources", {}
        for row, source in zip(values, announcement["sources"], strict=True):
            code = _row_fault(row, source) or value_fault(row["values"], source)
            code = code or _early(row, source, announcement) or _confirmed(row, source)
            if code:
                return code, {"source": source["code"]}
        return _throwers_fault(values, announcement["sources"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return "values_malformed", {}


def _row_fault(row: Mapping[str, Any], source: Mapping[str, Any]) -> str:
    """Say whether a row has its parts and no other, and the role that was announced."""
    proof = row["proof"]
    whole = proof is None or _is_proof(proof)
    if set(row) != _VALUE or not isinstance(row["note"], str) or not whole:
        return "values_malformed"
    if not _PERSON.fullmatch(row["by"]):
        return "values_malformed"
    if proof is None and not row["note"]:
        return "value_unproven"
    return "" if row["role"] == (source["role"] or "") else "value_role"


def _is_proof(given: Any) -> bool:
    """Say whether a value of a record names a file and its digest, and nothing else."""
    named = isinstance(given, Mapping) and set(given) == {"filename", "digest"}
    return named and all(isinstance(word, str) for word in given.values())


def value_fault(values: Sequence[Any], source: Mapping[str, Any]) -> str:
    """Return the code of what is wrong with the values of one source; an empty text for nothing.

    Parameters
    ----------
    values : sequence
        Whole numbers and Decimals, or texts where the source has no limits.
    source : mapping
        As an announcement holds it.

    Examples
    --------
    >>> dice = {"count": 2, "smallest": 1, "largest": 6, "decimals": 0}
    >>> value_fault([3, 6], dice), value_fault([3, 7], dice), value_fault([3], dice)
    ('', 'value_range', 'value_count')
    """
    if not isinstance(values, list | tuple) or len(values) != source["count"]:
        return "value_count"
    try:
        canonical_source(list(values))
    except SourceError as error:
        return error.code
    if source["smallest"] is None:
        return ""
    fault = next(filter(None, (_number_fault(value, source) for value in values)), "")
    return fault or _groups_fault(values, source.get("groups", ()))


def _groups_fault(values: Sequence[Any], groups: Sequence[Sequence[int]]) -> str:
    """Say whether the numbers of each group lie in its range and are all different.

    >>> balls = [[6, 1, 33], [1, 1, 16]]
    >>> [_groups_fault(row, balls) for row in ([1, 2, 3, 4, 5, 6, 6], [1, 2, 3, 4, 5, 5, 6],
    ...                                        [1, 2, 3, 4, 5, 6, 17])]
    ['', 'value_repeated', 'value_group']
    """
    start = 0
    for count, smallest, largest in groups:
        own = list(values[start : start + count])
        start += count
        if not all(smallest <= value <= largest for value in own):
            return "value_group"
        if len(set(own)) != len(own):
            return "value_repeated"
    return ""


def _number_fault(value: Any, source: Mapping[str, Any]) -> str:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return "value_no_number"
    if not source["smallest"] <= value <= source["largest"]:
        return "value_range"
    exponent = Decimal(value).normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > source["decimals"]:
        return "value_decimals"
    digits = source.get("digits")
    if digits and not set(str(value)) <= set(digits):
        return "value_digits"
    return ""


def _early(row: Mapping[str, Any], source: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """Say whether values were entered before anybody could know them."""
    entered, announced = moment_of(row["entered_at"]), moment_of(about["announced_at"])
    expected = moment_of(source["expected_at"]) if source["expected_at"] else announced
    if entered is None or announced is None or expected is None:
        return "values_malformed"
    return "value_early" if entered < max(announced, expected) else ""


def _confirmed(row: Mapping[str, Any], source: Mapping[str, Any]) -> str:
    """Say whether another person has confirmed published values; nobody confirms a throw."""
    given = row["confirmed"]
    if source["kind"] != SourceKind.PUBLISHED:
        return "" if given is None else "values_malformed"
    if given is None:
        return "value_unconfirmed"
    entered, confirmed = moment_of(row["entered_at"]), moment_of(given["at"])
    texts = isinstance(given["role"], str) and _PERSON.fullmatch(given["by"])
    if set(given) != {"by", "role", "at"} or not texts or entered is None or confirmed is None:
        return "values_malformed"
    if given["by"] == row["by"]:
        return "value_same_person"
    return "value_confirmed_early" if confirmed < entered else ""


def _throwers_fault(values: Sequence[Any], sources: Sequence[Mapping[str, Any]]) -> Fault | None:
    """Say which throw is of somebody who has thrown before."""
    seen: set[str] = set()
    for row, source in zip(values, sources, strict=True):
        if source["kind"] == SourceKind.THROWN and row["by"] in seen:
            return "value_same_person", {"source": source["code"]}
        if source["kind"] == SourceKind.THROWN:
            seen.add(row["by"])
    return None
