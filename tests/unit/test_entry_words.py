"""What an entry of the audit trail says of before and after."""

from riskassess.i18n import speaking
from riskassess.web.control.entry_words import change_words


def test_moments_are_local_and_purposes_are_words():
    after = '{"expires":"2026-11-29T16:39:07.544888+00:00","link":1,"purpose":"invitation"}'
    told = "有效期：2026-11-30 00:39，链接：1，用途：邀请"
    assert change_words("account", "null", after) == told


def test_fields_are_called_by_their_names_and_nothing_is_a_dash():
    after = '{"fields":["title_level","phone"],"files":[],"voucher":""}'
    told = "栏目：职称等级、电话，附件：—，凭证号：—"
    assert change_words("expert", "null", after) == told
    with speaking("en"):
        assert "title level" in change_words("expert", "null", after).lower()


def test_a_corrected_fact_is_the_projects_and_not_the_experts():
    names = {"field": {"details.area": "征收面积"}, "kind": {"reservoir": "水库"}}
    for field, called in (
        ("title", "项目名称"), ("outline", "项目概况"), ("details.area", "征收面积"),
    ):  # fmt: skip
        assert change_words("correction", "null", f'{{"field":"{field}"}}', names) == (
            f"栏目：{called}"
        )
    was, now = '{"title":"甲"}', '{"field":"title","title":"乙"}'
    told = "项目名称：甲 → 栏目：项目名称，项目名称：乙"
    assert change_words("correction", was, now, names) == told
    assert change_words("expert", "null", '{"fields":["title"]}', names) == "栏目：职称职务"
    assert change_words("assessment", "null", '{"kind":"reservoir"}', names) == "类别：水库"


def test_codes_of_exports_states_and_sources_are_words():
    names = {"source": {"dice_officer": "承办人掷骰"}}
    for subject, after, told in (
        ("office", '{"list":"tasks","rows":3}', "列表：待办，行数：3"),
        ("office", '{"form":"chains","chain":"all"}', "形式：可核对的审计链，审计链：全部"),
        ("case_note", '{"corrects":1}', "更正哪条备注：1"),
        ("review", '{"member":4,"state":"declined"}', "成员：4，状态：已谢绝"),
        ("expert", '{"state":"published"}', "状态：公示中"),
        ("draw", '{"source":"dice_officer"}', "来源：承办人掷骰"),
    ):
        assert change_words(subject, "null", after, names) == told
