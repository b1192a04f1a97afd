"""What an announcement must be in itself: its parts and no other, and strata by its rule."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from expert_pool.draw_record import read_rule, rule_record
from expert_pool.errors import PoolError
from expert_pool.frozen import RESERVE
from expert_pool.moments import Fault, moment_of
from expert_pool.panel_rule import REST, Candidate, PanelRule, open_places
from expert_pool.publication import is_publication, keeps_calendar
from expert_pool.vocabulary import DrawKind, SourceKind
from riskassess.proof.rfc3797 import Algorithm

GREATEST_PANEL = 1_000
"""No panel is larger; a larger number in a record is a slip or an attack."""
_TEXTS = ("code", "assessment", "kind", "manual_digest", "pool_manual_digest", "announced_at")
_KEYS = {
    *_TEXTS, "office", "review", "draw", "replaces", "algorithm", "rule", "standing", "strata",
    "excluded", "sources",
}  # fmt: skip
_MORE = {"needed_bits", "vacant"}
_STRATUM = {"code", "name", "places", "size", "list_digest"}
_SOURCE = {
    "code", "name", "kind", "what", "count", "smallest", "largest", "decimals", "expected_at",
    "role",
}  # fmt: skip
_MORE_OF_SOURCE = {"bits", "digits", "groups", "published"}
_LISTS = ("strata", "sources", "vacant")
_GROUP_PARTS = 3


def announcement_fault(record: Mapping[str, Any]) -> Fault | None:
    """Return what is wrong with the announcement alone; who stays is in another part."""
    about = record["announcement"]
    try:
        rule = read_rule(about["rule"])
        whole = _is_rule(rule, about["rule"]) and _has_its_keys(about) and _is_announcement(about)
        possible = whole and _may_be_strata(about, rule)
        fault = _kind_fault(about) or _sources_fault(about) or _bits_fault(about) if whole else None
    except (AttributeError, KeyError, TypeError, ValueError, PoolError):
        whole = False
    if not whole:
        return "announcement_malformed", {}
    return fault if fault or possible else ("announcement_strata", {})


def _is_rule(rule: PanelRule, given: Mapping[str, Any]) -> bool:
    """Say whether every count of the rule is one, and the rule written as it always is."""
    counts = [rule.size, rule.reserves, rule.per_employer, *(seat.at_least for seat in rule.seats)]
    return (
        all(is_whole(count) and 0 <= count <= GREATEST_PANEL for count in counts)
        and 0 < rule.class_share <= 1
        and rule_record(rule) == given
    )


def _has_its_keys(about: Mapping[str, Any]) -> bool:
    """Say whether announcement, strata and sources hold what they may hold, and nothing else."""
    return (
        _keyed(about, _KEYS, _MORE)
        and _keyed(about["office"], {"code", "name"})
        and _keyed(about["review"], {"number", "kind"})
        and _keyed(about["standing"], {"count", "digest"})
        and all(isinstance(about.get(name, []), list) for name in _LISTS)
        and all(_keyed(each, _STRATUM) for each in about["strata"])
        and all(_is_source(each) for each in about["sources"])
        and all(_keyed(each, {"code", "name", "places"}) for each in about.get("vacant", ()))
        and _are_counts(about)
    )


def _are_counts(about: Mapping[str, Any]) -> bool:
    """Say whether bits and vacant places are whole numbers, as far as they are named."""
    counts = [each["places"] for each in about.get("vacant", ())]
    counts += [each["bits"] for each in about["sources"] if "bits" in each]
    counts += [about["needed_bits"]] if "needed_bits" in about else []
    return all(is_whole(count) and count >= 0 for count in counts)


def _keyed(part: Mapping[str, Any], keys: set[str], more: set[str] | None = None) -> bool:
    return isinstance(part, Mapping) and keys <= set(part) <= keys | (more or set())


def _is_source(source: Mapping[str, Any]) -> bool:
    """Say whether a source holds its parts: a calendar when published, groups of numbers."""
    given = source.get("groups", [])
    groups = isinstance(given, list) and all(
        isinstance(group, list)
        and len(group) == _GROUP_PARTS
        and all(map(is_whole, group))
        and group[0] > 0
        for group in given
    )
    published = source["kind"] == SourceKind.PUBLISHED
    return (
        _keyed(source, _SOURCE, _MORE_OF_SOURCE)
        and _has_limits(source)
        and groups
        and ("published" in source) is published
        and (not published or is_publication(source["published"]))
    )


def _has_limits(source: Mapping[str, Any]) -> bool:
    """Say whether a source's limits are numbers, or both absent, and its signs a text."""
    limits = [source["smallest"], source["largest"]]
    digits = source.get("digits", "0")
    return (
        is_whole(source["count"])
        and is_whole(source["decimals"])
        and (limits == [None, None] or all(map(_is_number, limits)))
        and isinstance(digits, str)
        and digits != ""
    )


def _is_announcement(about: Mapping[str, Any]) -> bool:
    """Say whether the parts that the other checks read are of their kind."""
    texts = [about[name] for name in _TEXTS] + [*about["office"].values(), about["review"]["kind"]]
    texts += [each[name] for each in about["strata"] for name in ("code", "name", "list_digest")]
    texts += [each[name] for each in about["sources"] for name in ("code", "name", "kind", "what")]
    numbers = [about["draw"], about["review"]["number"], about["standing"]["count"]]
    numbers += [each[name] for each in about["strata"] for name in ("places", "size")]
    numbers += list(about["excluded"].values())
    moments = [about["announced_at"]]
    expected = [each["expected_at"] for each in about["sources"]]
    moments += [moment for moment in expected if moment is not None]
    codes = [each["code"] for each in about["sources"]]
    return (
        all(isinstance(text, str) for text in [*texts, about["standing"]["digest"]])
        and all(is_whole(number) and number >= 0 for number in numbers)
        and all(moment_of(moment) is not None for moment in moments)
        and 0 < len(codes) == len(set(codes))
        and about["algorithm"] in set(Algorithm)
        and about["kind"] in set(DrawKind)
    )


def is_whole(value: object) -> bool:
    """Say whether a value of a record is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _may_be_strata(about: Mapping[str, Any], rule: PanelRule) -> bool:
    """Say whether the places are those of the rule for some who stay, as many as announced."""
    given = [(each["code"], each["places"]) for each in about["strata"]]
    order = [*dict.fromkeys(seat.code for seat in rule.seats), REST]
    drawn = [(code, places) for code, places in given if code != RESERVE]
    codes = [code for code, _places in drawn]
    least = {code: sum(s.at_least for s in rule.seats if s.code == code) for code in order}
    return (
        codes == [code for code in order if code in codes]
        and all(places > 0 for _code, places in drawn)
        and all(places <= least[code] for code, places in drawn if code != REST)
        and sum(places for _code, places in drawn) + about["standing"]["count"] == rule.size
        and given == drawn + ([(RESERVE, rule.reserves)] if rule.reserves else [])
    )


def strata_of(rule: PanelRule, standing: Sequence[Candidate]) -> list[tuple[str, int]]:
    """Return code and places of each stratum that the rule and those who stay leave open."""
    codes = [place.code for place in open_places(rule, standing)]
    wanted = [(code, codes.count(code)) for code in dict.fromkeys(codes)]
    return wanted + ([(RESERVE, rule.reserves)] if rule.reserves else [])


def _kind_fault(about: Mapping[str, Any]) -> Fault | None:
    """Say whether only a redraw replaces another draw, an earlier one, and only the first is 1."""
    replaces, again = about["replaces"], about["kind"] == DrawKind.REDRAW
    earlier = is_whole(replaces) and 0 < replaces < about["draw"]
    if earlier is not again or (replaces is not None) is not again:
        return "announcement_replaces", {}
    if (about["draw"] == 1) is not (about["kind"] == DrawKind.FIRST):
        return "announcement_kind", {}
    return None


def _bits_fault(about: Mapping[str, Any]) -> Fault | None:
    """Say whether the sources bring fewer bits than the announcement itself says are needed."""
    bits = [source["bits"] for source in about["sources"] if "bits" in source]
    if "needed_bits" not in about or len(bits) < len(about["sources"]):
        return None
    return None if sum(bits) >= about["needed_bits"] else ("announcement_bits", {})


def _fits_calendar(source: Mapping[str, Any], announced: datetime, expected: datetime) -> bool:
    given = source.get("published")
    return given is None or keeps_calendar(given, announced=announced, expected=expected)


def _sources_fault(about: Mapping[str, Any]) -> Fault | None:
    """Say whether no source could be known when it was announced, and two people throw."""
    announced, roles = moment_of(about["announced_at"]), []
    for source in about["sources"]:
        facts = {"source": source["code"]}
        expected = moment_of(source["expected_at"]) if source["expected_at"] else None
        if source["kind"] == SourceKind.THROWN:
            roles.append(source["role"])
        elif source["kind"] != SourceKind.PUBLISHED or source["role"] is not None:
            return "announcement_source", facts
        elif expected is None:
            return "announcement_past", facts
        if announced and expected and expected <= announced:
            return "announcement_past", facts
        if announced and expected and not _fits_calendar(source, announced, expected):
            return "announcement_calendar", facts
    if not all(isinstance(role, str) and role for role in roles) or len(set(roles)) != len(roles):
        return "announcement_roles", {}
    return None
