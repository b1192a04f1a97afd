"""Codes in a list of experts: of the own series no more digits than the next number has room."""

from datetime import date

import pytest

from expert_pool.listed import PoolWords, read_rows

WORDS = PoolWords({"法律": "law"}, {"律师": "lawyer"}, {"lawyer": frozenset({"law"})}, {}, {})


def faults(code):
    cells = {"name": "张三", "expert_class": "法律", "profession": "律师", "employer": "甲所"}
    found = read_rows([(2, {**cells, "code": code})], WORDS, today=date(2026, 3, 2))[1]
    return [fault.code for fault in found]


@pytest.mark.parametrize("code", ["ZJ0001", "ZJ999999", "SQ2026-0001", "old-12345678"])
def test_code_is_taken_over(code):
    assert faults(code) == []


@pytest.mark.parametrize("code", ["ZJ1000000", "ZJ" + "9" * 18, "-1", "A" * 21])
def test_code_without_room_for_the_next_is_refused(code):
    assert faults(code) == ["pool_cell_code"]


def test_class_of_others_is_told_by_names():
    classes = {"law": "law", "eng": "eng", "法律": "law", "工程": "eng"}
    professions = {"lawyer": "lawyer", "律师": "lawyer"}
    words = PoolWords(classes, professions, {"lawyer": frozenset({"law"})}, {}, {})
    for written in ("工程", "eng"):
        cells = {"name": "张三", "expert_class": written, "profession": "lawyer", "employer": "所"}
        (fault,) = read_rows([(2, cells)], words, today=date(2026, 3, 2))[1]
        assert fault.facts == {"value": "律师", "class": "工程"}
