"""Two acts at once on PostgreSQL: the order of locks lets each wait for the other's end only."""

import threading

import pytest
from sqlmodel import Session, select

from models import Certificate, PanelMember
from models.engine import make_engine, make_session
from riskassess.adapters.keys import OfficeKeys
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.services import proposals, rounds
from riskassess.services.answers import Answer, answer_own
from riskassess.services.letters import Outbox
from tests import factories
from tests.support import reviews as scenes
from tests.support.migrated import migrate_by_copy

pytestmark = pytest.mark.postgres
ROUNDS = 6


@pytest.fixture
def own_engine(make_postgres_database):
    engine = make_engine(make_postgres_database())
    migrate_by_copy(engine)
    yield engine
    engine.dispose()


def at_once(engine, *acts):
    """Run the acts in a thread each; return what they raised."""
    gate, raised = threading.Barrier(len(acts)), []

    def run(act):
        with make_session(engine, may_write=True) as session:
            gate.wait(timeout=20)
            try:
                act(session)
            except Exception as error:
                raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return raised


def test_two_cases_of_one_office_are_approved_at_once(own_engine, now, tmp_path):
    sign = OfficeKeys(tmp_path / "keys").sign
    pairs = []
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        office = factories.office()
        for _pair in range(ROUNDS):
            pairs.append([proposed(session, office, now) for _one in range(2)])
        session.commit()

    def approval(given):
        proposal, actor = given
        return lambda session: proposals.approve_grade(
            session, proposal_id=proposal.id, sign=sign, actor=actor, now=now,
            outbox=Outbox(scenes.URL),
        )  # fmt: skip

    for pair in pairs:
        assert at_once(own_engine, *map(approval, pair)) == []
    with Session(own_engine) as session:
        numbers = sorted(row.number for row in session.exec(select(Certificate)))
    assert [int(number[-4:]) for number in numbers] == list(range(1, 2 * ROUNDS + 1))


def proposed(session, office, now):
    case, _review, _result, officer = scenes.graded(session, now=now, office_id=office.id)
    proposal = proposals.propose_grade(
        session, assessment_id=case.id, explanation="一致。", actor=officer, now=now
    )
    return proposal, scenes.approver(case)


def test_declining_and_reminding_another_member_at_once(own_engine, now):
    made = []
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        for _round in range(ROUNDS):
            case = scenes.ready_case()
            scenes.pool(case.office_id)
            officer = scenes.officer(case)
            review = scenes.opened(session, case, officer, now=now).review
            first, second = scenes.seated(session, review)[:2]
            expert = factories.actor(
                Role.EXPERT, office_id=case.office_id, expert_id=first.expert_id
            )
            made.append((officer, expert, first, second))
        session.commit()
    for officer, expert, first, second in made:
        assert (
            at_once(own_engine, declining(first, expert, now), reminding(second, officer, now))
            == []
        )
    with Session(own_engine) as session:
        left = [session.get_one(PanelMember, first.id).state for _o, _e, first, _s in made]
    assert set(left) == {MemberState.DECLINED}


def declining(member, actor, now):
    return lambda session: answer_own(
        session, member_id=member.id, answer=Answer(accepts=False, reason_code="time"),
        public_url=scenes.URL, actor=actor, now=now,
    )  # fmt: skip


def reminding(member, actor, now):
    return lambda session: rounds.remind_member(
        session, member_id=member.id, public_url=scenes.URL, actor=actor, now=now
    )
