"""The security administrator resets a lost second factor, once it was asked; nobody else does."""

import pytest
from sqlmodel import select

from models import SecondFactor
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.factories import NOW
from tests.support.office import final


@pytest.fixture
def approver(session):
    found = factories.account(Role.APPROVER)
    factories.save(
        SecondFactor(
            office_id=found.office_id, account_id=found.id, secret="s1:sealed", made_at=NOW,
            confirmed_at=NOW,
        )
    )  # fmt: skip
    return found


def test_security_administrator_resets_and_the_page_offers_it_no_more(
    client, sign_in, session, approver
):
    sign_in(client, factories.account(Role.SECURITY_ADMIN, office_id=approver.office_id))
    page = f"/control/roles/{approver.id}"
    assert "重置两步验证" in client.get(page).text
    answer = final(client, f"{page}/second-factor-reset", {})
    assert "两步验证已重置" in answer.text
    assert "手机和恢复码都丢失" not in answer.text
    assert session.exec(select(SecondFactor)).all() == []


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_others_do_not(client, sign_in, session, approver, role):
    sign_in(client, factories.account(role, office_id=approver.office_id))
    path = f"/control/roles/{approver.id}/second-factor-reset"
    assert client.post(path, data={"confirmed": "yes"}).status_code == 404
    assert session.exec(select(SecondFactor)).one()
