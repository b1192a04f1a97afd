"""A review of the demonstration that is over: work judged, fees settled, one of them paid."""

from sqlmodel import col, select

from models import Message, PanelMember, Review, row_id
from riskassess.demonstration.filling import fill, finish, opinion_lines, score_lines
from riskassess.demonstration.group_opinion import must_fix_lines, put_opinion_to_vote
from riskassess.demonstration.other_manuals import plan_of_levels
from riskassess.demonstration.registering import invented_details
from riskassess.demonstration.review_case import bring_under_review
from riskassess.demonstration.staging import Stage
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import MessageState, Procedure
from riskassess.filters import local
from riskassess.i18n import _
from riskassess.queries.assessments import Case, list_factors, newest_round
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services import rounds
from riskassess.services.letters import Outbox
from riskassess.services.pool.evaluations import Judgement, evaluate_task
from riskassess.services.pool.fees import Attended, Payment, note_payment, settle_fee
from riskassess.services.pool.work_comments import WorkRecord, comment_on_work
from riskassess.services.pool.years import YearChoice, confirm_year
from riskassess.services.projects import Registration

LOST = 2  # points that the second expert loses on each item


def judged(stage: Stage) -> str:
    """Take a renewal through its review to the vote; judge two experts, settle two fees."""
    facts = Registration(
        title=_("北苑社区加装电梯工程"),
        kind="old_city_renewal",
        level="district",
        procedure=Procedure.SIMPLE,
        mode="self",
        place=_("演示市北苑街道"),
        outline=_("为6栋多层住宅加装电梯12部。"),
        assessment_subject=_("演示市住房城乡建设局"),
        details=invented_details("old_city_renewal"),
    )
    case, members = bring_under_review(stage, facts, plan_of_levels())
    _score_and_close(stage, case, members)
    put_opinion_to_vote(stage, members)
    _judge(stage, members)
    _pay(stage, members)
    _keep_messages(stage)
    return f"{case.assessment.code}: review closed, work judged"


def _score_and_close(stage: Stage, case: Case, members: list[PanelMember]) -> None:
    shares = dict(plan_of_levels().factors)
    rows = [(row_id(row), shares[row.code]) for row in list_factors(stage.session, case.id)]
    for number, member in enumerate(members):
        lines = score_lines(SheetForm(case.manual), rows) + opinion_lines()
        fill(stage, member, lines + must_fix_lines(number))
        finish(stage, member)
    round_ = newest_round(stage.session, members[0].review_id)
    result = rounds.close_round(
        stage.session, round_id=row_id(round_), actor=stage.actor("officer"), now=stage.moment(),
        seal=stage.resources.vault.seal,
    )  # fmt: skip
    if result is not None:
        stage.have_computed(result)


def _outbox(stage: Stage) -> Outbox:
    return Outbox(stage.resources.settings.public_url)


def _judge(stage: Stage, members: list[PanelMember]) -> None:
    """Judge two, of whom one says something; confirm the year of the other."""
    items = pool_manual_of(stage.session, stage.office.id or 0).evaluation.items
    rows = [
        evaluate_task(
            stage.session,
            member_id=row_id(member),
            judgement=Judgement({item.code: item.maximum - lost for item in items}, note),
            actor=stage.actor("officer"),
            now=stage.moment(),
            outbox=_outbox(stage),
        )
        for member, lost, note in (
            (members[0], 0, _("意见具体，指出了安置衔接的缺口。")),
            (members[1], LOST, _("意见较简略，个别判断没有说明依据。")),
        )
    ]
    comment_on_work(
        stage.session,
        kind=WorkRecord.EVALUATION,
        record_id=row_id(rows[1]),
        text=_("同类问题已在另一条意见中说明，因此没有重复。"),
        actor=stage.expert(members[1].expert_id or 0),
        now=stage.moment(),
    )
    closed_at = stage.session.get_one(Review, members[0].review_id).closed_at or stage.moment()
    confirm_year(
        stage.session,
        expert_id=members[0].expert_id or 0,
        choice=YearChoice(local(closed_at).year, "excellent"),
        actor=stage.actor("keeper"),
        now=stage.moment(),
        outbox=_outbox(stage),
    )


def _pay(stage: Stage, members: list[PanelMember]) -> None:
    fees = [
        settle_fee(
            stage.session,
            member_id=row_id(member),
            attended=Attended("day", attendance, "senior"),
            actor=stage.actor("officer"),
            now=stage.moment(),
            outbox=_outbox(stage),
        )
        for member, attendance in zip(members[:2], ("room", "remote"), strict=True)
    ]
    moment = stage.moment()
    note_payment(
        stage.session,
        fee_ids=[row_id(fees[0])],
        payment=Payment(local(moment).date(), _("演示-记-0001")),
        actor=stage.actor("keeper"),
        now=moment,
        outbox=_outbox(stage),
    )


def _keep_messages(stage: Stage) -> None:
    """Try to send what waits, so that an SMS without a gateway stands in the outbox."""
    waiting = stage.session.exec(
        select(Message.id)
        .where(Message.office_id == stage.office.id, Message.state == MessageState.QUEUED)
        .order_by(col(Message.id))
    ).all()
    stage.session.rollback()  # each is sent in a session of its own
    for message_id in waiting:
        stage.ring("message", message_id)
