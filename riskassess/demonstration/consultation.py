"""An expert consultation of the demonstration: issues raised, one round over, the next open."""

from datetime import timedelta

from sqlmodel import col, select

from models import PanelMember, RaisedRisk, Review, row_id
from riskassess.demonstration.filling import Line, fill, finish, opinion_lines, score_lines
from riskassess.demonstration.registering import invented_details
from riskassess.demonstration.review_case import Plan, Shares, bring_under_review
from riskassess.demonstration.staging import Stage
from riskassess.domain.room_vocabulary import RaisedState, RoundWay
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.sheet_lists import RISK_FIELDS, risk_place
from riskassess.domain.sheet_values import COMMENT
from riskassess.domain.vocabulary import Procedure, ReviewKind
from riskassess.i18n import _, _l
from riskassess.queries.assessments import Case, list_factors, newest_round
from riskassess.services import rounds
from riskassess.services.consultations import Desk, decide_raised, open_next_round
from riskassess.services.discussions import say
from riskassess.services.measures import ForecastFacts
from riskassess.services.projects import Registration
from riskassess.services.surveys import SurveyCounts

RAISED = (
    (
        "D",
        "C",
        _l("爆破施工影响邻近水井"),
        _l("坝址下游两公里有分散取水的住户，资料没有提到水位监测。"),
    ),
    ("D", "C", _l("施工期水井水位下降"), _l("同类工程出现过井水变浑、水位下降的反映。")),
    ("A", "P", _l("移民政策前后批次不一致"), _l("前期工程按旧标准安置，两批住户之间可能攀比。")),
)
APART = (-1800, 900, 0, 1500, -700, 600, -300)  # how far each expert stands from the sponsor
# Why, factor by factor, in the order of the list; the factors behind are left without.
REASONS = (
    (
        _l("最近的住户离进场道路不到三百米，资料没有说明怎样避让。"),
        _l("比选过三个方案，距离数据齐全，风险可控。"),
        _l("依据走访记录，主要诉求是道路改线，还要现场核实。"),
    ),
    (
        _l("搬迁协议签约率不高，估计偏低。"),
        _l("已有同类工程的补偿标准，风险可控。"),
        _l("依据调查表，主要诉求集中在安置地点。"),
    ),
    (
        _l("旱季扬尘天数多，监测点离居民点太远。"),
        _l("洒水和覆盖的措施明确，风险可控。"),
        _l("爆破时段还没有定，估计留有余地。"),
    ),
)


def consulted(stage: Stage) -> str:
    """Bring a hard matter into a consultation whose second scoring round is open."""
    facts = Registration(
        title=_("青龙沟抽水蓄能电站前期工程"),
        kind="reservoir",
        level="city",
        procedure=Procedure.GENERAL,
        mode="self",
        place=_("演示市青龙沟"),
        outline=_("修建上水库、进场道路和施工营地，涉及搬迁62户。"),
        assessment_subject=_("演示市水利局"),
        details=invented_details("reservoir"),
    )
    case, members = bring_under_review(stage, facts, _plan())
    for number, member in enumerate(members):
        if number < len(RAISED):
            fill(stage, member, _raised_lines(number))
        finish(stage, member)
    _close(stage, members)
    _decide(stage, members[0].review_id)
    _open_round(stage, members[0].review_id)
    closing = opinion_lines(ReviewKind.EXPERT_CONSULTATION)
    for number, member in enumerate(members):
        fill(stage, member, _estimates(stage, case, number) + closing)
        finish(stage, member)
    _close(stage, members)
    _talk(stage, case, members)
    _open_round(stage, members[0].review_id)
    return f"{case.assessment.code}: consultation, second round open"


def _raised_lines(number: int) -> list[Line]:
    place = risk_place(f"demo{number}")
    return [
        (place, field, str(value)) for field, value in zip(RISK_FIELDS, RAISED[number], strict=True)
    ]


def _decide(stage: Stage, review_id: int) -> None:
    """Add the first raised risk, merge the second into it, leave the third to its factor."""
    case_risks = stage.session.exec(
        select(RaisedRisk)
        .where(RaisedRisk.office_id == stage.office.id)
        .order_by(col(RaisedRisk.id))
    ).all()
    by_name = {row.name: row_id(row) for row in case_risks}
    first, second, third = (by_name[str(line[2])] for line in RAISED)
    added = decide_raised(stage.session, risk_id=first, state=RaisedState.ADDED, desk=_desk(stage))
    review = stage.session.get_one(Review, review_id)
    factors = list_factors(stage.session, review.assessment_id)
    code = next(row.code for row in factors if row.id == added.factor_id)
    decide_raised(
        stage.session, risk_id=second, state=RaisedState.MERGED, factor_code=code,
        desk=_desk(stage),
    )  # fmt: skip
    decide_raised(
        stage.session, risk_id=third, state=RaisedState.DECLINED,
        reason=_("已包含在补偿安置标准的因素中。"), desk=_desk(stage),
    )  # fmt: skip


def _open_round(stage: Stage, review_id: int) -> None:
    open_next_round(
        stage.session, review_id=review_id, way=RoundWay.OWN_TIME,
        due_on=stage.resources.clock().date() + timedelta(days=8), desk=_desk(stage),
    )  # fmt: skip


def _estimates(stage: Stage, case: Case, number: int) -> list[Line]:
    """Return what an expert estimates: the sponsor's shares, moved by where that expert stands."""
    known = dict(_plan().factors)
    rows = list_factors(stage.session, case.id)
    moved = [
        (row_id(row), _moved(known.get(row.code, DEFAULT), number + 2 * place))
        for place, row in enumerate(rows)
    ]  # nobody is high or low throughout
    comments = [
        (str(row_id(row)), COMMENT, str(reasons[number % len(reasons)]))
        for row, reasons in zip(rows, REASONS, strict=False)
    ]
    return [*score_lines(SheetForm(case.manual), moved), *comments]


DEFAULT: Shares = (5500, 5000, 3500, 4000)


def _moved(shares: Shares, stand: int) -> Shares:
    before, impact, after, left = (
        min(9500, max(500, share + APART[stand % len(APART)])) // 100 * 100 for share in shares
    )
    return before, impact, min(before, after), min(impact, left)


def _close(stage: Stage, members: list[PanelMember]) -> None:
    round_ = newest_round(stage.session, members[0].review_id)
    rounds.close_round(
        stage.session, round_id=row_id(round_), actor=stage.actor("officer"), now=stage.moment(),
        seal=stage.resources.vault.seal,
    )  # fmt: skip


def _talk(stage: Stage, case: Case, members: list[PanelMember]) -> None:
    factor = list_factors(stage.session, case.id)[0]
    said = (
        _("进场道路改线的方案送审稿里有没有？没有的话，估计不应当下调。"),
        _("第二章写了改线的原则，线位要等用地预审以后才定。"),
    )
    for number, (member, text) in enumerate(zip(members, said, strict=False)):
        say(
            stage.session, member_id=row_id(member), number=1, factor_id=row_id(factor),
            op=f"demo-{number}", text=text, actor=stage.expert(member.expert_id or 0),
            now=stage.moment(),
        )  # fmt: skip


def _desk(stage: Stage) -> Desk:
    return Desk(stage.actor("officer"), stage.moment())


def _plan() -> Plan:
    return Plan(
        sponsor="sponsor2",
        manual_id="cn-default",
        factors=(
            ("A03", (6000, 6500, 3500, 4500)),
            ("B03", (7000, 6000, 4500, 4000)),
            ("D01", (5500, 5000, 3500, 3500)),
            ("E01", (6500, 5500, 4000, 4000)),
            ("F03", (4500, 5000, 3000, 3500)),
        ),
        reason=_l("参照同类电站前期工程的公开资料。"),
        measures=(
            (_l("安置地点由搬迁户代表参加比选后公示"), _l("项目单位"), ("A03", "B03")),
            (_l("爆破时间提前两日告知，沿线设监测点"), _l("施工单位"), ("D01", "F03")),
            (_l("进场道路分段施工，保留村民通道"), _l("施工单位"), ("E01",)),
        ),
        survey=SurveyCounts(
            issued=260, valid=247, support=131, conditional=58, indifferent=27, oppose=31
        ),
        survey_note=_l("搬迁户和沿线住户，入户发放。"),
        forecast=ForecastFacts(headcount=35, note=_("搬迁户可能集中反映安置地点。")),
        ready=7,
        occasion=_l("库区移民与前期工程安置标准不同，前期已发生集体反映，情况疑难。"),
    )  # fmt: skip
