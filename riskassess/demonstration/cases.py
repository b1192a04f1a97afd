"""The cases of the demonstration, each brought to its state through the services."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

from sqlmodel import Session, col, select

from models import Measure, PanelMember, Project, row_id
from riskassess.demonstration.staging import Stage
from riskassess.domain.vocabulary import (
    AssessmentState,
    Decision,
    MemberState,
    Procedure,
    ReviewKind,
)
from riskassess.domain.vocabulary import Stage as FactorStage
from riskassess.i18n import _
from riskassess.queries.assessments import Case, list_factors, newest_proposal
from riskassess.services import (
    acceptance,
    answers,
    decisions,
    dossiers,
    evidence,
    factors,
    measures,
    panels,
    preparation,
    projects,
    proposals,
    results,
    submissions,
    surveys,
    tracking,
)
from riskassess.services.factors import Estimate
from riskassess.services.measures import ForecastFacts, MeasureFacts
from riskassess.services.projects import Registration
from riskassess.services.surveys import SurveyCounts

SEED = hashlib.sha256(b"riskassess demonstration").hexdigest()
AT_ONCE_READY = 3
BEFORE_GRADING = (
    AssessmentState.SUBMITTED,
    AssessmentState.PREPARING,
    AssessmentState.IN_REVIEW,
    AssessmentState.GRADE_PROPOSED,
)
AFTER_FILING = (AssessmentState.DECIDED, AssessmentState.CLOSED)


def filed_and_sealed(stage: Stage) -> str:
    """Take the reservoir from its closed review to a sealed dossier."""
    case = stage.case("shuanghekou-reservoir", "officer")
    stage.place_papers(case, until=BEFORE_GRADING)
    results.compute_again(
        stage.session, assessment_id=case.id, actor=stage.actor("officer"), now=stage.moment()
    )
    _propose_and_approve(stage, case)
    officer, sponsor = stage.actor("officer"), stage.actor("sponsor")
    decisions.record_decision(
        stage.session,
        assessment_id=case.id,
        act=decisions.Act(
            decision=Decision.IMPLEMENT,
            body=_("演示区人民政府常务会议"),
            decided_on=stage.moment().date() - timedelta(days=1),
        ),
        actor=officer,
        now=stage.moment(),
    )
    decisions.start_tracking(
        stage.session, assessment_id=case.id, actor=officer, now=stage.moment()
    )
    for measure in stage.session.exec(select(Measure).where(Measure.assessment_id == case.id)):
        evidence.prove_measure(
            stage.session,
            assessment_id=case.id,
            measure_id=row_id(measure),
            evidence=_("已按期落实，台账和现场照片备查。"),
            upload=None,
            actor=sponsor,
            now=stage.moment(),
        )
        tracking.check_measure(
            stage.session,
            assessment_id=case.id,
            measure_id=row_id(measure),
            is_confirmed=True,
            remark=_("现场核查属实。"),
            actor=officer,
            now=stage.moment(),
        )
    stage.place_papers(case, until=AFTER_FILING)
    tracking.close_assessment(
        stage.session,
        assessment_id=case.id,
        reason=_("措施全部核实，项目平稳推进。"),
        actor=officer,
        now=stage.moment(),
    )
    _dossier, job_id = dossiers.request_seal(
        stage.session, assessment_id=case.id, actor=stage.actor("archivist"), now=stage.moment()
    )
    stage.ring("job", job_id)
    return f"{case.assessment.code}: sealed"


def _propose_and_approve(stage: Stage, case: Case) -> None:
    proposals.propose_grade(
        stage.session,
        assessment_id=case.id,
        explanation=_("计算结果与各项判定标准一致，按就高原则确定措施前等级。"),
        actor=stage.actor("officer"),
        now=stage.moment(),
    )
    proposal = newest_proposal(stage.session, case.id)
    proposals.approve_grade(
        stage.session,
        proposal_id=row_id(proposal),
        sign=stage.resources.keys.sign,
        actor=stage.actor("approver"),
        now=stage.moment(),
    )


def waiting_for_a_grade(stage: Stage) -> str:
    """Leave the bridge after its closed review: the officer is to propose the grade."""
    case = stage.case("xiba-bridge-demolition", "officer")
    stage.place_papers(case, until=BEFORE_GRADING)
    results.compute_again(
        stage.session, assessment_id=case.id, actor=stage.actor("officer"), now=stage.moment()
    )
    return f"{case.assessment.code}: review closed"


def waiting_for_acceptance(stage: Stage) -> str:
    """Register a project and submit it."""
    facts = Registration(
        title=_("城北变电站新建工程"),
        kind="substation",
        level="city",
        procedure=Procedure.GENERAL,
        mode="self",
        place=_("演示市城北片区"),
        outline=_("新建一座110千伏变电站及进出线。"),
        assessment_subject=_("演示市发展改革委"),
        details=_details(stage, "substation"),
    )
    case = _registered(stage, facts, login="sponsor2")
    submissions.submit_assessment(
        stage.session, assessment_id=case.id, actor=stage.actor("sponsor2"), now=stage.moment()
    )
    return f"{case.assessment.code}: submitted"


def under_review(stage: Stage) -> str:
    """Bring a road into its review: panel drawn, some members ready to score."""
    facts = Registration(
        title=_("滨江路改造工程"),
        kind="town_road",
        level="district",
        procedure=Procedure.GENERAL,
        mode="self",
        place=_("演示市滨江街道"),
        outline=_("道路拓宽改造，全长2.4公里，施工期约14个月。"),
        assessment_subject=_("演示市住房城乡建设局"),
        details=_details(stage, "town_road"),
    )
    case = _registered(stage, facts, login="sponsor2")
    sponsor, officer = stage.actor("sponsor2"), stage.actor("officer")
    key = {"assessment_id": case.id}
    submissions.submit_assessment(stage.session, **key, actor=sponsor, now=stage.moment())
    acceptance.accept_assessment(stage.session, **key, actor=officer, now=stage.moment())
    stage.upload_missing(case, "sponsor2", needed_for=AssessmentState.PREPARING)
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
    _prepare(stage, case)
    stage.upload_missing(case, "sponsor2", needed_for=AssessmentState.IN_REVIEW)
    submissions.hand_in(stage.session, **key, actor=sponsor, now=stage.moment())
    preparation.fix_factors(stage.session, **key, actor=officer, now=stage.moment())
    drawn = panels.open_review(
        stage.session,
        **key,
        kind=ReviewKind.PROJECT_REVIEW,
        due_on=stage.resources.clock().date() + timedelta(days=12),
        seed=SEED,
        public_url=stage.resources.settings.public_url,
        actor=officer,
        now=stage.moment(),
    )
    for message_id in drawn.message_ids:
        stage.ring("message", message_id)
    _take_seats(stage, row_id(drawn.review))
    return f"{case.assessment.code}: under review"


ROAD_FACTORS = (
    ("B11", (6500, 5000, 3500, 3500)),
    ("D01", (7000, 4000, 4500, 3000)),
    ("D03", (7500, 4500, 5000, 3500)),
    ("F09", (7000, 6000, 4500, 4500)),
    ("F10", (8000, 5000, 5500, 3500)),
    ("G01", (4000, 6000, 2500, 4500)),
    ("H02", (4500, 4000, 3000, 3000)),
)


def _prepare(stage: Stage, case: Case) -> None:
    sponsor = stage.actor("sponsor2")
    key = {"assessment_id": case.id}
    factors.add_library_factors(
        stage.session,
        **key,
        codes=[code for code, _shares in ROAD_FACTORS],
        actor=sponsor,
        now=stage.moment(),
    )
    rows = {row.code: row for row in list_factors(stage.session, case.id)}
    for text, owner, codes in (
        (_("错峰施工，夜间停工，围挡喷淋，公示投诉电话"), _("施工单位"), ("D01", "D03", "G01")),
        (_("保留临街通道，逐户核定停业损失并按月支付"), _("项目单位"), ("B11", "F09")),
        (_("分段导改交通，提前七日公告，增设公交接驳"), _("市公安交管局"), ("F10",)),
        (_("每周公布进度，统一口径答复网上关切"), _("项目单位"), ("H02",)),
    ):
        measures.add_measure(
            stage.session,
            **key,
            facts=MeasureFacts(
                text=text,
                owner=owner,
                stage=FactorStage.CONSTRUCTION,
                factor_ids=tuple(row_id(rows[code]) for code in codes),
                due_on=date(stage.moment().year + 1, 3, 31),
            ),
            actor=sponsor,
            now=stage.moment(),
        )
    for code, shares in ROAD_FACTORS:
        factors.save_estimate(
            stage.session,
            **key,
            factor_id=row_id(rows[code]),
            estimate=Estimate(*shares, reason=_("参照同类道路改造项目。")),
            actor=sponsor,
            now=stage.moment(),
        )
    measures.save_forecast(
        stage.session,
        **key,
        facts=ForecastFacts(headcount=15, note=_("沿线商户可能集中反映停业损失。")),
        actor=sponsor,
        now=stage.moment(),
    )


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
        answers.answer_link(
            stage.session,
            token_digest=str(member.token_digest),
            answer=answers.Answer(accepts=True),
            reader_expert_id=None,
            public_url=stage.resources.settings.public_url,
            now=stage.moment(),
        )
        questions = stage.manual().panel.recusal_questions
        answers.declare(
            stage.session,
            member_id=row_id(member),
            answers={question.code: False for question in questions},
            pledged=True,
            public_url=stage.resources.settings.public_url,
            actor=stage.expert(member.expert_id or 0),
            now=stage.moment(),
        )


def _registered(stage: Stage, facts: Registration, *, login: str) -> Case:
    assessment = projects.register_project(
        stage.session, facts=facts, actor=stage.actor(login), now=stage.moment()
    )
    _mark(stage.session, assessment.project_id)
    case = stage.case(assessment.code, login)
    stage.upload_missing(case, login, needed_for=AssessmentState.SUBMITTED)
    return case


def _mark(session: Session, project_id: int) -> None:
    session.get_one(Project, project_id).is_demonstration = True


def _details(stage: Stage, kind: str) -> dict[str, str]:
    """Fill the fields of a kind with invented values."""
    samples = {"text": _("演示"), "number": "1200", "date": "2026-06-30"}
    return {
        row.key: row.choices[0].code if row.choices else samples[row.type_.value]
        for row in stage.manual().kind(kind).fields
    }


CASES: tuple[Callable[[Stage], str], ...] = (
    filed_and_sealed,
    waiting_for_a_grade,
    waiting_for_acceptance,
    under_review,
)
