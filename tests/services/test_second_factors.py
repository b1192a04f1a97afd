"""The second factor: no code twice, recovery codes once, wrong ones lock, lost ones are reset."""

from datetime import timedelta

import pyotp
import pytest
from sqlmodel import select

from models import AuditEntry, RecoveryCode, SecondFactor
from riskassess.adapters.second_factor import SECONDS, OneTimeCodes
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import actor_for
from riskassess.services import accounts, second_factors
from riskassess.services.pool.personal_keys import count_older, rotate_personal_key
from riskassess.services.second_factor_tools import Tools
from riskassess.services.sign_in_sessions import begin_session
from tests import factories
from tests.conftest import CHEAP

STEP = timedelta(seconds=SECONDS)


class Holder:
    """An approver with a second factor, and the telephone that shows its codes."""

    def __init__(self, session, resources, now):
        self.session, self.now = session, now
        self.account = factories.account(Role.APPROVER)
        self.actor = actor_for(session, self.account)
        self.tools = Tools(OneTimeCodes(), resources.seal)
        own = {"actor": self.actor, "tools": self.tools}
        second_factors.begin_enrolment(session, now=now, **own)
        self.secret = second_factors.open_pending(session, **own)
        begun = begin_session(session, self.account, device="", now=now)
        session.commit()
        self.recovery = second_factors.confirm_enrolment(
            session, code=self.code(), session_id=begun.id, now=now, **own
        )

    def code(self, steps=0):
        return pyotp.TOTP(self.secret).at(self.now + steps * STEP)

    def password(self, password=factories.PASSWORD, steps=0):
        return accounts.sign_in(
            self.session, login=self.account.login, password=password, check=CHEAP.check,
            demonstration=True, now=self.now + steps * STEP,
        )  # fmt: skip

    def give(self, code, steps=0, **given):
        known = {"account_id": self.account.id, "epoch": self.account.session_epoch, **given}
        moment = self.now + steps * STEP
        return second_factors.give_code(
            self.session, code=code, tools=self.tools, now=moment, **known
        )


@pytest.fixture
def holder(session, resources, now):
    return Holder(session, resources, now)


def refused(holder, code, steps=0, **given):
    with pytest.raises(Refused, match="code_refused"):
        holder.give(code, steps, **given)
    return True


def test_password_alone_opens_nothing_and_no_code_counts_twice(session, holder):
    assert holder.password().session_id is None
    assert refused(holder, holder.code())  # it confirmed the app
    assert holder.give(holder.code(1), 1).session_id
    assert refused(holder, holder.code(1), 1)
    assert refused(holder, holder.code(2), 6)
    assert holder.give(f" {holder.code(7)[:3]} {holder.code(7)[3:]}", 7).session_id
    assert refused(holder, holder.code(9), 9, epoch=holder.account.session_epoch - 1)


def test_recovery_code_counts_once_and_none_is_readable(session, holder):
    code = holder.recovery[3]
    assert len(set(holder.recovery)) == second_factors.RECOVERY_CODES
    assert holder.give(code.lower().replace("-", " ")).session_id
    assert refused(holder, code)
    stored = [row.model_dump_json() for row in session.exec(select(RecoveryCode))]
    stored += [row.model_dump_json() for row in session.exec(select(SecondFactor))]
    stored += [row.model_dump_json() for row in session.exec(select(AuditEntry))]
    for secret in (holder.secret, *holder.recovery):
        assert secret not in "".join(stored)
        assert secret.replace("-", "") not in "".join(stored)


def test_wrong_codes_lock_and_the_right_password_does_not_unlock(holder):
    for _turn in range(5):
        assert holder.password().session_id is None
        refused(holder, "000000")
    assert holder.account.locked_until == holder.now + timedelta(minutes=1)
    refused(holder, holder.code(1), 1)  # the right one, too early
    with pytest.raises(Refused, match="sign_in_failed"):
        holder.password()
    assert holder.give(holder.code(2), 2).session_id
    assert holder.account.failed_count == 0


def test_wide_digits_are_read_and_any_other_letters_are_a_wrong_code(session, holder):
    wide = holder.code(1).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    assert not wide.isascii()
    assert holder.give(wide, 1).session_id
    for code in ("验证码", "١٢٣٤٥٦", "½" * 6):
        refused(holder, code, 2)
    assert holder.account.failed_count == 3
    told = session.exec(select(AuditEntry).where(AuditEntry.action == "account:sign_in_refused"))
    assert len(told.all()) == 3


def test_password_given_again_settles_no_wrong_codes(session, holder):
    own = {"actor": holder.actor, "now": holder.now}
    for _turn in range(3):
        with pytest.raises(InvalidInput, match="code_wrong"):
            second_factors.remove_own(session, code="000000", tools=holder.tools, **own)
    again = {**own, "check": CHEAP.check}
    accounts.confirm_password(session, password=factories.PASSWORD, **again)
    accounts.change_password(
        session, current=factories.PASSWORD, new="corn-lamp-72", make_hash=CHEAP.make,
        rule=PasswordRule(10, lambda _password: False), **again,
    )  # fmt: skip
    session.refresh(holder.account)
    assert holder.account.failed_count == 3


def test_factor_confirmed_while_the_password_is_checked_counts(
    session, resources, now, monkeypatch
):
    account = factories.account(Role.APPROVER)
    tools = Tools(OneTimeCodes(), resources.seal)
    second_factors.begin_enrolment(session, actor=actor_for(session, account), tools=tools, now=now)
    lock = accounts.lock_account

    def locked_after_the_other(asking, account_id):
        asking.exec(select(SecondFactor)).one().confirmed_at = now
        asking.flush()
        return lock(asking, account_id)

    monkeypatch.setattr(accounts, "lock_account", locked_after_the_other)
    admission = accounts.sign_in(
        session, login=account.login, password=factories.PASSWORD, check=CHEAP.check,
        demonstration=True, now=now,
    )  # fmt: skip
    assert admission.session_id is None


def test_wrong_first_code_lets_nothing_count(session, resources, now):
    actor = actor_for(session, factories.account(Role.APPROVER))
    own = {"actor": actor, "tools": Tools(OneTimeCodes(), resources.seal), "now": now}
    second_factors.begin_enrolment(session, **own)
    with pytest.raises(InvalidInput, match="code_wrong"):
        second_factors.confirm_enrolment(session, code="12345", session_id=1, **own)
    assert session.exec(select(SecondFactor)).one().confirmed_at is None


def test_new_codes_end_the_old_ones_and_removal_ends_all(session, holder):
    own = {"actor": holder.actor, "tools": holder.tools}
    moment = holder.now + STEP
    fresh = second_factors.renew_recovery_codes(session, code=holder.code(1), now=moment, **own)
    assert refused(holder, holder.recovery[0], 1)
    with pytest.raises(InvalidInput, match="code_wrong"):
        second_factors.remove_own(session, code="1", now=moment, **own)
    second_factors.remove_own(session, code=fresh[0], now=moment, **own)
    assert holder.password().session_id
    assert not session.exec(select(RecoveryCode)).all()


def test_only_the_security_administrator_of_the_office_resets(session, holder):
    office_id, act = holder.account.office_id, second_factors.reset_second_factor
    secadmin = factories.account(Role.SECURITY_ADMIN, office_id=office_id)
    others = {
        Role.SYSTEM_ADMIN: (office_id, Refused),
        Role.SECURITY_ADMIN: (factories.office().id, NotFound),
    }
    for role, (of, error) in others.items():
        other = actor_for(session, factories.account(role, office_id=of))
        with pytest.raises(error):
            act(session, account_id=holder.account.id, actor=other, now=holder.now)
    given = {"actor": actor_for(session, secadmin), "now": holder.now}
    with pytest.raises(Refused, match="own_second_factor"):
        act(session, account_id=secadmin.id, **given)
    before = holder.account.session_epoch
    assert act(session, account_id=holder.account.id, **given).session_epoch == before + 1
    assert holder.password().session_id
    with pytest.raises(Refused, match="second_factor_off"):
        act(session, account_id=holder.account.id, **given)


def test_new_personal_key_takes_the_secrets_along(session, resources, holder):
    resources.seal.rotate()
    assert count_older(session, seal=resources.seal) == 1
    rotate_personal_key(session, seal=resources.seal, now=holder.now)
    assert count_older(session, seal=resources.seal) == 0
    assert holder.give(holder.code(1), 1).session_id
