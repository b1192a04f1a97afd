"""The pool manual: the one that comes along is good; every wrong one is named with its place."""

import pytest

from expert_pool import publication
from riskassess.adapters.pool_manuals import (
    builtin_pool_manual,
    builtin_pool_manuals,
    load_pool_manual_bytes,
    load_pool_manual_text,
)
from riskassess.domain.errors import InvalidManual, NotFound
from riskassess.domain.pool_manual import checks, parse_stored_pool_manual
from riskassess.proof.canonical import canonical_json

TEXT = builtin_pool_manuals()["cn-pool"].read_text(encoding="utf-8")


def changed(*pairs):
    """Return the text with lines changed; each must be there."""
    text = TEXT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def told(text):
    with pytest.raises(InvalidManual) as error:
        load_pool_manual_text(text)
    more = error.value.facts.get("more", ())
    return [(error.value.where, error.value.code), *[(where, code) for where, code, _facts in more]]


@pytest.mark.parametrize("name", sorted(builtin_pool_manuals()))
def test_manual_of_the_product_is_good_and_kept_as_it_is(name):
    manual = builtin_pool_manual(name)
    again = parse_stored_pool_manual(canonical_json(manual.plain), digest=manual.digest)
    assert again == manual
    assert again.digest == manual.digest


def test_every_rule_says_where_it_comes_from():
    manual = builtin_pool_manual("cn-pool")
    rules = (manual.admission, manual.conditions, manual.term, manual.standing, manual.retention,
             manual.avoidance, manual.draw, manual.reminders, manual.evaluation, manual.fees,
             manual.health, *manual.conditions.conditions)  # fmt: skip
    assert all(rule.source and rule.confidence for rule in rules)


def test_unknown_manual_is_named():
    with pytest.raises(NotFound):
        builtin_pool_manual("nowhere")


def test_changed_text_is_seen():
    manual = builtin_pool_manual("cn-pool")
    text = canonical_json(manual.plain).replace('"years":3', '"years":4', 1)
    with pytest.raises(InvalidManual) as error:
        parse_stored_pool_manual(text, digest=manual.digest)
    assert error.value.code == "manual_digest_differs"


@pytest.mark.parametrize(
    ("pairs", "key", "code"),
    [
        ([("  publicity_days: 5", "  publicity_days: 0")], "publicity_days",
         "pool_manual_too_small"),
        ([("  publicity_unit: working", "  publicity_unit: lunar")], "publicity_unit",
         "manual_unknown_word"),
        ([("renewal_results: [excellent, ", "renewal_results: [brilliant, ")], "renewal_results",
         "manual_unknown_reference"),
        ([("code: leak,", "code: benefit,")], "removal", "manual_duplicate"),
        ([("near_match: 88", "near_match: 101")], "near_match", "pool_manual_no_percent"),
        ([("maximum: 30,", "maximum: 31,")], "items", "pool_manual_not_hundred"),
        ([("    - {title_level: chief, duration: day, yuan: 1800}\n", "")], "table",
         "pool_manual_fee_missing"),
        ([("format: riskassess.pool-manual/1", "format: riskassess.manual/1")], "format",
         "manual_unknown_word"),
        ([("  link_days: 30", "  links: 30")], "links", "manual_unknown_key"),
        ([("  link_days: 30", "  links: 30")], "admission", "manual_missing_key"),
        ([("weekdays: [2, 4, 7]", "weekdays: [2, 7, 4]")], "weekdays", "pool_manual_weekdays"),
        ([("weekdays: [2, 4, 7]", "weekdays: [0, 4, 7]")], "weekdays", "pool_manual_weekdays"),
        ([('at: "21:15"', 'at: "24:15"')], "at", "pool_manual_hour"),
        ([("lead_hours: 18", "lead_hours: 0")], "lead_hours", "pool_manual_too_small"),
        ([("lead_hours: 18", "lead_hours: 8785")], "lead_hours", "pool_manual_too_large"),
        ([("count: 6, smallest: 1", "count: 5, smallest: 1")], "groups", "pool_manual_groups"),
        ([("count: 6, smallest: 1", "count: 6, smallest: 0")], "groups", "pool_manual_no_range"),
        ([("role: case_officer, ", 'role: case_officer, published: {weekdays: [1], at: "08:00", '
           "lead_hours: 1, source: x, confidence: low}, ")], "published",
         "pool_manual_publication"),
        ([("sources: [dice_officer, dice_keeper]", "sources: [dice_officer]")], "offers",
         "pool_manual_two_roles"),
    ],
)  # fmt: skip
def test_wrong_manual_is_named_with_line_and_key(pairs, key, code):
    found = told(changed(*pairs))
    assert any(key in where and said == code for where, said in found), found
    assert all(where.split(":")[0].isdecimal() for where, _said in found), found


def test_no_manual_is_taken_whose_announcements_would_be_refused():
    assert checks.LONGEST_LEAD == publication.LONGEST_LEAD


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(InvalidManual) as error:
        load_pool_manual_bytes(b"\xff\xfe\x00broken")
    assert error.value.code == "manual_encoding"
