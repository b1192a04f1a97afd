"""The first system administrator comes in by a link from the console, and only the first one."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Account, AuditEntry, Office
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.passwords import PasswordRule
from riskassess.domain.vocabulary import Role
from riskassess.queries.account_links import find_link
from riskassess.queries.accounts import roles_of
from riskassess.services.first_administrator import (
    FirstAdministrator,
    issue_first_link,
    use_first_link,
)
from riskassess.services.role_changes import refuse_last
from tests import factories
from tests.conftest import CHEAP

RULE = PasswordRule(10, lambda _password: False)
GIVEN = FirstAdministrator("first.admin", "王一", "corn-lamp-72", "500112", "某区稳定办")


def token_of(session, now, office_id=None):
    link = issue_first_link(session, office_id=office_id, public_url="https://a.invalid", now=now)
    return link.address.rpartition("/")[2]


def use(session, token, now, given=GIVEN):
    return use_first_link(
        session, token=token, given=given, rule=RULE, make_hash=CHEAP.make, now=now
    )


def test_empty_database_gets_an_office_and_an_administrator_once(session, now):
    older, token = token_of(session, now), token_of(session, now)
    assert find_link(session, older, now=now) is None
    assert find_link(session, token, now=now + timedelta(hours=1)) is None
    for wrong, code in [
        (FirstAdministrator("first.admin", "王一", "short", "500112", "办"), "password_short"),
        (FirstAdministrator("first.admin", "王一", "corn-lamp-72", "../", "办"), "office_code"),
        (FirstAdministrator("a b", "王一", "corn-lamp-72", "500112", "办"), "account_login_wrong"),
    ]:
        with pytest.raises(InvalidInput, match=code):
            use(session, token, now, wrong)
    made = use(session, token, now)
    assert roles_of(session, made.id) == {Role.SYSTEM_ADMIN}
    assert session.exec(select(Office)).one().code == "500112"
    with pytest.raises(NotFound):
        use(session, token, now)
    with pytest.raises(Refused, match="administrator_exists"):
        token_of(session, now)


def test_who_cannot_come_in_is_no_administrator(session, now):
    office = factories.office()
    trial = factories.account(Role.SYSTEM_ADMIN, office_id=office.id, is_demonstration=True)
    factories.account(Role.SYSTEM_ADMIN, office_id=office.id, password_hash="")  # only invited
    token = token_of(session, now, office.id)
    issued = session.exec(select(AuditEntry).where(AuditEntry.action == "account:issue_link")).one()
    assert (issued.chain, issued.actor_id) == (f"office:{office.id}", None)
    assert token not in issued.after
    assert find_link(session, token, now=now).office_name == office.name
    assert find_link(session, token, now=now, demonstration=True) is None, "on a trial it can"
    made = use(session, token, now)
    with pytest.raises(Refused, match="administrator_exists"):
        token_of(session, now, office.id)
    role = frozenset({Role.SYSTEM_ADMIN})
    with pytest.raises(InvalidInput, match="last_holder"):
        refuse_last(session, made, role, demonstration=False)
    refuse_last(session, made, role, demonstration=True)
    refuse_last(session, trial, role, demonstration=False)


def test_link_ends_when_somebody_is_administrator(session, now):
    office = factories.office()
    token = token_of(session, now, office.id)
    factories.account(Role.SYSTEM_ADMIN)  # of another office
    assert find_link(session, token, now=now).office_name == office.name
    admin = factories.account(Role.SYSTEM_ADMIN, office_id=office.id)
    assert find_link(session, token, now=now) is None
    with pytest.raises(NotFound):
        use(session, token, now)
    admin.is_active = False
    factories.save(admin)
    assert use(session, token, now).office_id == office.id
    assert len(session.exec(select(Account).where(Account.office_id == office.id)).all()) == 2
