"""The road of the demonstration: under review by the general manual, nobody has scored yet."""

from riskassess.demonstration.registering import invented_details
from riskassess.demonstration.review_case import Plan, bring_under_review
from riskassess.demonstration.staging import Stage
from riskassess.domain.vocabulary import Procedure
from riskassess.i18n import _, _l
from riskassess.services.measures import ForecastFacts
from riskassess.services.projects import Registration
from riskassess.services.surveys import SurveyCounts


def under_review(stage: Stage) -> str:
    """Bring a road into its review: panel drawn, some members ready to score."""
    facts = Registration(
        title=_("滨江路改造工程"),
        kind="town_road",
        level="district",
        procedure=Procedure.GENERAL,
        mode="self",
        place=_("演示市滨江街道"),
        outline=_("道路拓宽改造，全长1.2公里，施工期约14个月。"),
        assessment_subject=_("演示市住房城乡建设局"),
        details=invented_details("town_road"),
    )
    case, _members = bring_under_review(stage, facts, _plan())
    return f"{case.assessment.code}: under review"


def _plan() -> Plan:
    return Plan(
        sponsor="sponsor2",
        manual_id="cn-default",
        factors=(
            ("B11", (6500, 5000, 3500, 3500)),
            ("D01", (7000, 4000, 4500, 3000)),
            ("D03", (7500, 4500, 5000, 3500)),
            ("F09", (7000, 6000, 4500, 4500)),
            ("F10", (8000, 5000, 5500, 3500)),
            ("G01", (4000, 6000, 2500, 4500)),
            ("H02", (4500, 4000, 3000, 3000)),
        ),
        reason=_l("参照同类道路改造项目。"),
        measures=(
            (_l("错峰施工，夜间停工，围挡喷淋，公示投诉电话"), _l("施工单位"),
             ("D01", "D03", "G01")),
            (_l("保留临街通道，逐户核定停业损失并按月支付"), _l("项目单位"), ("B11", "F09")),
            (_l("分段导改交通，提前七日公告，增设公交接驳"), _l("市公安交管局"), ("F10",)),
            (_l("每周公布进度，统一口径答复网上关切"), _l("项目单位"), ("H02",)),
        ),
        survey=SurveyCounts(
            issued=260, valid=243, support=172, conditional=38, indifferent=14, oppose=19
        ),
        survey_note=_l("沿线住户和商户，入户发放。"),
        forecast=ForecastFacts(headcount=15, note=_("沿线商户可能集中反映停业损失。")),
    )  # fmt: skip
