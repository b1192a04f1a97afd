"""Names of units: cleaning, comparing, codes, and the index that spares most comparisons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.credit_codes import SIGNS, check_sign, read_credit_code
from expert_pool.errors import PoolError
from expert_pool.unit_matching import (
    MatchRule,
    Party,
    UnitFacts,
    clean_names,
    match_employers,
    pair_of,
)
from expert_pool.unit_names import clean_name, name_key
from expert_pool.vocabulary import Alike, CaseParty, MatchRuling, Nearness
from riskassess.resources import NAME_TOOLS
from tests.support.avoidance import compare_names

WORDS = """云水 江州省 云水市 云水县 東城區 华宇 華宇 规划设计 规划設計 大学 第一 第二 集团 （集团）
有限 有限公司 有限责任公司 股份有限公司 公司 分公司 分院 研究院 院 所 支行 医院"""
PARTS = [*WORDS.split(), *" ＡＢ（）"]
names = st.one_of(st.lists(st.sampled_from(PARTS), max_size=7).map("".join), st.text(max_size=12))
CODE = "91350100M000100Y43"


def compare(first, second, near=88):
    return compare_names(first, second, tools=NAME_TOOLS, near=near)


def key(name):
    return name_key(clean_name(name, NAME_TOOLS.simplify))


@given(names)
def test_cleaning_again_changes_nothing(name):
    text = clean_name(name, NAME_TOOLS.simplify)
    assert clean_name(text, NAME_TOOLS.simplify) == text
    assert key(key(name)) == key(name)


@given(st.lists(names, max_size=6))
def test_all_names_together_are_cleaned_as_one_by_one(some):
    assert clean_names(some, NAME_TOOLS.simplify) == {
        name: clean_name(name, NAME_TOOLS.simplify) for name in some
    }


@given(names, names)
def test_matching_is_symmetric(first, second):
    assert compare(first, second) == compare(second, first)


@given(names)
def test_a_name_is_the_same_as_itself(name):
    assert compare(name, name).alike is Alike.SAME


@given(names, names)
def test_the_same_name_is_the_same_for_every_limit(first, second):
    strict, loose = compare(first, second, near=100), compare(first, second, near=1)
    assert (
        (strict.alike is Alike.SAME) == (loose.alike is Alike.SAME) == (key(first) == key(second))
    )


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("华宇有限公司", "华宇集团有限公司", Nearness.FORM),
        ("华宇集团", "华宇集团云水分公司", Nearness.BRANCH),
        ("华宇有限公司青石分公司", "华宇有限公司云水分公司", Nearness.BRANCH),
        ("云水县人民政府", "云水县人民政府办公室", Nearness.CONTAINED),
        ("云水规划院", "云水市规划院", Nearness.CONTAINED),
        ("江州云水市规划院", "江州省云水市规划院", Nearness.CONTAINED),
        ("红枫（安岭）环境公司", "安岭红枫环境公司", Nearness.PLACE),
        ("云水市规划设计院", "云水市规划设计所", Nearness.ENDING),
        ("云水市城市建设投资集团有限公司", "云水城投集团", Nearness.ABBREVIATION),
        ("白石市社会稳定风险评价中心", "白石市社会稳定风险评估中心", Nearness.LIKENESS),
    ],
)
def test_near_names_say_why(first, second, why):
    found = compare(first, second)
    assert (found.alike, found.why) == (Alike.NEAR, why)


def test_the_limit_of_likeness_is_exact():
    first, second = (
        "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥甲乙丙",
        "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥其他的",
    )
    found = compare(first, second, near=88)  # 22 of 25 characters stay
    assert (found.alike, found.score) == (Alike.NEAR, 88)
    assert compare(first, second, near=89).alike is Alike.DIFFERENT


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("云水市第一人民医院", "云水市第二人民医院"),
        ("湖州市规划设计研究院", "杭州市规划设计研究院"),
        ("云水市东方建设监理有限公司", "云水市南方建设监理有限公司"),
    ],
)
def test_places_and_counts_decide_against_all_likeness(first, second):
    assert compare(first, second, near=50).alike is Alike.DIFFERENT


def one_party(*unit_names, **values):
    return [Party(UnitFacts(unit_names, **values), CaseParty.PROJECT_UNIT)]


def verdict(employer, parties, rulings=None):
    rule = MatchRule(NAME_TOOLS, 88, rulings or {})
    return match_employers([employer], parties, rule).get(employer)


def test_ids_codes_and_aliases_decide_before_letters():
    by_id = verdict(UnitFacts(("旧名",), unit_id=7), one_party("华宇集团", unit_id=7))
    by_code = verdict(
        UnitFacts(("华宇集团",), credit_code=CODE), one_party("华宇公司", credit_code=CODE)
    )
    by_alias = verdict(UnitFacts(("云水城投",)), one_party("云水城市投资公司", "雲水城投"))
    assert [each.same for each in (by_id, by_code, by_alias)] == [(0,)] * 3
    other = "91350100M000100Y3" + check_sign("91350100M000100Y3")
    apart = UnitFacts(("华宇集团",), credit_code=other)
    assert verdict(apart, one_party("华宇集团", credit_code=CODE)) is None


def test_a_ruling_ends_the_question_for_all_names_of_the_unit():
    employer, parties = (
        UnitFacts(("华宇集团云水分公司",)),
        one_party("华宇集团有限公司", "华宇集团"),
    )
    (near,) = verdict(employer, parties).near
    assert near.pair == pair_of("华宇集团云水分公司", "华宇集团")
    assert verdict(employer, parties, {near.pair: MatchRuling.SAME}).same == (0,)
    assert verdict(employer, parties, {near.pair: MatchRuling.DIFFERENT}) is None


def test_empty_names_match_nothing():
    assert verdict(UnitFacts(("（）",)), one_party("云水市规划院")) is None


@given(
    st.text(SIGNS[:10], min_size=8, max_size=8), st.text(SIGNS, min_size=9, max_size=9), st.data()
)
def test_a_wrong_character_of_a_code_is_seen(area, rest, data):
    code = area + rest
    code += check_sign(code)
    assert read_credit_code(code.lower()) == code
    place = data.draw(st.integers(0, 17))
    wrong = data.draw(st.sampled_from(SIGNS).filter(lambda sign: sign != code[place]))
    with pytest.raises(PoolError):
        read_credit_code(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("9135", "credit_code_length", {"count": 4}),
        ("91350100M000100Y4O", "credit_code_sign", {"place": 18, "sign": "O"}),
        ("9135A100M000100Y43", "credit_code_area", {"place": 5, "sign": "A"}),
        ("91350100M000100Y4X", "credit_code_check", {"sign": "X", "wanted": "3"}),
        ("云水", "credit_code_length", {"count": 2}),
    ],
)
def test_what_is_wrong_with_a_code_is_named(text, code, facts):
    with pytest.raises(PoolError) as refused:
        read_credit_code(text)
    assert refused.value.code == code
    assert facts.items() <= refused.value.facts.items()
