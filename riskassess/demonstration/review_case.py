"""How a case of the demonstration comes under review: registered, surveyed, prepared, drawn."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from models import PanelMember, row_id
from riskassess.demonstration.registering import registered
from riskassess.demonstration.staging import Stage
from riskassess.domain.assessment_file import OppositionCount
from riskassess.domain.vocabulary import AssessmentState, MemberState, ReviewKind
from riskassess.domain.vocabulary import Stage as FactorStage
from riskassess.i18n import LazyText, _l
from riskassess.queries.assessments import Case, list_factors
from riskassess.services import (
    acceptance,
    answers,
    draws,
    factors,
    measures,
    panels,
    preparation,
    submissions,
    surveys,
)
from riskassess.services.draw_announcing import Desk
from riskassess.services.draw_sources import SourceChoice
from riskassess.services.draws import Proof
from riskassess.services.factors import Estimate
from riskassess.services.measures import ForecastFacts, MeasureFacts
from riskassess.services.projects import Registration
from riskassess.services.surveys import SurveyCounts

Shares = tuple[int, int, int, int]
MeasureLine = tuple[LazyText, LazyText, tuple[str, ...]]
THROWERS, THROWN = ("officer", "keeper"), ("dice_officer", "dice_keeper")


@dataclass(frozen=True)
class Plan:
    """What the sponsor of a case brings, and how many of its experts are ready at once.

    Estimates are probability and impact before and after measures, in ten-thousandths; a measure
    is its text, who carries it out, and its factors. With an occasion the experts consult.
    """

    sponsor: str
    manual_id: str
    factors: tuple[tuple[str, Shares], ...]
    reason: LazyText
    measures: tuple[MeasureLine, ...]
    survey: SurveyCounts
    survey_note: LazyText
    forecast: ForecastFacts
    classes: tuple[OppositionCount, ...] = ()
    ready: int = 3
    occasion: LazyText | str = ""


def bring_under_review(
    stage: Stage, facts: Registration, plan: Plan
) -> tuple[Case, list[PanelMember]]:
    """Bring a project into its review; return it and the members who may begin to score."""
    case = make_ready(stage, facts, plan)
    return case, _take_seats(stage, case, _open_review(stage, case, str(plan.occasion)), plan.ready)


def make_ready(stage: Stage, facts: Registration, plan: Plan) -> Case:
    """Bring a project to where its review may be opened."""
    case = registered(stage, facts, login=plan.sponsor, manual_id=plan.manual_id)
    officer = stage.actor("officer")
    key: dict[str, Any] = {"assessment_id": case.id}
    sponsor = stage.actor(plan.sponsor)
    submissions.submit_assessment(stage.session, **key, actor=sponsor, now=stage.moment())
    acceptance.accept_assessment(stage.session, **key, actor=officer, now=stage.moment())
    _survey(stage, case, plan)
    _prepare(stage, case, plan)
    stage.upload_missing(case, plan.sponsor, needed_for=AssessmentState.IN_REVIEW)
    submissions.hand_in(stage.session, **key, actor=sponsor, now=stage.moment())
    preparation.fix_factors(stage.session, **key, actor=officer, now=stage.moment())
    return case


def _survey(stage: Stage, case: Case, plan: Plan) -> None:
    sponsor = stage.actor(plan.sponsor)
    key: dict[str, Any] = {"assessment_id": case.id}
    stage.upload_missing(case, plan.sponsor, needed_for=AssessmentState.PREPARING)
    surveys.record_survey(
        stage.session,
        **key,
        counts=plan.survey,
        note=str(plan.survey_note),
        classes=plan.classes,
        actor=sponsor,
        now=stage.moment(),
    )
    submissions.finish_survey(stage.session, **key, actor=sponsor, now=stage.moment())


def _prepare(stage: Stage, case: Case, plan: Plan) -> None:
    given: dict[str, Any] = {"assessment_id": case.id, "actor": stage.actor(plan.sponsor)}
    codes = [code for code, _shares in plan.factors]
    factors.add_library_factors(stage.session, **given, codes=codes, now=stage.moment())
    rows = {row.code: row_id(row) for row in list_factors(stage.session, case.id)}
    for text, owner, concerned in plan.measures:
        facts = MeasureFacts(
            text=str(text),
            owner=str(owner),
            stage=FactorStage.CONSTRUCTION,
            factor_ids=tuple(rows[code] for code in concerned),
            due_on=date(stage.moment().year + 1, 3, 31),
        )
        measures.add_measure(stage.session, **given, facts=facts, now=stage.moment())
    for code, shares in plan.factors:
        estimate = Estimate(*shares, reason=str(plan.reason))
        factors.save_estimate(
            stage.session, **given, factor_id=rows[code], estimate=estimate, now=stage.moment()
        )
    measures.save_forecast(stage.session, **given, facts=plan.forecast, now=stage.moment())


def announce_review(stage: Stage, case: Case, occasion: str = "") -> panels.AnnouncedReview:
    """Open the review; its draw by dice is announced, which may be thrown at once."""
    kind = ReviewKind.EXPERT_CONSULTATION if occasion else ReviewKind.PROJECT_REVIEW
    announced_at = stage.moment()
    return panels.open_review(
        stage.session,
        assessment_id=case.id,
        kind=kind,
        occasion=occasion,
        due_on=stage.resources.clock().date() + timedelta(days=12),
        choice=SourceChoice("dice", announced_at + timedelta(minutes=1)),
        desk=_desk(stage, "officer", announced_at),
    )


def _open_review(stage: Stage, case: Case, occasion: str) -> int:
    """Open the review and draw its panel by two throws of dice that are plainly invented."""
    opened = announce_review(stage, case, occasion)
    for login, source, throw in zip(THROWERS, THROWN, _throws(case), strict=True):
        entered = draws.enter_values(
            stage.session,
            draw_id=row_id(opened.draw),
            source=source,
            values=throw,
            proof=Proof(str(_l("演示：虚构的点数，没有录像"))),
            public_url=stage.resources.settings.public_url,
            desk=_desk(stage, login, stage.moment()),
        )
        for message_id in entered.message_ids:
            stage.ring("message", message_id)
    return row_id(opened.review)


def _desk(stage: Stage, login: str, now: datetime) -> Desk:
    return Desk(stage.actor(login), now, stage.resources.keys.sign, stage.resources.names)


def _throws(case: Case) -> tuple[str, str]:
    """Return two throws of ten dice made of the project's title: the same at each loading."""
    digest = hashlib.sha256(f"riskassess demonstration {case.project.title}".encode()).digest()
    dice = "".join(str(byte % 6 + 1) for byte in digest)
    return dice[:10], dice[10:20]


def _take_seats(stage: Stage, case: Case, review_id: int, ready: int) -> list[PanelMember]:
    members = stage.session.exec(
        select(PanelMember)
        .where(
            PanelMember.review_id == review_id,
            PanelMember.state == MemberState.INVITED,
        )
        .order_by(col(PanelMember.position))
    ).all()
    for member in members[:ready]:
        _take_seat(stage, case, member)
    return list(members[:ready])


def _take_seat(stage: Stage, case: Case, member: PanelMember) -> None:
    public_url = stage.resources.settings.public_url
    answers.answer_link(
        stage.session,
        token_digest=str(member.token_digest),
        answer=answers.Answer(accepts=True),
        reader_expert_id=None,
        public_url=public_url,
        now=stage.moment(),
    )
    questions = case.manual.panel.recusal_questions
    answers.declare(
        stage.session,
        member_id=row_id(member),
        answers={question.code: False for question in questions},
        pledged=True,
        public_url=public_url,
        actor=stage.expert(member.expert_id or 0),
        now=stage.moment(),
    )
