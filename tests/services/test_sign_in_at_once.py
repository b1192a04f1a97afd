"""The same link, the same code, the same recovery code twice at one moment: one of them counts."""

import threading
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import Session

from models.engine import make_engine, make_session, transaction
from riskassess.adapters.personal_seal import PersonalSeal
from riskassess.adapters.second_factor import SECONDS, OneTimeCodes
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import actor_for
from riskassess.services import account_links, second_factors
from riskassess.services.account_links import issue_link, use_link
from riskassess.services.second_factor_tools import Tools
from riskassess.services.sign_in_sessions import begin_session
from tests import factories
from tests.support.migrated import migrate_by_copy

pytestmark = pytest.mark.postgres


def at_once(engine, *acts):
    """Do two acts, or one twice, at one moment; return what was refused."""
    gate, refused = threading.Barrier(2), []

    def run(act):
        with make_session(engine, may_write=True) as session:
            gate.wait(timeout=20)
            try:
                act(session)
            except (NotFound, Refused) as error:
                refused.append(error.code)

    threads = [threading.Thread(target=run, args=(act,)) for act in (acts * 2)[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return refused


@pytest.fixture
def own_engine(make_postgres_database):
    engine = make_engine(make_postgres_database())
    migrate_by_copy(engine)
    yield engine
    engine.dispose()


def test_link_and_codes_count_once(own_engine, tmp_path, now):
    tools = Tools(OneTimeCodes(), PersonalSeal(tmp_path))
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        account = factories.account(Role.APPROVER)
        actor = actor_for(session, account)
        given = {"actor": actor, "tools": tools}
        second_factors.begin_enrolment(session, now=now, **given)
        code = pyotp.TOTP(second_factors.open_pending(session, **given))
        begun = begin_session(session, account, device="", now=now)
        session.commit()
        recovery = second_factors.confirm_enrolment(
            session,
            code=code.at(now - timedelta(seconds=SECONDS)),
            session_id=begun.id,
            now=now,
            **given,
        )
        known = {"account_id": account.id, "epoch": account.session_epoch, "tools": tools}
        link = issue_link(
            session, account, LinkPurpose.RESET, actor=actor, public_url="https://a", now=now
        )
        session.commit()
    token = link.address.rpartition("/")[2]
    how = {"rule": PasswordRule(10, lambda _text: False), "make_hash": lambda _text: "h"}
    for text in (code.at(now), recovery[0]):
        assert at_once(
            own_engine,
            lambda each, text=text: second_factors.give_code(each, code=text, now=now, **known),
        ) == ["code_refused"]
    assert at_once(
        own_engine,
        lambda each: use_link(each, token=token, password="corn-lamp-72", now=now, **how),
    ) == ["link_ended"]


def test_link_used_while_a_newer_one_is_made_waits_instead_of_a_ring(own_engine, now, monkeypatch):
    with Session(own_engine, expire_on_commit=False) as session, factories.writing_with(session):
        admin = actor_for(session, factories.account(Role.SYSTEM_ADMIN))
        account = factories.account(Role.CASE_OFFICER, office_id=admin.office_id)
        given = {"actor": admin, "public_url": "https://a", "now": now}
        token = issue_link(session, account, LinkPurpose.RESET, **given).address.rpartition("/")[2]
        session.commit()
    met, lock, maker = threading.Barrier(2), account_links.lock_account, []

    def side_by_side(session, account_id):
        if threading.get_ident() in maker:  # has the account when the other comes for it
            found = lock(session, account_id)
            met.wait(timeout=20)
            return found
        met.wait(timeout=20)
        return lock(session, account_id)

    def make(session):
        maker.append(threading.get_ident())
        with transaction(session):
            issue_link(session, account, LinkPurpose.RESET, **given)

    how = {"rule": PasswordRule(10, lambda _text: False), "make_hash": lambda _text: "h"}
    monkeypatch.setattr(account_links, "lock_account", side_by_side)
    assert at_once(
        own_engine,
        make,
        lambda each: use_link(each, token=token, password="corn-lamp-72", now=now, **how),
    ) == ["link_ended"]
