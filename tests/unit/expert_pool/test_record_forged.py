"""What a forger who has the office's key may change of a record, and how it is named."""

from decimal import Decimal

import pytest

from expert_pool.record_check import check_record
from tests.unit.expert_pool.draws import change, made_pool, made_record, resealed


@pytest.fixture(scope="module")
def record():
    return made_record(made_pool(30))


def failed(findings):
    return {each.part for each in findings if each.ok is False}


FORGED = [
    (("announcement", "algorithm"), "rfc3797", {"strata"}),
    (("announcement", "algorithm"), "sha1", {"announcement"}),
    (("announcement", "rule", "size"), 7, {"announcement"}),
    (("announcement", "rule", "size"), "5", {"announcement"}),
    (("announcement", "rule", "per_employer"), 10**9, {"announcement"}),
    (("announcement", "strata", 3, "places"), 3, {"announcement"}),
    (("announcement", "strata", 3, "size"), 29, {"lists"}),
    (("announcement", "sources", 0, "largest"), 20, {"values"}),
    (("announcement", "sources", 0, "count"), 6, {"values"}),
    (("announcement", "sources", 1, "decimals"), 1, {"values"}),
    (("announcement", "sources", 1, "expected_at"), "2026-11-23T07:00:01Z", {"announcement"}),
    (("announcement", "sources", 1, "published", "day"), "2026-11-22", {"announcement"}),
    (("announcement", "sources", 1, "published", "weekdays"), [2, 3], {"announcement"}),
    (("announcement", "sources", 1, "published", "weekdays"), [3, 1], {"announcement"}),
    (("announcement", "sources", 1, "published", "at"), "15:01", {"announcement"}),
    (("announcement", "sources", 1, "published", "at"), "24:00", {"announcement"}),
    (("announcement", "sources", 1, "published", "lead_hours"), 79, {"announcement"}),
    (("announcement", "sources", 1, "published", "lead_hours"), 78, set()),
    (("announcement", "sources", 1, "published"), None, {"announcement"}),
    (("announcement", "sources", 0, "groups"), [[0, 1, 33]], {"announcement"}),
    (("announcement", "sources", 0, "groups"), [[6, 1, 33], [1, 1, 4]], {"values"}),
    (("announcement", "sources", 0, "groups"), [[6, 1, 30], [1, 1, 16]], {"values"}),
    (("announcement", "announced_at"), "2026-11-24T00:00:00Z", {"announcement"}),
    (("announcement", "announced_at"), "2026-11-20T02:00:00Z", {"ledger"}),
    (("announcement", "sources", 0, "expected_at"), None, {"announcement"}),
    (("announcement", "sources", 0, "expected_at"), "2026-11-20T01:00:00Z", {"announcement"}),
    (("announcement", "sources", 0, "kind"), "drawn", {"announcement"}),
    (("announcement", "sources", 0, "role"), "case_officer", {"announcement"}),
    (("announcement", "sources", 0, "more"), 1, {"announcement"}),
    (("announcement", "more"), 1, {"announcement"}),
    (("announcement", "office", "more"), 1, {"announcement"}),
    (("announcement", "strata", 0, "more"), 1, {"announcement"}),
    (("announcement", "replaces"), 1, {"announcement"}),
    (("announcement", "kind"), "redraw", {"announcement"}),
    (("announcement", "standing", "count"), 1, {"announcement"}),
    (("announcement", "standing", "digest"), "sha256:0", {"standing"}),
    (("values", 0, "more"), 1, {"values"}),
    (("values", 0, "role"), "case_officer", {"values"}),
    (("values", 0, "proof"), {"digest": "x"}, {"values"}),
    (("values", 0, "entered_at"), "2099-01-01T00:00:00Z", {"values"}),
    (("values", 0, "confirmed", "at"), "2099-01-01T00:00:00Z", {"ledger"}),
    (("values", 0, "confirmed", "at"), "2026-11-23T07:59:59Z", {"values"}),
    (("values", 0, "confirmed", "by"), "p1", {"values"}),
    (("values", 0, "confirmed", "more"), "p1", {"values"}),
    (("values", 0, "confirmed"), None, {"values"}),
    (("values", 0, "by"), "Wang", {"values"}),
    (("values", 0, "note"), "", {"values"}),
    (("announcement", "needed_bits"), 1, set()),
    (("announcement", "needed_bits"), "1", {"announcement"}),
    (
        ("announcement", "vacant"),
        [{"code": "law", "name": "x", "places": "many"}],
        {"announcement"},
    ),
    (("announcement", "sources", 0, "bits"), "22", {"announcement"}),
    (("announcement", "vacant"), "", {"announcement"}),
    (("announcement", "sources", 0, "count"), True, {"announcement"}),
    (("announcement", "sources", 0, "decimals"), True, {"announcement"}),
    (("announcement", "sources", 1, "decimals"), Decimal("2.5"), {"announcement"}),
    (("announcement", "sources", 0, "smallest"), None, {"announcement"}),
    (("announcement", "sources", 0, "largest"), "33", {"announcement"}),
    (("announcement", "sources", 0, "digits"), [], {"announcement"}),
    (("announcement", "sources", 0, "digits"), "", {"announcement"}),
    (("announcement", "sources", 0, "expected_at"), {}, {"announcement"}),
    (("values",), {}, {"values"}),
    (("values", 0, "proof"), ["filename", "digest"], {"values"}),
    (("values", 0, "proof"), {"filename": 1, "digest": "x"}, {"values"}),
    (("values", 0, "values", 1), 3, {"values"}),
    (("values", 0, "values", 6), 17, {"values"}),
    (("standing",), [["X", "law", "research", "u1"]], {"standing"}),
    (("standing",), 1, {"standing"}),
    (("standing",), [["s01", "law"]], {"standing"}),
    (("salt",), "0" * 31, {"salt"}),
    (("salt",), "0" * 32, {"standing"}),
    (("ledger", 1, 1), "refusal", {"ledger"}),
    (("ledger", 1, 3), 2, {"ledger"}),
    (("ledger", 1, 5), "2026-11-19T00:00:00Z", {"ledger"}),
    (("ledger", 1, 5), "2026-11-23T07:59:59Z", {"ledger"}),
    (("ledger", 0, 5), "2019-11-20T01:00:00Z", {"ledger"}),
    (("ledger", 0, 4), 7, {"ledger"}),
    (("announcement", "announced_at"), "gestern", {"announcement"}),
    (("announcement", "sources"), [], {"announcement"}),
    (("announcement", "draw"), 2, {"announcement"}),
    (("values", 0, "values", 0), 4, {"strata"}),
    (("values", 0, "values", 0), 34, {"values"}),
    (("values", 0, "values", 0), "3", {"values"}),
    (("values", 1, "values"), [], {"values"}),
    (("values", 1, "source"), "ssq", {"values"}),
    (("values", 1, "entered_at"), "2026-11-23T06:59:59Z", {"values"}),
    (("strata", 0, "key_string"), "1./", {"strata"}),
    (("strata", 3, "rounds", 0, 3), 1, {"strata"}),
    (("strata", 3, "rounds", 0, 5), "rule", {"strata"}),
    (("strata",), [], {"strata"}),
    (("members", 0, 0), "ZJ999", {"members"}),
    (("reserves", 0), "ZJ999", {"reserves"}),
    (("ledger", 0, 0), 2, {"ledger"}),
    (("ledger", 0, 1), "lottery", {"ledger"}),
    (("ledger", 0, 4), None, {"ledger"}),
    (("format",), "riskassess.draw/3", {"format"}),
]


@pytest.mark.parametrize(("path", "to", "named"), FORGED)
def test_a_forger_with_the_key_cannot_make_another_result(record, path, to, named):
    changes = {path[0]: to} if len(path) == 1 else change(record, *path, to=to)
    forged = resealed(record, **changes)
    assert failed(check_record(forged)) == named


def test_sources_bring_the_bits_that_the_announcement_says_are_needed(record):
    about = record["announcement"]
    sources = [{**each, "bits": 10} for each in about["sources"]]
    for needed, codes in ((20, []), (21, ["announcement_bits"])):
        announcement = {**about, "sources": sources, "needed_bits": needed}
        found = check_record(resealed(record, announcement=announcement))
        assert [each.code for each in found if each.ok is False] == codes
