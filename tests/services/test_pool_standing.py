"""Standing of a member, on both databases: suspended, heard, removed, renewed; seats given up."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from expert_pool.vocabulary import ExpertAction, ExpertState, LedgerKind
from models import ExpertAct, LedgerEntry, Message, YearEvaluation
from riskassess.domain.deadlines import WEEKDAYS
from riskassess.domain.errors import IllegalTransition, InvalidInput, Refused
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.queries.pool import records
from riskassess.queries.pool.applications import NextStep, list_hearing_tasks, list_hearings
from riskassess.queries.pool.exclusions import list_active
from riskassess.services.pool import standing, terms
from riskassess.services.seats import list_members
from tests import factories
from tests.support import reviews as scenes
from tests.support.pool_life import PUBLIC_URL, Way, outbox


@pytest.fixture
def way(session, tmp_path, now):
    return Way(session, tmp_path, now).member()


@pytest.fixture
def expert(session, way):
    """Return the actor of the appointed expert."""
    return factories.actor(Role.EXPERT, office_id=way.office.id, expert_id=way.id)


def act(session, way, service, code="", note="事实说明", **more):
    reason = {"reason_code": code} if code else {}
    return service(session, note=note, outbox=outbox(), **reason, **way.by(**more))


def is_drawn(session, way):
    return way.expert.code in {row.code for row in list_active(session, way.office.id)}


def mails(session, way):
    rows = session.exec(select(Message).order_by(Message.id))
    return [row for row in rows if row.subject_id == way.id]


def test_suspended_is_no_candidate_until_resumed(session, way):
    assert is_drawn(session, way)
    act(session, way, standing.suspend, "complaint")
    assert way.expert.state is ExpertState.SUSPENDED
    assert not is_drawn(session, way)
    assert "投诉核查期间" in mails(session, way)[-1].body
    act(session, way, standing.resume)
    assert is_drawn(session, way)


def test_reason_must_be_of_the_manual(session, way):
    with pytest.raises(Refused) as told:
        act(session, way, standing.suspend, "leak")  # one of removal
    assert told.value.code == "pool_reason_code"


def test_removal_without_hearing_where_the_manual_asks_for_none(session, way):
    act(session, way, standing.remove, "death", note="")
    assert way.expert.state is ExpertState.REMOVED
    assert not is_drawn(session, way)
    with pytest.raises(IllegalTransition):
        act(session, way, standing.resume)


def test_removal_waits_for_the_hearing(session, way, expert):
    with pytest.raises(Refused) as told:
        act(session, way, standing.remove, "leak")
    assert told.value.code == "pool_not_heard"
    act(session, way, standing.open_hearing, "leak", note="3月1日在群里转发评分")
    with pytest.raises(Refused) as told:
        act(session, way, standing.remove, "leak")
    assert told.value.code == "pool_not_heard"
    with pytest.raises(InvalidInput):
        standing.answer_hearing(session, text="  ", actor=expert, now=way.now)
    standing.answer_hearing(session, text="不是我转发的", actor=expert, now=way.now)
    with pytest.raises(Refused) as told:
        act(session, way, standing.remove, "benefit")  # heard on something else
    assert told.value.code == "pool_not_heard"
    act(session, way, standing.remove, "leak")
    assert way.expert.state is ExpertState.REMOVED


def test_without_an_answer_the_period_must_pass(session, way):
    act(session, way, standing.open_hearing, "leak")  # Tuesday 10 March and five working days
    hearing = records.open_hearing(session, records.list_acts(session, way.id))
    assert hearing.until == date(2026, 3, 17)
    way.after(7)
    with pytest.raises(Refused):
        act(session, way, standing.remove, "leak")
    way.after(1)
    act(session, way, standing.remove, "leak")
    assert way.expert.state is ExpertState.REMOVED


def test_hearing_by_the_status_link(session, way):
    act(session, way, standing.open_hearing, "leak")
    digest = way.expert.link_digest
    standing.answer_hearing(session, text="有误会", digest=digest, now=way.now)
    (line,) = list_hearings(session, way.keeper, today=way.now.date())
    assert line.next is NextStep.DECIDE
    act(session, way, standing.close_hearing, note="经核实不成立")
    assert not list_hearings(session, way.keeper, today=way.now.date())
    assert way.expert.state is ExpertState.ACTIVE
    with pytest.raises(Refused) as told:
        standing.answer_hearing(session, text="再补充", digest=way.expert.link_digest, now=way.now)
    assert told.value.code == "pool_no_hearing"


def test_hearing_is_on_the_experts_list_until_answered(session, way, expert):
    act(session, way, standing.open_hearing, "leak")
    with pytest.raises(Refused) as told:
        act(session, way, standing.open_hearing, "benefit")
    assert told.value.code == "pool_hearing_open"
    today = way.now.date()
    (task,) = list_hearing_tasks(session, expert, today=today, calendar=WEEKDAYS)
    assert task.due_on == date(2026, 3, 17)
    (line,) = list_hearings(session, way.keeper, today=today)
    assert line.next is NextStep.ANSWER
    standing.answer_hearing(session, text="说明", actor=expert, now=way.now)
    assert not list_hearing_tasks(session, expert, today=today, calendar=WEEKDAYS)


def test_expert_pauses_and_leaves_alone(session, way, expert):
    standing.pause(session, note="出国", actor=expert, now=way.now, outbox=outbox())
    assert way.expert.state is ExpertState.SUSPENDED
    by = {"actor": expert, "now": way.now, "outbox": outbox()}
    standing.resume(session, expert_id=way.id, note="", **by)
    act(session, way, standing.suspend, "complaint")
    with pytest.raises(Refused) as told:
        standing.resume(session, expert_id=way.id, note="", **by)
    assert told.value.code == "pool_not_own_pause"
    standing.leave(session, **by)
    of_expert = select(ExpertAct).where(ExpertAct.expert_id == way.id)
    last = session.exec(of_expert.order_by(col(ExpertAct.id).desc())).first()
    assert (last.action, last.reason_code, last.by_id) == (
        ExpertAction.REMOVE, "own_request", expert.account_id,
    )  # fmt: skip


def test_expert_acts_on_nobody_else(session, way, expert):
    other = factories.expert(office_id=way.office.id)
    with pytest.raises(Refused):
        standing.remove(
            session, expert_id=other.id, reason_code="own_request", note="", actor=expert,
            now=way.now, outbox=outbox(),
        )  # fmt: skip
    with pytest.raises(Refused) as told:
        standing.suspend(
            session, expert_id=way.id, reason_code="training", note="", actor=expert,
            now=way.now, outbox=outbox(),
        )  # fmt: skip
    assert told.value.code == "pool_reason_code"


def test_term_is_reminded_once_and_ends_once(session, way):
    end = way.expert.term_until
    far = way.now.replace(year=2029) - timedelta(days=62)
    assert not terms.remind_terms(session, now=far, public_url=PUBLIC_URL)
    near = way.now.replace(year=2029) - timedelta(days=61)
    assert len(terms.remind_terms(session, now=near, public_url=PUBLIC_URL)) == 1
    assert not terms.remind_terms(session, now=near, public_url=PUBLIC_URL)
    assert mails(session, way)[-1].step == f"term:{way.id}:{end}"
    last = way.now.replace(year=2029, month=3, day=9)
    assert not terms.expire_terms(session, now=last, public_url=PUBLIC_URL)
    assert len(terms.expire_terms(session, now=last + timedelta(days=1), public_url="x")) == 1
    assert way.expert.state is ExpertState.EXPIRED
    assert not terms.expire_terms(session, now=last + timedelta(days=2), public_url="x")


def renew(session, way, reason="", now=None):
    return terms.renew(session, reason=reason, outbox=outbox(), **way.by(now=now or way.now))


def test_renewal_needs_its_time_and_an_evaluation_or_a_reason(session, way):
    with pytest.raises(Refused) as told:
        renew(session, way, "早办")
    assert told.value.code == "pool_renewal_early"
    near = way.now.replace(year=2029) - timedelta(days=30)
    with pytest.raises(Refused) as told:
        renew(session, way, now=near)
    assert told.value.code == "pool_evaluation_missing"
    year(session, way, "unqualified")
    with pytest.raises(Refused):
        renew(session, way, now=near)
    year(session, way, "excellent", year=2029)
    renew(session, way, now=near)
    assert (way.expert.term_from, way.expert.term_until) == (
        date(2029, 3, 10), date(2032, 3, 9),
    )  # fmt: skip


def year(session, way, result, year=2028):
    factories.save(
        YearEvaluation(
            office_id=way.office.id, expert_id=way.id, year=year, tasks=2, mean=9000,
            result=result, manual_digest="sha256:0", evaluated_by_id=way.keeper.account_id,
            evaluated_at=way.now,
        )
    )  # fmt: skip


def test_renewal_after_the_end_begins_today(session, way):
    late = way.now.replace(year=2029, month=5, day=1)
    terms.expire_terms(session, now=late, public_url=PUBLIC_URL)
    renew(session, way, reason="评价缺失，经研究续聘", now=late)
    assert way.expert.state is ExpertState.ACTIVE
    assert way.expert.term_from == date(2029, 5, 1)


@pytest.fixture
def seated(session, now):
    """Return a drawn panel with an open round, and a keeper of its office."""
    case = scenes.ready_case()
    scenes.pool(case.office_id)
    review = scenes.opened(session, case, scenes.officer(case), now=now).review
    keeper = factories.actor(Role.POOL_KEEPER, office_id=case.office_id)
    return review, scenes.seated(session, review)[0], keeper


@pytest.mark.parametrize(
    ("service", "code"), [(standing.remove, "own_request"), (standing.suspend, "training")]
)
def test_who_leaves_the_pool_leaves_the_open_panel(session, seated, now, service, code):
    review, member, keeper = seated
    reserves = [row for row in list_members(session, review.id) if row.state is MemberState.RESERVE]
    for row in reserves:
        row.profession = member.profession  # so that the panel's rule is kept
        factories.save(row)
    told = outbox()
    service(
        session, expert_id=member.expert_id, reason_code=code, note="", actor=keeper, now=now,
        outbox=told,
    )  # fmt: skip
    assert member.state is MemberState.RECUSED
    invited = next(row for row in reserves if row.replaces_id == member.id)
    assert invited.state is MemberState.INVITED
    assert len(told.message_ids) == 2  # the reserve's invitation and the expert's letter
    lines = session.exec(select(LedgerEntry).where(LedgerEntry.member_id == member.id)).all()
    assert [row.kind for row in lines] == [LedgerKind.RECUSAL]
    assert {row.reason_code for row in lines} == {"out_of_pool"}  # the ledger is public


def test_a_sheet_that_is_in_stays(session, seated, now):
    _review, member, keeper = seated
    member.state = MemberState.SUBMITTED
    factories.save(member)
    standing.remove(
        session, expert_id=member.expert_id, reason_code="death", note="", actor=keeper, now=now,
        outbox=outbox(),
    )  # fmt: skip
    assert member.state is MemberState.SUBMITTED
