"""Agreement in words: figures, reasons for missing ones, and which limit a factor crossed."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.agreement.panel import panel_agreement
from riskassess.exhibits.agreement import LIMITS, agreement_sections, sheets_sent
from tests.unit.exhibits.examples import MANUALS, NAMES, computed


def section(manual, sent=5, **changes):
    assessment = replace(computed(manual).assessment, **changes)
    return agreement_sections(assessment, NAMES, builtin_manual(manual), sent=sent)[0]


def rows(found):
    return {row.name: row for row in found.rows}


def test_figures_are_those_of_the_domain():
    found = rows(section("cn-default"))
    plain = panel_agreement(computed("cn-default").assessment.before, limits=LIMITS, sent=5)
    told = found["协调系数 W（风险排序）"].value.split("（")[0]
    assert abs(Decimal(told) - Decimal(float(plain.risk.w))) <= Decimal("0.0005")
    assert "已作同分修正（修正前 " in found["协调系数 W（风险排序）"].note
    alpha = Decimal(found["一致性系数 α（概率）"].value)
    assert abs(alpha - Decimal(float(plain.probability.alpha))) <= Decimal("0.0005")
    assert found["积极系数"].value == "60.0%"
    assert found["积极系数"].note == "收回 3 份 / 发出 5 份"


def test_what_cannot_be_computed_says_why():
    alone = rows(section("cn-default", before=computed("cn-default").assessment.before[:1]))
    assert alone["协调系数 W（风险排序）"].value == "—"
    assert alone["协调系数 W（风险排序）"].note == "只有一位专家，无从比较"
    assert rows(section("cn-default", sent=None))["积极系数"].note == "不知道发出了多少份评分表"
    assert rows(section("cn-levels"))["协调系数 W（权重打分）"].note == (
        "每位专家对各因素的评分都相同，分不出高低"
    )
    assert rows(section("cn-ahp"))["协调系数 W（权重打分）"].note == "本手册不填权重打分"
    assert rows(section("js-4013"))["协调系数 W"].note == "扣分各项满分不同，名次没有可比性"


@pytest.mark.parametrize("manual", MANUALS)
def test_more_sheets_than_were_sent_give_no_rate(manual):
    assert rows(section(manual, sent=2))["积极系数"].value == "—"


def test_flagged_factors_name_the_limit_that_was_crossed():
    found = section("cn-default")
    assert found.flagged_codes == {"D03"}
    (row,) = found.flagged
    assert (row.name, row.quantity) == ("噪声振动", "概率")
    assert row.reason == "变异系数 0.80，大于 0.35；最高与最低相差 4 档，达到 3 档"


def line(*, is_seated, invited):
    member = SimpleNamespace(invited_at="2026-03-01" if invited else None)
    return SimpleNamespace(member=member, is_seated=is_seated)


def test_sheets_are_sent_to_invited_members_who_still_sit():
    lines = [line(is_seated=True, invited=True), line(is_seated=False, invited=True)]
    assert sheets_sent(SimpleNamespace(members=lines)) == 1
    outside = [line(is_seated=True, invited=False)]
    assert sheets_sent(SimpleNamespace(members=outside)) is None
