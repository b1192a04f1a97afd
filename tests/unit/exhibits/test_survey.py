"""Survey figures in words: nothing invented, shares that add up, the worst case by the manual."""

from decimal import Decimal

from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.assessment_file import SurveyCounts
from riskassess.domain.survey.wilson import wilson_interval
from riskassess.exhibits.survey import survey_section
from riskassess.filters import percent

FULL = SurveyCounts(issued=396, valid=341, support=150, conditional=80, indifferent=32, oppose=79)


def section(counts, manual="cn-default"):
    return survey_section(counts, builtin_manual(manual))


def test_shares_add_up_and_carry_their_intervals():
    found = section(FULL)
    shares = [Decimal(row.share.removesuffix("%")) for row in found.rows]
    assert sum(shares) == 100
    oppose = found.rows[-1]
    interval = wilson_interval(79, 341)
    assert oppose.interval == f"{percent(interval.low)} 至 {percent(interval.high)}"
    assert (oppose.name, oppose.count, oppose.share) == ("反对", "79 份", "23.2%")
    assert found.facts == [("发放份数", "396 份"), ("有效份数", "341 份"), ("有效率", "86.1%")]


def test_worst_case_is_graded_by_the_manual():
    told = "若未回收或无效的 55 份全部反对，反对率为 33.8%，按手册为中风险。"
    assert section(FULL).worst == told
    assert section(FULL, "xian-2014").worst == told.replace("中风险", "高风险")
    everybody = SurveyCounts(issued=341, valid=341, oppose=79)
    assert section(everybody).worst == "发出的问卷全部有效，没有未回收或无效的份数。"


def test_unknown_counts_stay_unknown():
    found = section(SurveyCounts(valid=341, oppose=79))
    assert found.worst == ""
    assert found.chart is None
    assert found.facts[0] == ("发放份数", "未知")
    assert found.facts[2] == ("有效率", "—")
    rows = {row.name: row for row in found.rows}
    assert (rows["支持"].count, rows["支持"].share, rows["支持"].interval) == ("未知", "—", "—")
    assert rows["份数未知的态度"].count == "262 份"
    assert found.unknown == "份数未知：发放份数、支持、有条件支持、不关心；未知的不当作 0。"


def test_sheets_without_an_attitude_are_a_row_of_their_own():
    counts = SurveyCounts(issued=10, valid=10, support=4, conditional=2, indifferent=1, oppose=1)
    rows = section(counts).rows
    assert [row.name for row in rows] == ["支持", "有条件支持", "不关心", "反对", "未表态"]
    assert rows[-1].share == "20.0%"


def test_counts_that_contradict_each_other_give_no_shares():
    found = section(SurveyCounts(issued=10, valid=11, oppose=1))
    assert found.rows == []
    assert "互相矛盾" in found.problem


def test_nobody_valid_gives_no_shares():
    found = section(SurveyCounts(issued=10, valid=0, support=0, conditional=0, indifferent=0,
                                 oppose=0))  # fmt: skip
    assert {row.share for row in found.rows} == {"—"}
    assert found.worst.endswith("反对率为 100%，按手册为高风险。")
