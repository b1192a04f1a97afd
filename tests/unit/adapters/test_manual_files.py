"""Manual files from anywhere: bounded, placed, refused with a reason."""

import pytest

from riskassess.adapters.manuals import (
    DEEPEST,
    LARGEST_BYTES,
    builtin_manual,
    builtin_manuals,
    load_manual_bytes,
    load_manual_text,
)
from riskassess.domain.errors import InvalidManual

HEAD = """format: riskassess.manual/1
id: cn-else
version: 1
title: {zh: 别处, en: elsewhere}
source: 某地
confidence: medium
effective_from: "2026-01-01"
base: {id: cn-default, version: 1}
"""


def refused(data):
    with pytest.raises(InvalidManual) as caught:
        load_manual_bytes(data if isinstance(data, bytes) else data.encode())
    return caught.value


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        ("a: [" * 50_000, "manual_too_deep", "1:"),
        ("[" * 200_000, "manual_too_deep", "1:"),
        ("- " * (DEEPEST + 1) + "x", "manual_too_deep", "1:"),
        ("a: &x [1]\nb: *x\n", "manual_alias", "2:"),
        ("a: &x [*x]\n", "manual_alias", "1:"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "manual_alias", "3:"),
        ("id: x\n---\nid: y\n", "manual_unreadable", "2:"),
        ("a: [1\n", "manual_unreadable", "2:"),
        ("a: \x00\n", "manual_unreadable", "1:"),
        (b"id: x\nsource: \xff\n", "manual_encoding", "2:"),
        ("标题".encode("gb18030"), "manual_encoding", "1:"),
        ("id: x".encode("utf-16"), "manual_encoding", "1:"),
        (b"#" * (LARGEST_BYTES + 1), "manual_too_large", "1:"),
        (b"", "manual_wrong_type", "1:$"),
        ("just text", "manual_wrong_type", "1:$"),
        ("id: a\nid: b\n", "manual_duplicate", "2:id"),
        ("? {a: b}\n: c\n", "manual_unknown_key", "1:"),
    ],
)
def test_file_is_refused_with_its_place(data, code, where):
    error = refused(data)
    assert error.code == code
    assert error.where.startswith(where)


def test_billion_laughs_is_refused_before_it_laughs():
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert refused("\n".join(lines)).code == "manual_alias"


def test_very_many_unknown_keys_are_placed_quickly():
    error = refused("\n".join(f"k{number}: 1" for number in range(20_000)))
    assert error.where == "1:k0"
    assert len(error.facts["more"]) > 19_000
    assert error.facts["more"][19_998][0] == "20000:k19999"


@pytest.mark.parametrize("value", ['"1e999999999"', "9" * 5000, "1e5", '"1/0"', '"٣"', ".inf"])
def test_number_without_measure_is_no_number(value):
    error = refused(HEAD + f"panel: {{class_share: {value}}}\n")
    assert error.code == "manual_wrong_type"
    assert error.where == "9:panel.class_share"


def test_text_that_no_database_keeps_is_refused():
    assert refused(HEAD.replace("某地", '"a\\0b"')).where == "5:source"


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("id: cn-else", "id: ../x", "manual_bad_id", "2:id"),
        ("id: cn-else", "id: 手册", "manual_bad_id", "2:id"),
        ("version: 1", "version: 0", "manual_bad_version", "3:version"),
        ("version: 1", "version: 100000000000000000", "manual_bad_version", "3:version"),
        ("zh: 别处", f"zh: {'长' * 201}", "manual_title_long", "4:title.zh"),
        ("{id: cn-default, version: 1}", "{id: cn-default, version: 2}", "manual_base_unknown",
         "8:base"),
    ],
)  # fmt: skip
def test_identity_is_checked(old, new, code, where):
    error = refused(HEAD.replace(old, new, 1))
    assert (error.code, error.where) == (code, where)


def test_problem_of_a_derived_manual_names_the_line_of_its_own_row():
    text = (
        HEAD
        + "criteria:\n  - code: opposition\n    high: {above: x}\n  - {code: index, active: 3}\n"
    )
    error = refused(text)
    places = [error.where, *(where for where, _code, _facts in error.facts["more"])]
    assert places == ["12:criteria[1].active", "11:criteria[4].high.above"]


def test_base_comes_from_the_store_before_the_product():
    asked = []

    def bases(code, version):
        asked.append((code, version))
        return builtin_manual("cn-levels") if version == 1 else None

    assert load_manual_text(HEAD, bases=bases).asks_levels
    assert not load_manual_text(HEAD, bases=lambda _code, _version: None).asks_levels
    assert asked == [("cn-default", 1)]


def test_file_with_a_mark_of_its_encoding_is_read():
    assert load_manual_bytes(b"\xef\xbb\xbf" + HEAD.encode()).id == "cn-else"


@pytest.mark.parametrize("name", builtin_manuals())
def test_builtin_manuals_stay_within_the_bounds_of_imported_ones(name):
    data = builtin_manuals()[name].read_bytes()
    assert load_manual_bytes(data).digest == builtin_manual(name).digest
