"""Likeness of texts: order, reasons, and what it leaves out."""

import pytest

from expert_pool.errors import PoolError
from expert_pool.fit import FieldText, rank_texts

TEXTS = [
    FieldText("water", "水库 大坝 溃坝 灌区"),
    FieldText("law", "合同 诉讼 许可"),
    FieldText("energy", "电站 输电 水库"),
]


def ranked(asked, texts=TEXTS, **more):
    return rank_texts(asked, texts, cut=str.split, **more)


def test_likest_comes_first_with_its_shared_terms():
    found = ranked("水库 大坝 加固")
    assert [match.code for match in found] == ["water", "energy"]
    assert found[0].terms == ("大坝", "水库")  # the rarer word tells more
    assert found[0].likeness > found[1].likeness > 0


def test_texts_without_anything_in_common_are_left_out():
    assert [match.code for match in ranked("诉讼")] == ["law"]
    assert ranked("天气 预报") == []


def test_texts_that_are_alike_stand_in_the_order_of_their_codes():
    twins = [FieldText("b", "水库"), FieldText("a", "水库"), FieldText("c", "诉讼")]
    assert [match.code for match in ranked("水库", twins)] == ["a", "b"]


def test_same_text_has_likeness_one():
    assert ranked("合同 诉讼 许可")[0].likeness == pytest.approx(1)


def test_n_grams_find_what_is_cut_otherwise_and_name_it():
    found = ranked("水利工程溃坝风险", [*TEXTS, FieldText("dam", "溃坝风险分析")])
    assert found[0].code == "dam"
    assert "溃坝风" in found[0].terms
    assert not any(
        term != other and term in other for term in found[0].terms for other in found[0].terms
    )


def test_words_alone_do_not_see_inside_words():
    assert ranked("水利工程溃坝风险", word_share=1.0) == []


def test_order_of_the_texts_changes_nothing():
    assert ranked("水库 大坝", TEXTS[::-1]) == ranked("水库 大坝")


def test_no_more_terms_than_asked_for():
    assert len(ranked("水库 大坝 溃坝 灌区", terms=2)[0].terms) == 2


def test_common_words_are_no_reason_but_count():
    texts = [FieldText("a", "影响 水库"), FieldText("b", "影响 合同")]
    plain, told = ranked("影响 水库", texts), ranked("影响 水库", texts, silent=["影响"])
    assert [(match.code, match.likeness) for match in plain] == [
        (match.code, match.likeness) for match in told
    ]
    assert "影响" in plain[1].terms
    assert [match.terms for match in told] == [("水库",), ()]


def test_empty_texts_and_empty_question_give_nothing():
    assert ranked("水库", []) == []
    assert ranked("水库", [FieldText("none", "")]) == []
    assert ranked("") == []


def test_two_texts_of_one_code_are_refused():
    with pytest.raises(PoolError, match="fit_code_repeated"):
        ranked("水库", [FieldText("a", "水库"), FieldText("a", "大坝")])


def test_results_are_plain_values():
    match = ranked("水库")[0]
    assert type(match.likeness) is float
    assert all(type(term) is str for term in match.terms)
