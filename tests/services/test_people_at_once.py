"""Two at one code, or at one deputy, in the same moment: one is first, the other is told."""

import contextlib
import threading
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import Account, AccountRole, Deputy, Unit
from models.engine import make_engine, make_session
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.vocabulary import Role
from riskassess.resources import NAME_TOOLS
from riskassess.services import posts, role_changes
from riskassess.services.deputies import Naming, name_deputy
from riskassess.services.pool.unit_entry import UnitEntry
from riskassess.services.pool.units import create_unit
from tests import factories
from tests.support.migrated import migrate_by_copy

pytestmark = pytest.mark.postgres
CODE = "91350100M000100Y43"


@pytest.fixture
def own_engine(make_postgres_database):
    engine = make_engine(make_postgres_database())
    migrate_by_copy(engine)
    with Session(engine, expire_on_commit=False) as session, factories.writing_with(session):
        yield engine
    engine.dispose()


def told_at_once(engine, *acts):
    """Let each act run in a thread of its own; return what the losers were told."""
    gate, told = threading.Barrier(len(acts)), []

    def run(act):
        with make_session(engine, may_write=True) as session:
            gate.wait(timeout=20)
            try:
                act(session)
            except (InvalidInput, Refused) as error:
                told.append(error.code)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


def test_one_code_makes_one_unit(own_engine, now):
    admin = factories.actor(Role.SYSTEM_ADMIN)

    def register(name):
        entry = UnitEntry(name=name, kind="employer", credit_code=CODE)
        return lambda session: create_unit(
            session, entry=entry, actor=admin, now=now, names=NAME_TOOLS
        )

    assert told_at_once(own_engine, register("甲公司"), register("乙公司")) == ["unit_code_taken"]
    with Session(own_engine) as session:
        assert len(session.exec(select(Unit).where(Unit.credit_code == CODE)).all()) == 1


def test_two_invited_as_first_security_administrator_make_one(own_engine, now, monkeypatch):
    admin = factories.actor(Role.SYSTEM_ADMIN)
    both, found = threading.Barrier(2), posts.has_security_administrator

    def side_by_side(*given, **how):
        none = found(*given, **how)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=0.3)  # where nobody waits for a lock, both have found none
        return none

    monkeypatch.setattr(posts, "has_security_administrator", side_by_side)

    def invite(login):
        role = frozenset({Role.SECURITY_ADMIN})
        invited = posts.Invited(login, login, f"{login}@example.invalid", roles=role)
        given = {"invited": invited, "actor": admin, "public_url": "https://a.invalid", "now": now}
        return lambda session: posts.invite_account(session, **given)

    assert told_at_once(own_engine, invite("sec.one"), invite("sec.two")) == []
    with Session(own_engine) as session:
        accounts = select(Account.roles_asked).where(Account.id != admin.account_id)
        assert sorted(session.exec(accounts)) == ["", "security_admin"]
        roles = select(AccountRole).where(AccountRole.role == Role.SECURITY_ADMIN)
        assert len(session.exec(roles).all()) == 1


def test_one_role_has_one_deputy_on_a_day(own_engine, now):
    absent = factories.actor(Role.APPROVER)
    others = [
        factories.actor(Role.CASE_OFFICER, office_id=absent.office_id) for _number in range(2)
    ]
    first = now.date() + timedelta(days=1)

    def lend(deputy):
        naming = Naming(absent.account_id, deputy.account_id, absent.roles, first, first, "出差")
        return lambda session: name_deputy(session, naming=naming, actor=absent, now=now)

    assert told_at_once(own_engine, *map(lend, others)) == ["deputy_overlaps"]
    with Session(own_engine) as session:
        assert len(session.exec(select(Deputy)).all()) == 1


def test_two_who_take_each_others_role_leave_one_holder(own_engine, now, monkeypatch):
    one = factories.actor(Role.SECURITY_ADMIN)
    other = factories.actor(Role.SECURITY_ADMIN, office_id=one.office_id)
    both, found = threading.Barrier(2), role_changes.refuse_last

    def side_by_side(*given, **how):
        found(*given, **how)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=0.3)  # where nobody waits for a lock, both have found another holder

    monkeypatch.setattr(role_changes, "refuse_last", side_by_side)

    def take(actor, account_id):
        return lambda session: role_changes.change_roles(
            session, account_id=account_id, roles=[], reason="离任", actor=actor, now=now
        )

    acts = take(one, other.account_id), take(other, one.account_id)
    assert told_at_once(own_engine, *acts) == ["not_your_role"]
    with Session(own_engine) as session:
        assert len(session.exec(select(AccountRole)).all()) == 1
