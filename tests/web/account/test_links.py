"""The page behind a one-time link, whoever opens it."""

import re

import pytest
from sqlmodel import select

from models import Account, Message, SignInSession
from models.engine import transaction
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import actor_for, roles_of
from riskassess.services.account_links import NO_PASSWORD, issue_link
from riskassess.services.first_administrator import issue_first_link
from tests import factories
from tests.factories import NOW, PASSWORD

LINK = re.compile(r"/account-links/[\w-]+")
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


def test_language_is_chosen_at_a_link_without_losing_it(client, path):
    wrong = client.post(path, data={"password": NEW, "again": "other"})
    assert (wrong.status_code, f'"/language?next={path}"' in wrong.text) == (422, True)
    again = client.post(f"/language?next={path}", data={"locale": "en"}, follow_redirects=True)
    assert (again.request.path, 'name="again"' in again.text) == (path, True)


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
        ({"password": "yanshi-2026", "again": "yanshi-2026"}, "太常见"),
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
    empty = client.post(path).text
    names = ["office_name", "office_code", "name", "login", "password", "again"]
    told = re.findall(r'<a href="#(\w+)">', empty.split('id="errors"')[1])
    assert told[: len(names)] == names, "in the order of the page"
    bad = client.post(path, data={**given, "login": "a b"})
    assert (bad.status_code, 'value="某区稳定办"' in bad.text) == (422, True)
    assert client.post(path, data={**given, "login": "admin"}).location == "/sign-in"
    client.post("/sign-in", data={"login": "admin", "password": NEW})
    assert client.get("/control/accounts").status_code == 200
    assert client.get(path).status_code == 404


def test_empty_system_gets_its_three_officers_and_the_first_of_the_others(client, session):
    link = issue_first_link(session, office_id=None, public_url="http://localhost", now=NOW)
    first = {**PAIR, "office_name": "某区稳定办", "office_code": "500112", "name": "王一"}
    client.post(link.address.removeprefix("http://localhost"), data={**first, "login": "root1"})

    def enter(login):
        client.post("/sign-out")
        client.post("/sign-in", data={"login": login, "password": NEW})

    def invite(login, role):
        given = {"login": login, "name": login, "email": f"{login}@example.invalid", "roles": role}
        said = client.post("/control/accounts/new", data=given, follow_redirects=True).text
        session.expire_all()
        return said, session.exec(select(Account).where(Account.login == login)).one()

    enter("root1")
    assert "本办还没有安全管理员" in client.get("/control/accounts").text
    assert "建立账号时即担任" in client.get("/control/accounts/new").text
    _said, early = invite("aud1", "auditor")
    assert roles_of(session, early.id) == frozenset(), "no other role is given that way"
    said, secadmin = invite("sec1", "security_admin")
    assert "已直接担任安全管理员" in said
    assert "授予本办首位安全管理员角色" in said
    mails = {mail.recipient: mail.body for mail in session.exec(select(Message))}
    said, second = invite("sec2", "security_admin")
    assert ("已直接担任" in said, roles_of(session, second.id)) == (False, frozenset())
    secadmin.is_active = False
    factories.save(secadmin)
    assert roles_of(session, invite("sec3", "security_admin")[1].id) == frozenset(), "locked out"
    secadmin.is_active = True
    factories.save(secadmin)
    for page in ("/control/accounts", "/control/accounts/new"):
        assert "本办还没有安全管理员" not in client.get(page).text
    client.post("/sign-out")
    client.post(LINK.search(mails["sec1@example.invalid"])[0], data=PAIR)
    enter("sec1")
    officer = factories.account(office_id=secadmin.office_id)
    for account, role in ((early, "auditor"), (officer, "case_officer")):
        client.post(f"/control/roles/{account.id}", data={"roles": [role], "reason": "到任"})
        assert roles_of(session, account.id) == {role}
    client.post("/sign-out")
    client.post(LINK.search(mails["aud1@example.invalid"])[0], data=PAIR)
    enter("aud1")
    assert "授予本办首位安全管理员角色" in client.get("/control/").text


def test_sign_in_page_offers_no_reset_and_says_whom_to_ask(client, holder):
    page = client.get("/sign-in").text
    assert "联系本单位的系统管理员" in page
    assert PASSWORD not in page
    assert page.split("<main")[1].count("<form") == 1
