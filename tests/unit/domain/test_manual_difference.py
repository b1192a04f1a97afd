"""What is otherwise in one manual than in another: nothing is lost, nothing is invented."""

import copy
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskassess.adapters.manuals import builtin_manual, load_manual_text
from riskassess.domain.manual.difference import (
    SECTION_OF,
    ChangeKind,
    Section,
    difference,
    difference_of_plain,
)
from riskassess.exhibits.manual_changes import change_groups, change_text

MANUAL = builtin_manual("cn-default")
PLAIN = MANUAL.plain


def leaves(value, path=()):
    """Yield the path of every scalar of plain data."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield path


LEAVES = list(leaves(PLAIN))
ROW_LISTS = [key for key, value in PLAIN.items() if isinstance(value, list) and len(value) > 1]


def changed(*edits):
    """Return a copy of the plain data with the values at some paths replaced."""
    plain = copy.deepcopy(PLAIN)
    for path, value in edits:
        place = plain
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
    return plain


def other(value):
    """Return another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        return value + 1
    return f"{value}~"


def value_at(plain, path):
    for step in path:
        plain = plain[step]
    return plain


@pytest.mark.parametrize("name", ["cn-default", "xian-2014", "js-4013", "cn-fuzzy"])
def test_manual_does_not_differ_from_itself(name):
    manual = builtin_manual(name)
    assert difference(manual, manual) == ()
    assert difference_of_plain(manual.plain, copy.deepcopy(manual.plain)) == ()


@settings(max_examples=300)
@given(st.sampled_from(LEAVES))
def test_every_changed_leaf_is_found_and_nothing_else(path):
    before = value_at(PLAIN, path)
    found = difference_of_plain(PLAIN, changed((path, other(before))))
    is_row_name = path[-1] in {"code", "key", "degree", "grade", "decision", "stage", "conclusion"}
    is_row_name |= path[-1] in {"level", "impact", "value", "points"}
    if is_row_name and len(found) > 1:  # another row then: one came, one went, or the list as such
        assert {each.kind for each in found} >= {ChangeKind.ADDED, ChangeKind.REMOVED}
    else:
        assert len(found) == 1, path
    assert {each.section for each in found} == {SECTION_OF.get(path[0], Section.IDENTITY)}


@given(st.lists(st.sampled_from(LEAVES), min_size=1, max_size=5, unique=True))
def test_going_back_turns_every_change_around(paths):
    new = changed(*((path, other(value_at(PLAIN, path))) for path in paths))
    turned = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
    there, back = difference_of_plain(PLAIN, new), difference_of_plain(new, PLAIN)
    assert there
    assert {(each.where, turned.get(each.kind, each.kind), each.new, each.old) for each in back
            if each.kind is ChangeKind.CHANGED and not isinstance(each.old, list | dict)} == {
        (each.where, each.kind, each.old, each.new) for each in there
        if each.kind is ChangeKind.CHANGED and not isinstance(each.old, list | dict)
    }  # fmt: skip
    assert len(there) == len(back)


@pytest.mark.parametrize("key", ROW_LISTS)
def test_row_that_comes_or_goes_is_one_change(key):
    plain = copy.deepcopy(PLAIN)
    gone = plain[key].pop()
    found = difference_of_plain(PLAIN, plain)
    assert [(each.kind, each.old) for each in found] == [(ChangeKind.REMOVED, gone)]
    found = difference_of_plain(plain, PLAIN)
    assert [(each.kind, each.new) for each in found] == [(ChangeKind.ADDED, gone)]


def test_rows_are_matched_by_code_and_a_new_order_is_told():
    plain = copy.deepcopy(PLAIN)
    plain["criteria"].reverse()
    found = difference_of_plain(PLAIN, plain)
    assert [each.where for each in found] == ["criteria.order"]
    assert found[0].old == list(reversed(found[0].new))


def test_limit_is_one_value_and_speaks_the_words_of_the_page():
    text = """
format: riskassess.manual/1
id: cn-else
version: 1
title: {zh: 别处, en: elsewhere}
source: 某地
confidence: medium
effective_from: "2026-01-01"
base: {id: cn-default, version: 1}
criteria:
  - {code: opposition, high: {at_least: "0.33"}, confidence: low}
"""
    found = [
        each
        for each in difference(MANUAL, load_manual_text(text))
        if each.section is Section.CRITERIA
    ]
    assert [each.where for each in found] == [
        "criteria.opposition.confidence",
        "criteria.opposition.high",
    ]
    lines = [change_text(group, line) for group in change_groups(found) for line in group.lines]
    assert lines == [
        "～ 判定标准 · 反对比例 · 把握：◐ 通行做法 → ○ 待核定",
        "～ 判定标准 · 反对比例 · 高风险：大于 0.5 → 不少于 0.33",
    ]


def test_same_number_written_otherwise_is_no_change():
    assert not difference_of_plain({"survey": {"n": "0.5"}}, {"survey": {"n": Decimal("0.5")}})
    assert difference_of_plain({"survey": {"n": 1}}, {"survey": {"n": True}})
    assert difference_of_plain({"index": {"paragraph": "5.1"}}, {"index": {"paragraph": "5.10"}})


def test_rows_without_a_name_are_compared_place_by_place():
    old = {"notes": [{"zh": "甲", "en": "a"}, {"zh": "乙", "en": "b"}]}
    new = {"notes": [{"zh": "甲", "en": "a"}]}
    found = difference_of_plain(old, new)
    assert [(each.where, each.kind) for each in found] == [("notes", ChangeKind.CHANGED)]
    old = {"criteria": [{"code": "x", "attention": [{"note": "a"}, {"note": "b"}]}]}
    new = {"criteria": [{"code": "x", "attention": [{"note": "a"}, {"note": "c"}]}]}
    found = difference_of_plain(old, new)
    assert [(each.where, each.old, each.new) for each in found] == [
        ("criteria.x.attention.2.note", "b", "c")
    ]


def test_every_section_of_every_builtin_difference_has_words():
    for name in ("js-4013", "cn-fuzzy", "cn-levels", "xian-2014"):
        for group in change_groups(difference(MANUAL, builtin_manual(name))):
            assert not group.title.isascii(), group.code
            for line in group.lines:
                assert line.what
                assert not line.what.isascii(), line.where
