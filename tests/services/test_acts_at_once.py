"""Two acts at once on PostgreSQL: the order of locks lets each wait for the other's end only."""

import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import LedgerKind, RecusalGround
from models import Account, Certificate, Expert, LedgerEntry, PanelMember, Review
from models.engine import make_engine, make_session, transaction
from riskassess.adapters.keys import OfficeKeys
from riskassess.adapters.personal_seal import PersonalSeal
from riskassess.domain.actor import system_actor
from riskassess.domain.errors import AssessmentError
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.queries.assessments import lock_case
from riskassess.services import proposals, recusals, rounds
from riskassess.services.answers import Answer, answer_own
from riskassess.services.letters import Outbox
from riskassess.services.pool import applications, links, standing
from riskassess.services.seats import lock_experts
from tests import factories
from tests.support import reviews as scenes
from tests.support.migrated import migrate_by_copy
from tests.support.pool_life import outbox, papers

pytestmark = pytest.mark.postgres
ROUNDS = 6
DAY = timedelta(days=1)


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
        for number in range(ROUNDS):
            made = (proposed(session, office, now, f"P{number}{one}-") for one in "12")
            pairs.append([(proposal.id, actor) for proposal, actor in made])
        session.commit()

    def approval(given):
        proposal_id, actor = given
        return lambda session: proposals.approve_grade(
            session, proposal_id=proposal_id, sign=sign, actor=actor, now=now,
            outbox=Outbox(scenes.URL),
        )  # fmt: skip

    for pair in pairs:
        assert at_once(own_engine, *map(approval, pair)) == []
    with Session(own_engine) as session:
        numbers = sorted(row.number for row in session.exec(select(Certificate)))
    assert [int(number[-4:]) for number in numbers] == list(range(1, 2 * ROUNDS + 1))


def proposed(session, office, now, prefix):
    case, _review, _result, officer = scenes.graded(
        session, now=now, office_id=office.id, prefix=prefix
    )
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


def test_two_members_who_leave_at_once_get_two_reserves(own_engine, now):
    made = []
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        for _round in range(2):
            case = scenes.ready_case()
            scenes.pool(case.office_id, each=4)
            officers = [scenes.officer(case), scenes.officer(case)]
            review = scenes.opened(session, case, officers[0], now=now).review
            alike = by_profession(scenes.panel(session, review))
            made.append((case, review, officers, alike))
        session.commit()
    for case, review, officers, leaving in made:
        raised = at_once(
            own_engine,
            *(recusing(case, *pair, now) for pair in zip(leaving, officers, strict=True)),
        )
        assert raised == []
        with Session(own_engine) as session:
            members = scenes.panel(session, review)
            came = [row for row in members if row.replaces_id is not None]
            assert len({row.code for row in came}) == len(came)
            lines = ledger_kinds(session, case)
            moved = lines.count(LedgerKind.REPLACEMENT)
            assert (moved, moved + lines.count(LedgerKind.NO_RESERVE)) == (len(came), 2)


def by_profession(members):
    """Return the two members whose professions the first reserves share, or the last two."""
    words = [row.profession for row in members if row.state is MemberState.RESERVE]
    sitting = [row for row in members if row.state is MemberState.INVITED]
    return sorted(sitting, key=lambda row: row.profession not in words)[:2]


def ledger_kinds(session, case):
    query = select(LedgerEntry).where(LedgerEntry.assessment_id == case.id)
    rows = session.exec(query.order_by(LedgerEntry.number)).all()
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    return [row.kind for row in rows]


def recusing(case, member, actor, now):
    return lambda session: recusals.record_recusal(
        session, assessment_id=case.id, expert_code=member.code, ground=RecusalGround.KINSHIP,
        note="", actor=actor, now=now, outbox=Outbox(scenes.URL),
    )  # fmt: skip


def drawable(session, now):
    """Return an announced draw that waits for the keeper's throw, its experts and two keepers."""
    case = scenes.ready_case()
    experts = scenes.pool(case.office_id)
    officer = scenes.officer(case)
    keepers = [factories.actor(Role.POOL_KEEPER, office_id=case.office_id) for _ in "12"]
    draw = scenes.announced(session, case, officer, now=now).draw
    then = now + scenes.WAIT
    scenes.throw(session, draw, officer, "dice_officer", scenes.THROWS[0], now=then)
    return draw, experts, keepers


def test_a_suspension_and_the_draw_of_the_same_expert_at_once(own_engine, now):
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        draw, experts, (keeper, other) = drawable(session, now)
        session.commit()
    drawing = throwing(draw, keeper, scenes.THROWS[1], now + scenes.WAIT)
    law = [each for each in experts if each.profession == "law"]
    assert at_once(own_engine, drawing, *(suspending(each, other, now) for each in law)) == []
    with Session(own_engine) as session:
        sitting = session.exec(
            select(PanelMember.state).where(
                PanelMember.review_id == draw.review_id,
                col(PanelMember.expert_id).in_([each.id for each in law]),
            )
        ).all()
        assert set(sitting) == {MemberState.RECUSED}


def test_a_suspension_waits_for_a_draw_before_it_takes_the_expert(own_engine, now):
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        draw, experts, (_keeper, other) = drawable(session, now)
        review = session.get_one(Review, draw.review_id)
        session.commit()
    raised, act = [], suspending(experts[0], other, now)
    thread = threading.Thread(target=lambda: raised.extend(at_once(own_engine, act)))
    with make_session(own_engine, may_write=True) as session, transaction(session):
        lock_case(session, review.assessment_id, actor=system_actor(draw.office_id))
        thread.start()
        with Session(own_engine) as looking:
            wait_for_a_waiting_act(looking)
        # an act that holds the case gets every expert it wants
        lock_experts(session, draw.office_id, [each.code for each in experts])
    thread.join(timeout=60)
    assert raised == []


def wait_for_a_waiting_act(session):
    for _try in range(200):
        found = session.exec(
            sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    " AND datname = current_database()")
        ).one()  # fmt: skip
        session.rollback()
        if found[0]:
            return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def throwing(draw, actor, throw, now):
    return lambda session: scenes.throw(session, draw, actor, "dice_keeper", throw, now=now)


def suspending(expert, actor, now):
    return lambda session: standing.suspend(
        session, expert_id=expert.id, reason_code="complaint", note="核查。", actor=actor, now=now,
        outbox=Outbox(scenes.URL),
    )  # fmt: skip


def test_two_recommendations_and_an_application_with_one_address_at_once(own_engine, now, tmp_path):
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        office, seal = factories.office(), PersonalSeal(tmp_path)
        factories.manual()
        unit = factories.unit(office_id=office.id)
        sponsor = factories.actor(Role.PROJECT_UNIT, office_id=office.id, unit_id=unit.id)
        session.commit()

    def recommending(mail):
        given = papers(consents=False, codes=(), email=mail)
        return lambda session: applications.recommend(
            session, papers=given, unit_id=unit.id, note="推荐", seal=seal, actor=sponsor, now=now,
            outbox=outbox(),
        )  # fmt: skip

    def applying(mail):
        return lambda session: applications.apply(
            session, office_id=office.id, papers=papers(email=mail), seal=seal, now=now,
            outbox=outbox(),
        )  # fmt: skip

    for mail in ("one@example.invalid", "two@example.invalid"):
        at_once(own_engine, recommending(mail), recommending(mail.upper()), applying(mail))
        with Session(own_engine) as session:
            found = session.exec(select(Expert).where(sa.func.lower(Expert.email) == mail)).all()
            assert len(found) == 1


def test_two_accounts_by_one_name_or_one_link_at_once(own_engine, now):
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        office = factories.office()
        experts = [factories.expert(office_id=office.id, state="active") for _ in "12"]
        for number, each in enumerate(experts):
            each.link_digest, each.link_expires_at = f"link{number}", now + DAY
        session.commit()

    def opening(digest):
        return lambda session: links.open_account(
            session, digest=digest, login="zhangsan", password="ein langes wort", now=now,
            rule=PasswordRule(10, lambda _text: False), make_hash=lambda _password: "hash",
        )  # fmt: skip

    for digests in (("link0", "link1"), ("link0", "link0")):
        raised = at_once(own_engine, *map(opening, digests))
        assert raised
        assert all(isinstance(error, AssessmentError) for error in raised), raised
    with Session(own_engine) as session:
        assert len(session.exec(select(Account).where(Account.login == "zhangsan")).all()) == 1
