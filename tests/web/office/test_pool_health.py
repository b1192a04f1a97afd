"""The page of the pool's health and the lists behind its figures."""

import re

import pytest

from riskassess.domain.vocabulary import AssessmentState, Role
from tests import factories

PAGE = "/office/experts/health"


@pytest.fixture
def pool(desk):
    """Return a maker of a running case, an officer at the desk and a small pool."""

    def make(role=Role.POOL_KEEPER, *, experts=4):
        case = desk(AssessmentState.SUBMITTED, role)
        for number in range(experts):
            for profession, class_ in (
                ("law", "management"),
                ("expropriation", "management"),
                ("construction", "engineering"),
                ("social_governance", "research"),
            ):
                factories.expert(
                    office_id=case.office_id,
                    profession=profession,
                    expert_class=class_,
                    employer=f"{profession}{number}",
                )
        return case

    return make


def text_of(client, url=PAGE):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_page_names_the_rule_behind_every_limit(client, pool):
    pool()
    text = text_of(client, f"{PAGE}?project=cn-default.1.demolition")
    for key in ("draws_per_seat = 3", "guess_percent = 5", "term_days = 180",
                "employer_percent = 20", "undrawn_years = 2", "refusals_a_year = 2"):  # fmt: skip
        assert key in text
    assert "专家库手册 cn-pool 第 1 版" in text
    assert "可信度：低" in text


def test_small_seat_is_a_warning_in_words(client, pool):
    pool(experts=2)
    assert "席位“法律”（法律）只有 2 人，少于席位数的 3 倍（3 人）。" in text_of(client)


def test_pool_without_anybody_says_what_it_lacks(client, pool):
    pool(experts=0)
    text = text_of(client)
    assert "抽不出专家组" in text
    assert "现有专家配不齐这样的专家组" in text


def test_chances_follow_the_project_chosen(client, pool):
    pool()
    text = text_of(client, f"{PAGE}?project=cn-default.1.demolition")
    assert 'value="cn-default.1.demolition" selected' in text
    assert "精确值" in text
    assert "至少 3 人" in text
    assert text_of(client, f"{PAGE}?project=nonsense")


def test_easily_guessed_panel_is_a_warning(client, pool):
    pool(experts=2)
    url = f"{PAGE}?project=cn-default.1.demolition"
    assert "的机会猜中至少 2 人，超过 5%。" in text_of(client, url)


def test_figures_have_charts_with_title_and_description(client, pool):
    pool()
    text = text_of(client)
    assert text.count('role="img"') == 4
    assert text.count("<desc>") == 4


@pytest.mark.parametrize("subject", ["ending", "undrawn", "refusing", "busy", "employer"])
def test_lists_open_for_the_keeper_and_for_nobody_else(client, pool, subject):
    pool()
    assert text_of(client, f"{PAGE}/{subject}")
    pool(Role.CASE_OFFICER, experts=1)
    assert client.get(f"{PAGE}/{subject}").status_code == 404


def test_officer_reads_counts_and_why_there_are_no_names(client, pool):
    pool(Role.CASE_OFFICER)
    text = text_of(client)
    assert "名单只供专家库管理员查看。" in text
    assert f"{PAGE}/undrawn" not in text


def test_employer_opens_to_its_experts(client, pool):
    case = pool()
    factories.expert(office_id=case.office_id, employer="某大学", name="贾演示")
    text = text_of(client, f"{PAGE}/employer?employer=某大学")
    assert "贾演示" in text
    assert "某大学的在库专家" in text


def test_percentages_have_one_precision_and_no_file_is_named(client, pool):
    pool()
    text = re.sub(r"<[^>]*>", " ", text_of(client, f"{PAGE}?project=cn-default.1.demolition"))
    shares = set(re.findall(r"\d+(?:\.\d+)?%", text))
    limits = {"5%", "20%", "30%", "95%"}  # whole numbers of the manual and the interval
    assert {share for share in shares if not re.fullmatch(r"\d+\.\d%", share)} <= limits
    assert any("." in share for share in shares)
    assert ".md" not in text


def test_unknown_list_is_no_page(client, pool):
    pool()
    assert client.get(f"{PAGE}/nonsense").status_code == 404
