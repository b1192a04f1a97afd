"""Three invented cases under review by other manuals: by pairs, by levels, by points lost.

In each, one expert has begun, one has submitted and one may begin, so that every kind of sheet can
be opened in every state.
"""

from collections.abc import Mapping

from models import PanelMember, row_id
from riskassess.demonstration.filling import (
    compare,
    fill,
    finish,
    opinion_lines,
    point_lines,
    score_lines,
)
from riskassess.demonstration.registering import invented_details
from riskassess.demonstration.review_case import Plan, bring_under_review
from riskassess.demonstration.staging import Stage
from riskassess.domain.assessment_file import OppositionCount
from riskassess.domain.comparison_sets import comparison_sets
from riskassess.domain.comparisons import comparison_places
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import Procedure
from riskassess.i18n import _, _l
from riskassess.queries.assessments import Case, list_factors
from riskassess.services.measures import ForecastFacts
from riskassess.services.projects import Registration
from riskassess.services.surveys import SurveyCounts

SPONSOR = "sponsor3"
# How much each type and factor matters to the expert who submitted; ratios are the answers.
IMPORTANCE = {
    "A": 2, "D": 4, "F": 1, "H": 1,
    "A03": 2, "A05": 1, "XW01": 4, "D01": 2, "D06": 1, "XW02": 4, "XW04": 1, "XW05": 2,
    "H03": 1, "XW03": 2,
}  # fmt: skip
# The types by the expert who has begun: planning is a third of the environment, the environment
# three times the neighbourhood, and yet planning five times the neighbourhood.
BEGUN = {"A:D": -3, "D:F": 3, "F:H": 2, "A:F": 5, "D:H": 5, "A:H": 2, "A:A03:A05": 3}


def by_pairs(stage: Stage) -> str:
    """Bring a waste incineration plant into its review; experts compare types and factors."""
    facts = Registration(
        title=_("城东生活垃圾焚烧发电厂新建工程"),
        kind="waste_incineration",
        level="city",
        procedure=Procedure.GENERAL,
        mode="self",
        place=_("演示市城东片区"),
        outline=_("新建日处理600吨的生活垃圾焚烧发电厂，防护距离300米。"),
        assessment_subject=_("演示市城市管理局"),
        details=invented_details("waste_incineration"),
    )
    case, (begun, done, _waiting) = bring_under_review(stage, facts, _plan_of_pairs())
    compare(stage, begun, BEGUN)
    compare(stage, done, _answers(stage, case, IMPORTANCE))
    _score(stage, case, _plan_of_pairs(), begun=begun, done=done)
    return f"{case.assessment.code}: under review, by pairs"


def by_levels(stage: Stage) -> str:
    """Bring the renewal of an old quarter into its review; experts choose levels."""
    facts = Registration(
        title=_("南门老旧片区改造工程"),
        kind="old_city_renewal",
        level="district",
        procedure=Procedure.SIMPLE,
        mode="self",
        place=_("演示市南门街道"),
        outline=_("改造老旧住宅12栋，更新管网和公共空间，不动迁住户。"),
        assessment_subject=_("演示市住房城乡建设局"),
        details=invented_details("old_city_renewal"),
    )
    plan = plan_of_levels()
    case, (begun, done, _waiting) = bring_under_review(stage, facts, plan)
    _score(stage, case, plan, begun=begun, done=done)
    return f"{case.assessment.code}: under review, by levels"


def by_points(stage: Stage) -> str:
    """Bring a power line into its review; experts give points lost."""
    facts = Registration(
        title=_("西山110千伏输电线路工程"),
        kind="substation",
        level="district",
        procedure=Procedure.SIMPLE,
        mode="self",
        place=_("演示市西山片区"),
        outline=_("新建110千伏架空线路6公里。"),
        assessment_subject=_("演示市发展改革委"),
        details=invented_details("substation"),
    )
    case, (begun, done, _waiting) = bring_under_review(stage, facts, _plan_of_points())
    form = SheetForm(case.manual, has_classes=True)
    rule = case.manual.deduction
    tests = [test.code for test in rule.tests] if rule else []
    fill(stage, begun, point_lines(form, tests[:2]))
    fill(stage, done, point_lines(form, tests) + opinion_lines())
    finish(stage, done)
    return f"{case.assessment.code}: under review, by points"


def _score(stage: Stage, case: Case, plan: Plan, *, begun: PanelMember, done: PanelMember) -> None:
    """Let one member score three factors, and another all of them and submit."""
    shares = dict(plan.factors)
    rows = [(row_id(row), shares[row.code]) for row in list_factors(stage.session, case.id)]
    form = SheetForm(case.manual)
    fill(stage, begun, score_lines(form, rows[:3]))
    fill(stage, done, score_lines(form, rows) + opinion_lines())
    finish(stage, done)


def _answers(stage: Stage, case: Case, importance: Mapping[str, int]) -> dict[str, int]:
    """Return the answer of every pair that follows from how much its two things matter."""
    sets = comparison_sets(list_factors(stage.session, case.id), case.manual)
    answers = {}
    for place, pair in comparison_places(sets).items():
        first, second = importance[pair.first], importance[pair.second]
        answers[place] = first // second if first >= second else -(second // first)
    return answers


def _plan_of_pairs() -> Plan:
    return Plan(
        sponsor=SPONSOR,
        manual_id="cn-ahp",
        factors=(
            ("A03", (5000, 6500, 3000, 5000)),
            ("A05", (5500, 5000, 3000, 4000)),
            ("XW01", (6000, 7000, 3500, 5500)),
            ("D01", (5500, 6500, 3500, 5000)),
            ("D06", (4500, 5000, 2500, 4000)),
            ("XW02", (7000, 7500, 4500, 5500)),
            ("XW04", (5000, 4500, 3000, 3500)),
            ("XW05", (4500, 4000, 2500, 3000)),
            ("H03", (6500, 6000, 4500, 4500)),
            ("XW03", (6000, 6500, 3500, 5000)),
        ),
        reason=_l("参照同类焚烧厂的公开资料。"),
        measures=(
            (_l("防护距离内住户全部搬迁后再点火"), _l("项目单位"), ("A03", "XW01")),
            (_l("排放数据实时公开，每月一次公众开放日"), _l("项目单位"),
             ("A05", "D01", "D06", "XW02", "XW03", "H03")),
            (_l("收运车辆全密闭，避开上下学时段"), _l("市环卫中心"), ("XW04",)),
            (_l("建设回馈设施并按年公布补偿使用情况"), _l("项目单位"), ("XW05",)),
        ),
        survey=SurveyCounts(
            issued=420, valid=396, support=214, conditional=88, indifferent=41, oppose=53
        ),
        survey_note=_l("三公里内住户，入户发放。"),
        forecast=ForecastFacts(headcount=40, note=_("防护距离附近住户可能集中反映。")),
    )  # fmt: skip


def plan_of_levels() -> Plan:
    """Return what the sponsor of a renewal brings, judged by levels."""
    return Plan(
        sponsor=SPONSOR,
        manual_id="cn-levels",
        factors=(
            ("A05", (5000, 5000, 3000, 3500)),
            ("D03", (7000, 4500, 4500, 3000)),
            ("E04", (5500, 5000, 3500, 3500)),
            ("F09", (6500, 5500, 4000, 3500)),
            ("F10", (7500, 4500, 5000, 3000)),
        ),
        reason=_l("参照同类片区改造项目。"),
        measures=(
            (_l("逐楼征求改造意愿，方案公示后再施工"), _l("项目单位"), ("A05",)),
            (_l("错峰施工，夜间停工，围挡喷淋"), _l("施工单位"), ("D03", "E04")),
            (_l("保留商户通道，分段导改交通"), _l("施工单位"), ("F09", "F10")),
        ),
        survey=SurveyCounts(
            issued=180, valid=171, support=128, conditional=22, indifferent=9, oppose=12
        ),
        survey_note=_l("片区住户和商户，入户发放。"),
        forecast=ForecastFacts(headcount=12, note=_("个别商户可能反映停业损失。")),
    )  # fmt: skip


def _plan_of_points() -> Plan:
    return Plan(
        sponsor=SPONSOR,
        manual_id="js-4013",
        factors=(
            ("A03", (4500, 5000, 3000, 3500)),
            ("D04", (6000, 5500, 4000, 4000)),
            ("F03", (5000, 5000, 3500, 3500)),
        ),
        reason=_l("参照同类线路工程。"),
        measures=(
            (_l("线路避让住宅，塔基位置逐户说明"), _l("项目单位"), ("A03", "F03")),
            (_l("请第三方监测电磁环境并公布结果"), _l("项目单位"), ("D04",)),
        ),
        survey=SurveyCounts(
            issued=150, valid=140, support=92, conditional=18, indifferent=11, oppose=19
        ),
        survey_note=_l("线路两侧住户，入户发放。"),
        forecast=ForecastFacts(headcount=10, note=_("个别住户可能反映房价影响。")),
        classes=(
            OppositionCount(10_000, 4),
            OppositionCount(7_000, 8),
            OppositionCount(3_000, 7),
        ),
    )
