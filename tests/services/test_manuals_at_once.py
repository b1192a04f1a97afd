"""Two officers at one manual at the same moment: one wins, the other is told."""

import threading

import pytest
from sqlmodel import Session, select

from models import ManualVersion
from models.engine import make_engine, make_session
from riskassess.domain.errors import Conflict
from riskassess.domain.vocabulary import Role
from riskassess.services.manual_proposals import approve_manual, propose_manual
from tests import factories
from tests.support.manuals import a_manual, text_of
from tests.support.migrated import migrate_by_copy

pytestmark = pytest.mark.postgres


@pytest.fixture
def own_engine(make_postgres_database):
    engine = make_engine(make_postgres_database())
    migrate_by_copy(engine)
    with Session(engine, expire_on_commit=False) as session, factories.writing_with(session):
        yield engine
    engine.dispose()


def propose(engine, now, office_id, **values):
    officer = factories.actor(Role.CASE_OFFICER, office_id=office_id)
    with make_session(engine, may_write=True) as session:
        return propose_manual(
            session, manual=a_manual(**values), source=text_of(**values), note="",
            actor=officer, now=now,
        ).id  # fmt: skip


def approve_at_once(engine, now, acts):
    """Let each approver approve in a thread; return what the losers were told."""
    gate, told = threading.Barrier(len(acts)), []

    def approve(number, actor):
        with make_session(engine, may_write=True) as session:
            gate.wait(timeout=20)
            try:
                approve_manual(session, proposal_id=number, actor=actor, now=now)
            except Conflict as error:
                told.append(error.code)

    threads = [threading.Thread(target=approve, args=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


def stored(engine):
    with Session(engine) as session:
        return session.exec(select(ManualVersion.code)).all()


def test_one_of_two_racing_approvers_wins(own_engine, now):
    office_id = factories.office().id
    number = propose(own_engine, now, office_id)
    approvers = [factories.actor(Role.APPROVER, office_id=office_id) for _ in range(2)]
    acts = [(number, actor) for actor in approvers]
    assert approve_at_once(own_engine, now, acts) == ["manual_decided_by"]
    assert stored(own_engine) == ["cn-else"]


def test_two_offices_store_one_version_at_once(own_engine, now):
    acts = []
    for limit in ("0.3", "0.4"):
        office_id = factories.office().id
        number = propose(own_engine, now, office_id, limit=limit)
        acts.append((number, factories.actor(Role.APPROVER, office_id=office_id)))
    assert approve_at_once(own_engine, now, acts) == ["manual_version_taken"]
    assert stored(own_engine) == ["cn-else"]
