"""Two officers at the same draw: one act happens, the other is told; on both databases."""

import threading

import pytest
from sqlmodel import Session, select

from expert_pool.vocabulary import DrawState, LedgerKind
from models import Draw, DrawRequest, DrawValue, LedgerEntry, PanelMember
from models.engine import make_engine, make_session
from riskassess.domain.errors import AssessmentError
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.services import draw_requests, draws
from tests import factories
from tests.support import reviews as scenes
from tests.support.migrated import migrate_by_copy

WISH = draw_requests.Wish("value_wrong", "录像不清。")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared(request, tmp_path):
    """Return a database of its own that several connections write to."""
    if request.param == "postgres":
        made = make_engine(request.getfixturevalue("make_postgres_database")())
    else:
        made = make_engine(f"sqlite:///{tmp_path / 'shared.db'}")
    migrate_by_copy(made)
    yield made
    made.dispose()


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


@pytest.fixture
def scene(shared, now):
    """Return an announced review with two officers and two keepers."""
    with (
        Session(shared, expire_on_commit=False) as session,
        factories.writing_with(session),
    ):
        case = scenes.ready_case()
        scenes.pool(case.office_id)
        people = [scenes.officer(case), scenes.officer(case)]
        people += [factories.actor(Role.POOL_KEEPER, office_id=case.office_id) for _n in "12"]
        made = scenes.announced(session, case, people[0], now=now)
        session.commit()
        return case, made, people


def lines(session, case):
    found = session.exec(
        select(LedgerEntry).where(LedgerEntry.assessment_id == case.id).order_by(LedgerEntry.number)
    ).all()
    assert [row.number for row in found] == list(range(1, len(found) + 1))
    return [row.kind for row in found]


def throwing(draw, actor, source, value, now):
    return lambda session: scenes.throw(session, draw, actor, source, value, now=now)


def test_the_same_source_is_entered_once(shared, scene, now):
    case, made, (first, second, *_keepers) = scene
    then, draw = now + scenes.WAIT, made.draw
    raised = at_once(
        shared,
        throwing(draw, first, "dice_officer", "1111122222", then),
        throwing(draw, second, "dice_officer", "3333344444", then),
    )
    assert [error.code for error in raised] == ["draw_value_entered"]
    with Session(shared) as session:
        assert len(session.exec(select(DrawValue)).all()) == 1
        assert lines(session, case) == [LedgerKind.ANNOUNCEMENT]


def test_both_throws_at_once_make_one_draw(shared, scene, now):
    case, made, (officer, _other, keeper, _second) = scene
    then, draw = now + scenes.WAIT, made.draw
    raised = at_once(
        shared,
        throwing(draw, officer, "dice_officer", "1111122222", then),
        throwing(draw, keeper, "dice_keeper", "3333344444", then),
    )
    assert raised == []
    with Session(shared) as session:
        assert session.get_one(Draw, draw.id).state is DrawState.DRAWN
        seats = session.exec(select(PanelMember)).all()
        assert [row.state for row in seats].count(MemberState.INVITED) == 5
        assert lines(session, case) == [LedgerKind.ANNOUNCEMENT, LedgerKind.DRAW]


def test_two_officers_announce_one_further_draw(shared, scene, now):
    case, made, (officer, other, *_keepers) = scene
    with Session(shared, expire_on_commit=False) as session, factories.writing_with(session):
        scenes.thrown(session, session.get_one(Draw, made.draw.id), officer, now=now)
        scenes.leave(session, scenes.seated(session, made.review)[0])

    later = now + 2 * scenes.WAIT

    def announcing(actor):
        return lambda session: draws.announce_draw(
            session, review_id=made.review.id, choice=scenes.dice(later),
            desk=scenes.desk(actor, later),
        )  # fmt: skip

    raised = at_once(shared, announcing(officer), announcing(other))
    assert [error.code for error in raised] == ["draw_pending"]
    with Session(shared) as session:
        assert [row.number for row in session.exec(select(Draw).order_by(Draw.id))] == [1, 2]
        assert lines(session, case).count(LedgerKind.SUPPLEMENT) == 1


def test_the_last_throw_and_the_cancellation_at_once(shared, scene, now):
    case, made, (officer, _other, keeper, _second) = scene
    then = now + scenes.WAIT
    with Session(shared, expire_on_commit=False) as session, factories.writing_with(session):
        draw = session.get_one(Draw, made.draw.id)
        scenes.throw(session, draw, officer, "dice_officer", "1111122222", now=then)
        asked = draw_requests.request_redraw(
            session, draw_id=draw.id, wish=WISH, desk=scenes.desk(officer, now)
        )
        approver = scenes.approver(case)
        session.commit()

    def deciding(session):
        draw_requests.decide_request(
            session, request_id=asked.id, approves=True, decision="", public_url=scenes.URL,
            desk=scenes.desk(approver, then),
        )  # fmt: skip

    raised = at_once(
        shared, deciding, throwing(made.draw, keeper, "dice_keeper", "3333344444", then)
    )
    assert all(isinstance(error, AssessmentError) for error in raised)
    with Session(shared) as session:
        assert session.get_one(Draw, made.draw.id).state is DrawState.CANCELLED
        assert session.get_one(DrawRequest, asked.id).decided_by_id == approver.account_id
        states = {row.state for row in session.exec(select(PanelMember))}
        assert states <= {MemberState.RELEASED}
