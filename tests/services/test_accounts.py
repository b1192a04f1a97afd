"""Signing in, the growing lock, and passwords."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import AuditEntry
from riskassess.adapters.common_passwords import is_common
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import (
    actor_for,
    find_signed_in,
    list_addresses,
)
from riskassess.services import accounts
from riskassess.services.sign_in_sessions import begin_session
from tests import factories
from tests.conftest import CHEAP
from tests.factories import PASSWORD

NEW = "another-password"
RULE = PasswordRule(10, is_common)


@pytest.fixture
def account(session):
    return factories.account(Role.CASE_OFFICER)


@pytest.fixture
def try_sign_in(session, account, now):
    """Return a function that tries a password some minutes from now and tells the outcome."""

    def attempt(
        password=PASSWORD,
        *,
        login=account.login,
        minutes=0.0,
        check=CHEAP.check,
        demonstration=True,
    ):
        try:
            accounts.sign_in(
                session,
                login=login,
                password=password,
                check=check,
                demonstration=demonstration,
                now=now + timedelta(minutes=minutes),
                request_id="r1",
            )
        except Refused as refused:
            return refused.code
        return "in"

    return attempt


def audited(session):
    rows = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    return [(row.action, row.request_id) for row in rows]


def test_right_password_signs_in(session, account, try_sign_in):
    assert try_sign_in() == "in"
    assert audited(session) == [("account:sign_in", "r1")]


def test_wrong_unknown_and_inactive_are_told_alike(session, account, try_sign_in):
    assert try_sign_in("wrong") == try_sign_in(login="nobody") == "sign_in_failed"
    account.is_active = False
    session.add(account)
    session.commit()
    assert try_sign_in() == "sign_in_failed"


def test_unknown_login_costs_a_hash_too(try_sign_in):
    checked = []
    try_sign_in(login="nobody", check=lambda known, _given: checked.append(known))
    assert checked == [None]


def test_lock_grows_and_ends(session, account, try_sign_in, now):
    assert [try_sign_in("wrong") for _turn in range(5)] == ["sign_in_failed"] * 5
    assert account.locked_until == now + timedelta(minutes=1)
    assert try_sign_in(minutes=0.9) == "sign_in_failed"
    assert account.failed_count == 5  # waiting outside of the door is not counted
    assert try_sign_in("wrong", minutes=1) == "sign_in_failed"
    assert account.locked_until == now + timedelta(minutes=3)
    assert try_sign_in(minutes=2) == "sign_in_failed"
    assert try_sign_in(minutes=3) == "in"
    assert (account.failed_count, account.locked_until) == (0, None)


def test_lock_lasts_an_hour_at_most(session, account, try_sign_in, now):
    account.failed_count = 40
    session.add(account)
    session.commit()
    try_sign_in("wrong")
    assert account.locked_until == now + timedelta(hours=1)


def test_lock_that_falls_while_the_hash_is_computed_holds(session, account, try_sign_in, now):
    def slow(known, given):
        account.locked_until = now + timedelta(minutes=1)
        session.add(account)
        session.commit()
        return CHEAP.check(known, given)

    assert try_sign_in(check=slow) == "sign_in_failed"


def test_password_changed_while_the_old_one_is_checked_does_not_open(session, account, try_sign_in):
    def slow(known, given):
        account.password_hash = CHEAP.make(NEW)
        session.add(account)
        session.commit()
        return CHEAP.check(known, given)

    assert try_sign_in(check=slow) == "sign_in_failed"


def test_every_attempt_leaves_a_trace_without_the_password(session, try_sign_in):
    try_sign_in("geheim-wrong")
    try_sign_in()
    assert [action for action, _id in audited(session)] == [
        "account:sign_in_refused",
        "account:sign_in",
    ]
    for row in session.exec(select(AuditEntry)):
        assert "geheim" not in row.model_dump_json()


def change(session, account, now, **given):
    words = {"current": PASSWORD, "new": NEW, **given}
    return accounts.change_password(
        session,
        actor=actor_for(session, account),
        rule=RULE,
        check=CHEAP.check,
        make_hash=CHEAP.make,
        now=now,
        **words,
    )


def test_new_password_ends_other_sessions(session, account, try_sign_in, now):
    changed = change(session, account, now)
    assert changed.session_epoch == 1
    assert try_sign_in() == "sign_in_failed"
    assert try_sign_in(NEW) == "in"


@pytest.mark.parametrize(
    ("given", "code", "where"),
    [
        ({"new": "short"}, "password_short", "new"),
        ({"new": "password123"}, "password_common", "new"),
        ({"current": "wrong"}, "password_wrong", "current"),
    ],
)
def test_bad_new_password_changes_nothing(session, account, now, given, code, where):
    before = account.password_hash
    with pytest.raises(InvalidInput) as refused:
        change(session, account, now, **given)
    assert (refused.value.code, refused.value.where) == (code, where)
    session.refresh(account)
    assert (account.password_hash, account.session_epoch) == (before, 0)


def begun(session, account, now):
    row = begin_session(session, account, device="windows chrome", now=now)
    session.commit()
    return row


def test_signing_out_ends_this_session_and_leaves_a_trace(session, account, now):
    own, other = begun(session, account, now), begun(session, account, now)
    accounts.sign_out(session, session_id=own.id, actor=actor_for(session, account), now=now)
    assert (own.ended_at, other.ended_at) == (now, None)
    assert audited(session)[-1][0] == "account:sign_out"


def test_lost_account_is_not_found(session, account, now):
    lost = actor_for(session, account).__class__(account_id=None, office_id=account.office_id)
    with pytest.raises(NotFound):
        accounts.sign_out(session, session_id=1, actor=lost, now=now)


def test_addresses_are_the_active_holders_of_one_office(session, account):
    factories.account(Role.CASE_OFFICER, office_id=account.office_id, is_active=False)
    factories.account(Role.APPROVER, office_id=account.office_id)
    factories.account(Role.CASE_OFFICER)
    found = list_addresses(session, office_id=account.office_id, role=Role.CASE_OFFICER)
    assert found == [account]


def test_demonstration_account_signs_in_only_where_there_are_some(
    session, account, try_sign_in, now
):
    account.is_demonstration = True
    session.add(account)
    session.commit()
    assert try_sign_in(demonstration=False) == "sign_in_failed"
    asked = {
        "account_id": account.id, "request_id": "r1", "on": date(2026, 3, 2),
        "session_id": begun(session, account, now).id,
    }  # fmt: skip
    assert find_signed_in(session, **asked, demonstration=False) is None
    assert try_sign_in() == "in"
    assert find_signed_in(session, **asked, demonstration=True) is not None


def test_wrong_current_passwords_lock_the_account(session, account, try_sign_in, now):
    for _turn in range(5):
        with pytest.raises(InvalidInput, match="password_wrong"):
            change(session, account, now, current="wrong")
    assert account.locked_until == now + timedelta(minutes=1)
    with pytest.raises(InvalidInput, match="password_wrong"):
        change(session, account, now)
    assert try_sign_in() == "sign_in_failed"
    assert change(session, account, now + timedelta(minutes=1)).failed_count == 0


def test_no_lock_is_held_while_a_new_password_is_hashed(session, account, now):
    busy = []

    def slow(known, given):
        busy.append(session.in_transaction())
        return CHEAP.check(known, given)

    def make(password):
        busy.append(session.in_transaction())
        return CHEAP.make(password)

    accounts.change_password(
        session,
        actor=actor_for(session, account),
        current=PASSWORD,
        new=NEW,
        rule=RULE,
        check=slow,
        make_hash=make,
        now=now,
    )
    assert busy == [False, False]
