"""What the parts of a draw's record must have in themselves and by the announcement.

Each check returns nothing, or a code and facts: announcement, lists, values, ledger.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from expert_pool.draw_record import read_rule, rule_record
from expert_pool.errors import PoolError
from expert_pool.frozen import RESERVE, FrozenLists, Row, list_digest, read_line, read_lists
from expert_pool.panel_rule import Candidate, PanelRule, open_places
from expert_pool.vocabulary import LedgerKind
from riskassess.proof.rfc3797 import Algorithm, SourceError, canonical_source

Fault = tuple[str, dict[str, object]]
"""Code and facts of what is wrong."""
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_GROUP = re.compile(r"u[1-9][0-9]*")
GREATEST_PANEL = 1_000
"""No panel is larger; a larger number in a record is a slip or an attack."""
_TEXTS = ("code", "assessment", "kind", "manual_digest", "pool_manual_digest", "announced_at")
# one of these lines announces each draw
_ANNOUNCING = (LedgerKind.ANNOUNCEMENT, LedgerKind.SUPPLEMENT, LedgerKind.REDRAW)


def announcement_fault(record: Mapping[str, Any]) -> Fault | None:
    """Return what is wrong with the form of the announcement, or with its strata by its rule."""
    announcement = record["announcement"]
    try:
        rule = read_rule(announcement["rule"])
        standing = [read_line(row) for row in announcement["standing"]]
        whole = (
            _is_rule(rule, announcement["rule"])
            and _is_announcement(announcement)
            and _in_groups(standing)
        )
        given = [(each["code"], each["places"]) for each in announcement["strata"]]
        wanted = _strata_of(rule, standing) if whole else []
    except (AttributeError, KeyError, TypeError, ValueError, PoolError):
        whole = False
    if not whole:
        return "announcement_malformed", {}
    return None if given == wanted else ("announcement_strata", {})


def _is_rule(rule: PanelRule, given: Mapping[str, Any]) -> bool:
    """Say whether every count of the rule is one, and the rule written as it always is."""
    counts = [rule.size, rule.reserves, rule.per_employer, *(seat.at_least for seat in rule.seats)]
    return (
        all(_is_whole(count) and 0 <= count <= GREATEST_PANEL for count in counts)
        and 0 < rule.class_share <= 1
        and rule_record(rule) == given
    )


def _in_groups(lines: Sequence[Row]) -> bool:
    """Say whether each line has a group in the place of its employer."""
    return all(_GROUP.fullmatch(row[3]) for row in lines)


def _strata_of(rule: PanelRule, standing: Sequence[Candidate]) -> list[tuple[str, int]]:
    codes = [place.code for place in open_places(rule, standing)]
    wanted = [(code, codes.count(code)) for code in dict.fromkeys(codes)]
    return wanted + ([(RESERVE, rule.reserves)] if rule.reserves else [])


def _is_announcement(announcement: Mapping[str, Any]) -> bool:
    """Say whether the parts that the other checks read are there and of their kind."""
    office, review = announcement["office"], announcement["review"]
    texts = [announcement[name] for name in _TEXTS] + [office["code"], office["name"]]
    texts += [each[name] for each in announcement["strata"] for name in ("name", "list_digest")]
    numbers = [announcement["draw"], review["number"]]
    numbers += [each["size"] for each in announcement["strata"]]
    moments = [announcement["announced_at"]]
    moments += [each["expected_at"] for each in announcement["sources"] if each["expected_at"]]
    codes = [each["code"] for each in announcement["sources"]]
    return (
        all(isinstance(text, str) for text in texts)
        and all(_is_whole(number) for number in numbers)
        and all(_moment(moment) is not None for moment in moments)
        and 0 < len(codes) == len(set(codes))
        and announcement["algorithm"] in set(Algorithm)
    )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _moment(text: object) -> datetime | None:
    """Return a moment written in UTC, 2026-11-22T08:30:00Z, None for any other text."""
    if not _MOMENT.fullmatch(str(text)):
        return None
    try:
        return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def lists_fault(record: Mapping[str, Any]) -> Fault | None:
    """Return what is wrong with the lists: their digests, their order, who must stand in them."""
    announcement, lists = record["announcement"], record["lists"]
    try:
        frozen = read_lists(announcement, lists)
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
        codes = [row[0] for row in stratum.lines]
        if list_digest(stratum.lines) != stratum.digest or size != len(codes):
            return "list_digest", {"stratum": stratum.code}
        if any(one >= other for one, other in zip(codes, codes[1:], strict=False)):
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
        entered = [row["source"] for row in values]
        if entered != announced:
            return "values_sources", {}
        for row, source in zip(values, announcement["sources"], strict=True):
            code = value_fault(row["values"], source) or _early(row, source, announcement)
            if code:
                return code, {"source": source["code"]}
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return "values_malformed", {}
    return None


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
    return next(filter(None, (_number_fault(value, source) for value in values)), "")


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
    entered, announced = _moment(row["entered_at"]), _moment(about["announced_at"])
    expected = _moment(source["expected_at"]) if source["expected_at"] else announced
    if entered is None or announced is None or expected is None:
        return "values_malformed"
    return "value_early" if entered < max(announced, expected) else ""


def ledger_fault(record: Mapping[str, Any]) -> Fault | None:
    """Return where the ledger has a gap, or that it does not hold the announcement of this draw."""
    try:
        rows = [
            (number, LedgerKind(kind), draw) for number, kind, _r, draw, _at in record["ledger"]
        ]
    except (TypeError, ValueError):
        return "ledger_malformed", {}
    for place, (number, _kind, _draw) in enumerate(rows, 1):
        if number != place:
            return "ledger_gap", {"number": place}
    draw = record["announcement"]["draw"]
    announced = any(kind in _ANNOUNCING and each == draw for _n, kind, each in rows)
    return None if announced else ("ledger_no_announcement", {"draw": draw})
