"""The page behind a one-time link, whoever opens it."""

import pytest
from sqlmodel import select

from models import SignInSession
from models.engine import transaction
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import actor_for
from riskassess.services.account_links import NO_PASSWORD, issue_link
from riskassess.services.first_administrator import issue_first_link
from tests import factories
from tests.factories import NOW, PASSWORD

NEW = "corn-lamp-72"
PAIR = {"password": NEW, "again": NEW}


@pytest.fixture
def holder(session):
    return factories.account(Role.CASE_OFFICER, password_hash=NO_PASSWORD)


@pytest.fixture
def path(session, holder):
    with transaction(session):
        link = issue_link(
            session, holder, LinkPurpose.RESET, actor=actor_for(session, holder),
            public_url="http://localhost", now=NOW,
        )  # fmt: skip
    return link.address.removeprefix("http://localhost")


def test_link_sets_the_password_and_is_gone(app, client, holder, path):
    assert holder.login in client.get(path).text
    answer = client.post(path, data=PAIR, follow_redirects=True)
    assert "密码已设置" in answer.text
    for again in (client.get(path), client.post(path, data=PAIR), client.get("/account-links/x")):
        assert again.status_code == 404
        assert "链接已失效" in again.text
    assert client.post("/sign-in", data={"login": holder.login, "password": NEW}).location == "/"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"password": "short", "again": "short"}, "至少 10 个字符"),
        ({"password": "password123", "again": "password123"}, "太常见"),
        ({"again": "other-lamp-72"}, "两次填写的密码不一致"),
        ({"password": ""}, "请填写密码"),
    ],
)
def test_bad_password_says_how_to_mend_it_and_leaves_the_link(client, holder, path, given, told):
    answer = client.post(path, data={**PAIR, **given})
    assert (answer.status_code, told in answer.text) == (422, True)
    assert "要重新填写：密码、再次填写密码</h2>" in answer.text
    assert "都还在" not in answer.text  # what was typed unseen is never sent back
    assert client.get(path).status_code == 200


def test_whoever_was_signed_in_here_is_signed_out(client, sign_in, session, path):
    sign_in(client, factories.account(Role.EXPERT))
    client.post(path, data=PAIR)
    ended = session.exec(select(SignInSession)).one().ended_at
    assert ended == NOW, "a copied cookie opens nothing either"
    assert client.get("/password").location.startswith("/sign-in")


def test_first_administrator_names_the_office_and_comes_in(client, session):
    link = issue_first_link(session, office_id=None, public_url="http://localhost", now=NOW)
    path = link.address.removeprefix("http://localhost")
    assert "稳定办名称" in client.get(path).text
    given = {**PAIR, "office_name": "某区稳定办", "office_code": "500112", "name": "王一"}
    bad = client.post(path, data={**given, "login": "a b"})
    assert (bad.status_code, 'value="某区稳定办"' in bad.text) == (422, True)
    assert client.post(path, data={**given, "login": "admin"}).location == "/sign-in"
    client.post("/sign-in", data={"login": "admin", "password": NEW})
    assert client.get("/control/accounts").status_code == 200
    assert client.get(path).status_code == 404


def test_sign_in_page_offers_no_reset_and_says_whom_to_ask(client, holder):
    page = client.get("/sign-in").text
    assert "联系本单位的系统管理员" in page
    assert PASSWORD not in page
    assert page.split("<main")[1].count("<form") == 1
