"""The cases of the demonstration, each brought to its state through the services."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import select

from models import Measure, row_id
from riskassess.demonstration.announced_case import dice_awaited
from riskassess.demonstration.applicants import applicants
from riskassess.demonstration.consultation import consulted
from riskassess.demonstration.emergency import emergency_that_ended
from riskassess.demonstration.families import names_ruled, objection, units_and_names
from riskassess.demonstration.judged_review import judged
from riskassess.demonstration.other_manuals import by_levels, by_pairs, by_points
from riskassess.demonstration.own_life import own_life
from riskassess.demonstration.registering import invented_details, registered
from riskassess.demonstration.road_case import under_review
from riskassess.demonstration.staging import Stage
from riskassess.demonstration.stand_in import stand_in
from riskassess.domain.vocabulary import AssessmentState, Decision, Procedure
from riskassess.i18n import _
from riskassess.queries.assessments import Case, newest_proposal
from riskassess.services import (
    decisions,
    dossiers,
    evidence,
    proposals,
    results,
    submissions,
    tracking,
)
from riskassess.services.projects import Registration

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
    emergency_that_ended(stage, case)
    result = results.compute_again(
        stage.session, assessment_id=case.id, actor=stage.actor("officer"), now=stage.moment()
    )
    stage.have_computed(result)
    _propose_and_approve(stage, case)
    _decide(stage, case)
    _carry_out(stage, case)
    tracking.close_assessment(
        stage.session,
        assessment_id=case.id,
        reason=_("措施全部核实，项目平稳推进。"),
        actor=stage.actor("officer"),
        now=stage.moment(),
    )
    _dossier, job_id = dossiers.request_seal(
        stage.session, assessment_id=case.id, actor=stage.actor("archivist"), now=stage.moment()
    )
    stage.ring("job", job_id)
    return f"{case.assessment.code}: sealed"


def _decide(stage: Stage, case: Case) -> None:
    # The files of the decision and of the tracking come in before their steps are taken.
    stage.place_papers(case, until=AFTER_FILING)
    given: dict[str, Any] = {"assessment_id": case.id, "actor": stage.actor("officer")}
    act = decisions.Act(
        decision=Decision.IMPLEMENT,
        body=_("演示区人民政府常务会议"),
        decided_on=stage.moment().date() - timedelta(days=1),
    )
    decisions.record_decision(stage.session, **given, act=act, now=stage.moment())
    decisions.start_tracking(stage.session, **given, now=stage.moment())


def _carry_out(stage: Stage, case: Case) -> None:
    officer, sponsor = stage.actor("officer"), stage.actor("sponsor")
    for measure in stage.session.exec(select(Measure).where(Measure.assessment_id == case.id)):
        target: dict[str, Any] = {"assessment_id": case.id, "measure_id": row_id(measure)}
        evidence.prove_measure(
            stage.session,
            **target,
            evidence=_("已按期落实，台账和现场照片备查。"),
            upload=None,
            actor=sponsor,
            now=stage.moment(),
        )
        tracking.check_measure(
            stage.session,
            **target,
            is_confirmed=True,
            remark=_("现场核查属实。"),
            actor=officer,
            now=stage.moment(),
        )


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
    result = results.compute_again(
        stage.session, assessment_id=case.id, actor=stage.actor("officer"), now=stage.moment()
    )
    stage.have_computed(result)
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
        details=invented_details("substation"),
    )
    case = registered(stage, facts, login="sponsor2")
    submissions.submit_assessment(
        stage.session, assessment_id=case.id, actor=stage.actor("sponsor2"), now=stage.moment()
    )
    return f"{case.assessment.code}: submitted"


CASES: tuple[Callable[[Stage], str], ...] = (
    units_and_names,
    names_ruled,
    dice_awaited,
    filed_and_sealed,
    waiting_for_a_grade,
    waiting_for_acceptance,
    under_review,
    by_pairs,
    by_levels,
    by_points,
    consulted,
    judged,
    applicants,
    objection,
    own_life,
    stand_in,
)
