"""The sheet's pages under each kind of manual: what is asked, kept, refused, and never anchored."""

import re

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.sheet_form import SheetForm
from tests.support.kind_rooms import OPINIONS, figures, kind_room
from tests.support.sheets import said

AT = "2026-03-02T02:29:59.120Z"


def url(room, tail=""):
    return f"/expert/reviews/{room.chairs[0].member.id}{tail}"


def send(client, room, *ops):
    lines = [
        {"op": f"{number}", "factor": place, "field": field, "value": value, "base": None, "at": AT}
        for number, (place, field, value) in enumerate(ops)
    ]
    return client.post(url(room, "/changes"), json={"ops": lines})


def fill(client, room, *, classes=False):
    form = SheetForm(builtin_manual(room.manual_id), has_classes=classes)
    ops = [*figures(room, form), *OPINIONS]
    assert len(send(client, room, *ops).json["saved"]) == len(ops)


@pytest.fixture
def enter(session, sign_in):
    """Return a maker of rooms under a manual, with the browser of its first expert."""

    def call(manual_id, **values):
        room = kind_room(session, manual_id, **values)
        room.manual_id = manual_id
        return sign_in(room.chairs[0].account), room

    return call


def test_levels_are_five_words_with_their_meaning(enter):
    client, room = enter("cn-levels")
    factor = room.factors[0].id
    send(client, room, (str(factor), "before_impact", "4"))
    page = client.get(url(room, f"/sheet/{factor}")).text
    name = f'name="{factor}.before_impact"'
    assert [value for value in "123456" if f'{name} value="{value}"' in page] == list("12345")
    checked = re.findall(rf'{name} value="(\d)"[^>]* checked', page)
    assert checked == ["4"]
    assert all(word in page for word in ("可忽略", "较小", "严重", "影响波及全市", "几乎肯定发生"))
    assert "0 至 100%" not in page
    assert f'name="{factor}.before_weight"' in page
    assert f'aria-describedby="v-{factor}-before_impact-4"' in page


def test_a_form_without_script_saves_levels_and_keeps_a_wrong_one(enter, session):
    client, room = enter("cn-levels")
    factor = room.factors[0].id
    place = url(room, f"/sheet/{factor}")
    good = {f"{factor}.before_impact": "2", f"{factor}.after_impact": "1", "go": "next"}
    assert client.post(place, data=good).status_code == 303
    assert said(session).at(str(factor)) == {"before_impact": 4000, "after_impact": 2000}
    bad = {f"{factor}.before_impact": "6", f"{factor}.comment": "留下的话"}
    answer = client.post(place, data=bad)
    assert answer.status_code == 422
    assert "“6”不是 1 至 5 的级别" in answer.text
    assert "留下的话" in answer.text


def test_own_levels_stand_in_words_and_in_the_matrix(enter):
    client, room = enter("cn-levels")
    factor = room.factors[0]
    send(
        client, room, (str(factor.id), "before_probability", "4"),
        (str(factor.id), "before_impact", "5"),
    )  # fmt: skip
    page = client.get(url(room, "/sheet")).text
    assert "4 较高 × 5 严重" in page
    spot = page.split(f"● {factor.code}")[0].rsplit("<td", 1)[1]
    assert "grid-severe" in spot
    assert "级别矩阵" in page


def test_pairs_take_the_place_of_weight_scores(enter):
    client, room = enter("cn-ahp")
    page = client.get(url(room, f"/sheet/{room.factors[0].id}")).text
    assert "before_weight" not in page
    assert "权重由两两比较得出" in page
    assert "0 至 100%" in page
    assert (
        "权重"
        not in client.get(url(room, "/sheet")).text.split("各因素</h2>")[1].split("</thead>")[0]
    )


def test_items_stand_by_test_with_nought_first(enter):
    client, room = enter("js-4013")
    page = client.get(url(room, "/sheet/test-legality")).text
    values = re.findall(r'name="item:B.before_points" value="(\d+)"', page)
    assert values == ["0", "2", "5"]
    assert "前置审批齐全" in page
    assert re.findall(r'data-part="([^"]+)"', page) == [
        "test-legality", "test-reasonableness", "test-feasibility", "test-controllability",
        "opinions",
    ]  # fmt: skip
    assert "已填 0 / 20 项" in page
    assert "公布标准并逐户说明" in page  # the measures that the second figure is about


def test_a_form_without_script_saves_points_and_keeps_wrong_ones(enter, session):
    client, room = enter("js-4013")
    place = url(room, "/sheet/test-controllability")
    good = {
        "item:N.before_points": "12.5", "item:O.before_points": "1", "item:O.comment": "见舆情报告",
        "go": "stay",
    }  # fmt: skip
    assert client.post(place, data=good).status_code == 303
    assert said(session).at("item:O") == {"before_points": 10_000, "comment": "见舆情报告"}
    answer = client.post(place, data={"item:N.after_points": "35.5", "item:P.after_points": "2"})
    assert answer.status_code == 422
    assert "扣分“35.5”不在 0 至 35 之间" in answer.text
    assert "这一项只能扣：0、1、3 分" in answer.text
    assert 'value="35.5"' in answer.text


def test_classes_of_the_survey_are_named_without_their_figure(enter):
    client, room = enter("js-4013", classes=True)
    page = client.get(url(room, "/sheet/test-controllability")).text
    assert "item:N.before_points" not in page
    assert "item:N.after_points" in page
    assert "按问卷登记的反对强度分类折算，不用填写" in page
    assert "1.65" not in page  # 35 × 5.7 / 121


def test_no_total_is_shown_before_the_own_sheet_is_submitted(enter):
    client, room = enter("js-4013", classes=True)
    fill(client, room, classes=True)
    for tail in ("", "/sheet", "/sheet/test-controllability", "/submission"):
        page = client.get(url(room, tail)).text
        assert "合计" not in page.split("<main")[1].replace("四类态度合计", "")
        assert "1.65" not in page
    shown = client.post(url(room, "/submission"), follow_redirects=True).text
    assert "我的扣分合计" in shown
    totals = shown.split("我的扣分合计")[1].split("</table>")[0]
    assert re.findall(r"<div>([\d.]+)</div>", totals)[-2:] == ["1.65", "3.5"]
    assert "最差为 100 分" in totals


def test_what_is_missing_is_named_by_item(enter):
    client, room = enter("js-4013")
    send(client, room, ("item:A", "before_points", "0"), ("item:A", "after_points", "0"))
    page = client.get(url(room, "/submission")).text
    legality = page.split("合法性</a>")[1].split("</li>")[0]
    assert "决策程序合规" in legality
    assert "实施主体" not in legality
    assert "还没有扣分" in page.split("可行性</a>")[1].split("</li>")[0]


@pytest.mark.parametrize("manual_id", ["cn-levels", "cn-fuzzy", "js-4013"])
def test_a_submitted_sheet_is_shown_and_takes_nothing_more(enter, manual_id):
    client, room = enter(manual_id)
    fill(client, room)
    shown = client.post(url(room, "/submission"), follow_redirects=True).text
    assert "评分表已于" in shown
    part = "test-legality" if manual_id == "js-4013" else room.factors[0].id
    page = client.get(url(room, f"/sheet/{part}")).text
    assert "js/sheet.js" not in page
    assert "fieldset" in page
    assert page.count("<fieldset") == page.count(" disabled")
    place = "item:A.before_points" if manual_id == "js-4013" else f"{part}.before_impact"
    assert client.post(url(room, f"/sheet/{part}"), data={place: "2"}).status_code == 409


@pytest.mark.parametrize("manual_id", ["cn-levels", "js-4013"])
def test_nobody_sees_anothers_figures(enter, sign_in, manual_id):
    client, room = enter(manual_id)
    fill(client, room)
    secret = "只有我写的话"
    send(client, room, ("opinions", "must_fix", secret))
    client.post(url(room, "/submission"))
    other = sign_in(room.chairs[1].account)
    base = f"/expert/reviews/{room.chairs[1].member.id}"
    part = "test-legality" if manual_id == "js-4013" else room.factors[0].id
    for tail in ("", "/sheet", f"/sheet/{part}", "/submission"):
        page = other.get(base + tail).text
        assert secret not in page
        assert " checked" not in page
    assert other.get(url(room, "/sheet")).status_code == 404
