"""The road of the demonstration: registered, surveyed, prepared and under review."""

import hashlib
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from models import PanelMember, row_id
from riskassess.demonstration.registering import invented_details, registered
from riskassess.demonstration.staging import Stage
from riskassess.domain.vocabulary import AssessmentState, MemberState, Procedure, ReviewKind
from riskassess.domain.vocabulary import Stage as FactorStage
from riskassess.i18n import _, _l
from riskassess.queries.assessments import Case, list_factors
from riskassess.services import (
    acceptance,
    answers,
    factors,
    measures,
    panels,
    preparation,
    submissions,
    surveys,
)
from riskassess.services.factors import Estimate
from riskassess.services.measures import ForecastFacts, MeasureFacts
from riskassess.services.projects import Registration
from riskassess.services.surveys import SurveyCounts

SEED = hashlib.sha256(b"riskassess demonstration").hexdigest()
SPONSOR = "sponsor2"
AT_ONCE_READY = 3
ROAD_FACTORS = (
    ("B11", (6500, 5000, 3500, 3500)),
    ("D01", (7000, 4000, 4500, 3000)),
    ("D03", (7500, 4500, 5000, 3500)),
    ("F09", (7000, 6000, 4500, 4500)),
    ("F10", (8000, 5000, 5500, 3500)),
    ("G01", (4000, 6000, 2500, 4500)),
    ("H02", (4500, 4000, 3000, 3000)),
)
ROAD_MEASURES = (
    (_l("错峰施工，夜间停工，围挡喷淋，公示投诉电话"), _l("施工单位"), ("D01", "D03", "G01")),
    (_l("保留临街通道，逐户核定停业损失并按月支付"), _l("项目单位"), ("B11", "F09")),
    (_l("分段导改交通，提前七日公告，增设公交接驳"), _l("市公安交管局"), ("F10",)),
    (_l("每周公布进度，统一口径答复网上关切"), _l("项目单位"), ("H02",)),
)


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
        details=invented_details(stage, "town_road"),
    )
    case = registered(stage, facts, login=SPONSOR)
    officer = stage.actor("officer")
    key: dict[str, Any] = {"assessment_id": case.id}
    sponsor = stage.actor(SPONSOR)
    submissions.submit_assessment(stage.session, **key, actor=sponsor, now=stage.moment())
    acceptance.accept_assessment(stage.session, **key, actor=officer, now=stage.moment())
    _survey(stage, case)
    _prepare(stage, case)
    stage.upload_missing(case, SPONSOR, needed_for=AssessmentState.IN_REVIEW)
    submissions.hand_in(stage.session, **key, actor=sponsor, now=stage.moment())
    preparation.fix_factors(stage.session, **key, actor=officer, now=stage.moment())
    _take_seats(stage, _open_review(stage, case))
    return f"{case.assessment.code}: under review"


def _survey(stage: Stage, case: Case) -> None:
    sponsor = stage.actor(SPONSOR)
    key: dict[str, Any] = {"assessment_id": case.id}
    stage.upload_missing(case, SPONSOR, needed_for=AssessmentState.PREPARING)
    surveys.record_survey(
        stage.session,
        **key,
        counts=SurveyCounts(
            issued=260, valid=243, support=172, conditional=38, indifferent=14, oppose=19
        ),
        note=_("沿线住户和商户，入户发放。"),
        actor=sponsor,
        now=stage.moment(),
    )
    submissions.finish_survey(stage.session, **key, actor=sponsor, now=stage.moment())


def _open_review(stage: Stage, case: Case) -> int:
    drawn = panels.open_review(
        stage.session,
        assessment_id=case.id,
        kind=ReviewKind.PROJECT_REVIEW,
        due_on=stage.resources.clock().date() + timedelta(days=12),
        seed=SEED,
        public_url=stage.resources.settings.public_url,
        actor=stage.actor("officer"),
        now=stage.moment(),
    )
    for message_id in drawn.message_ids:
        stage.ring("message", message_id)
    return row_id(drawn.review)


def _prepare(stage: Stage, case: Case) -> None:
    given: dict[str, Any] = {"assessment_id": case.id, "actor": stage.actor(SPONSOR)}
    factors.add_library_factors(
        stage.session,
        **given,
        codes=[code for code, _shares in ROAD_FACTORS],
        now=stage.moment(),
    )
    rows = {row.code: row_id(row) for row in list_factors(stage.session, case.id)}
    for text, owner, codes in ROAD_MEASURES:
        facts = MeasureFacts(
            text=str(text),
            owner=str(owner),
            stage=FactorStage.CONSTRUCTION,
            factor_ids=tuple(rows[code] for code in codes),
            due_on=date(stage.moment().year + 1, 3, 31),
        )
        measures.add_measure(stage.session, **given, facts=facts, now=stage.moment())
    for code, shares in ROAD_FACTORS:
        estimate = Estimate(*shares, reason=_("参照同类道路改造项目。"))
        factors.save_estimate(
            stage.session, **given, factor_id=rows[code], estimate=estimate, now=stage.moment()
        )
    forecast = ForecastFacts(headcount=15, note=_("沿线商户可能集中反映停业损失。"))
    measures.save_forecast(stage.session, **given, facts=forecast, now=stage.moment())


def _take_seats(stage: Stage, review_id: int) -> None:
    members = stage.session.exec(
        select(PanelMember)
        .where(
            PanelMember.review_id == review_id,
            PanelMember.state == MemberState.INVITED,
        )
        .order_by(col(PanelMember.position))
    ).all()
    for member in members[:AT_ONCE_READY]:
        _take_seat(stage, member)


def _take_seat(stage: Stage, member: PanelMember) -> None:
    public_url = stage.resources.settings.public_url
    answers.answer_link(
        stage.session,
        token_digest=str(member.token_digest),
        answer=answers.Answer(accepts=True),
        reader_expert_id=None,
        public_url=public_url,
        now=stage.moment(),
    )
    questions = stage.manual().panel.recusal_questions
    answers.declare(
        stage.session,
        member_id=row_id(member),
        answers={question.code: False for question in questions},
        pledged=True,
        public_url=public_url,
        actor=stage.expert(member.expert_id or 0),
        now=stage.moment(),
    )
