"""New accounts: their roles, their logins, one for each expert."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models import Account, AuditEntry
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import actor_for, find_account, find_by_login
from riskassess.services import accounts
from tests import factories


@pytest.fixture
def account(session):
    return factories.account(Role.CASE_OFFICER)


def new_account(office_id, now, login="neu"):
    return Account(
        office_id=office_id, login=login, display_name="新", password_hash="x", created_at=now
    )


def test_new_account_holds_its_roles(session, account, now):
    made = accounts.add_account(
        session,
        account=new_account(account.office_id, now),
        roles=[Role.APPROVER, Role.CASE_OFFICER],
        now=now,
    )
    assert actor_for(session, made).roles == {Role.APPROVER, Role.CASE_OFFICER}
    assert find_account(session, made.id) is made
    assert '"password' not in session.exec(select(AuditEntry.after)).one()


@pytest.mark.parametrize(
    ("second", "code"),
    [(Role.SYSTEM_ADMIN, "two_officers"), (Role.ARCHIVIST, "officer_with_case_rights")],
)
def test_no_account_is_made_with_roles_that_one_person_may_not_hold(
    session, account, now, second, code
):
    made = new_account(account.office_id, now)
    with pytest.raises(InvalidInput, match=code):
        accounts.add_account(session, account=made, roles=[Role.AUDITOR, second], now=now)
    assert find_by_login(session, made.login) is None


def test_login_is_taken_once(session, account, now):
    with pytest.raises(InvalidInput, match="login_taken"):
        accounts.add_account(
            session, account=new_account(account.office_id, now, account.login), roles=[], now=now
        )


def test_second_account_of_an_expert_and_other_faults_are_no_taken_login(session, now):
    expert = factories.expert()
    own = {"office_id": expert.office_id, "display_name": "某", "password_hash": "x"}
    factories.account(office_id=expert.office_id, expert_id=expert.id)

    def adding(**values):
        account = Account(**own, login="another", created_at=now, **values)
        accounts.add_account(session, account=account, roles=[], now=now)

    with pytest.raises(Refused, match="pool_has_account"):
        adding(expert_id=expert.id)
    session.rollback()
    with pytest.raises(IntegrityError):
        adding(unit_id=999_999)
    session.rollback()
