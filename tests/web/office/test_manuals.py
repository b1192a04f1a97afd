"""Assessment manuals to read and to compare."""

import pytest

from riskassess.adapters.manuals import builtin_manual, builtin_manuals
from riskassess.domain.manual import parse_manual
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.manuals import find_newest
from riskassess.services.manuals import store_manual, store_missing
from tests import factories
from tests.services.test_todo import count_queries
from tests.support.office import page


@pytest.fixture
def shelf(session, now):
    """Store every manual that comes with the product; return the ids by manual."""
    names = builtin_manuals()
    store_missing(session, manuals=[builtin_manual(name) for name in names], now=now)
    return {name: find_newest(session, name).id for name in names}


def test_list_tells_source_confidence_dates_and_use(shelf, desk, client):
    desk(AssessmentState.SUBMITTED)
    text = page(client, "/office/manuals")
    for words in (
        "重大项目社会稳定风险评估手册（通用版）", "js-4013", "▲ 未核实", "○ 待核定", "◐ 通行做法",
        "现行", "2026-01-01", "1 个", "DB32/T 4013-2021",
    ):  # fmt: skip
        assert words in text, words
    assert "导入手册</a>" in text


def test_list_tells_which_version_is_in_force(session, desk, client, now):
    desk(AssessmentState.SUBMITTED)
    plain = builtin_manual("cn-default").plain
    later = parse_manual({**plain, "version": 2, "effective_from": "2026-03-03"})
    store_manual(session, manual=later, now=now)
    session.commit()
    text = page(client, "/office/manuals")
    assert "○</span> 尚未施行" in text
    assert "●</span> 现行" in text


def test_who_may_not_import_is_told_who_may(shelf, desk, client):
    desk(AssessmentState.SUBMITTED, role=Role.ARCHIVIST)
    text = page(client, "/office/manuals")
    assert "导入手册</a>" not in text
    assert "手册由承办人导入，由另一位审批人批准" in text


@pytest.mark.parametrize("name", builtin_manuals())
def test_each_manual_can_be_read(name, shelf, desk, client):
    desk(AssessmentState.SUBMITTED)
    manual = builtin_manual(name)
    text = page(client, f"/office/manuals/{shelf[name]}")
    assert manual.title.zh in text
    assert manual.digest in text
    assert ("▲ 未核实" in text) is not manual.verified
    assert all(str(note).split("“")[0] in text for note in manual.notes)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cn-default-matrix-hb", ["HB 教材矩阵：● 本手册所用", "TH 乘积矩阵：○ 仅供对照",
                                  "查矩阵 HB", "5 严重", "1 很低"]),
        ("cn-levels", ["选 1 至 5 档", "等级系数", "0.64"]),
        ("cn-ahp", ["特征向量法", "saaty", "先比风险类型再比因素"]),
        ("cn-fuzzy", ["最大隶属度", "模糊评分"]),
        ("js-4013", ["每项扣分，0 分最好", "合法性", "不小于 70 分", "大于 40 分",
                     "反对者所占比例 × 强度 × 上限"]),
    ],
)  # fmt: skip
def test_methods_are_shown_in_words(name, words, shelf, desk, client):
    desk(AssessmentState.SUBMITTED)
    text = page(client, f"/office/manuals/{shelf[name]}")
    for word in words:
        assert word in text, word


def test_matrix_is_drawn_as_it_is_written(shelf, desk, client):
    desk(AssessmentState.SUBMITTED)
    text = page(client, f"/office/manuals/{shelf['cn-default-matrix-hb']}")
    table = text.split("HB 教材矩阵")[1].split("</table>")[0]
    rows = table.split("<tr>")[2:]
    drawn = [[cell.split("</span>")[1] for cell in row.split("<td>")[1:]] for row in rows]
    words = {"negligible": "微小", "minor": "较小", "moderate": "一般", "major": "较大",
             "severe": "重大"}  # fmt: skip
    matrix = builtin_manual("cn-default-matrix-hb").degrees.matrix_in_use
    assert drawn == [
        [words[matrix.degree(probability, impact)] for probability in range(1, 6)]
        for impact in range(5, 0, -1)
    ]


def test_two_stored_versions_are_compared(shelf, desk, client):
    desk(AssessmentState.SUBMITTED)
    address = "/office/manuals/difference"
    assert "两者内容" not in page(client, address)
    old, new = shelf["cn-default"], shelf["xian-2014"]
    text = page(client, f"{address}?old={old}&new={new}")
    for words in ("判定标准", "反对比例 · 高风险", "criteria.opposition.high", "大于 0.5",
                  "大于 0.33", "～</span> 改动"):  # fmt: skip
        assert words in text, words
    assert "两者内容相同" in page(client, f"{address}?old={old}&new={old}")
    assert f'<option value="{new}" selected>' in text
    for number in (999_999, 0, 10**30, -(10**30)):
        page(client, f"{address}?old={old}&new={number}", status=404)


def test_manual_that_is_not_there_is_not_found(desk, client):
    desk(AssessmentState.SUBMITTED)
    for number in (999_999, 10**30):
        page(client, f"/office/manuals/{number}", status=404)
    assert client.get(f"/office/assessments/{10**30}").status_code == 404


def test_list_asks_a_fixed_number_of_questions(session, shelf, desk, client, now):
    desk(AssessmentState.SUBMITTED)
    few = count_queries(session, lambda: page(client, "/office/manuals"))
    for _number in range(5):
        factories.assessment()
    many = count_queries(session, lambda: page(client, "/office/manuals"))
    assert few == many
