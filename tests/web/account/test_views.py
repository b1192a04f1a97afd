"""Signing in and out, the own password, and the idle clock."""

import re
import time
from dataclasses import replace

import pytest
from sqlmodel import select

from models import AuditEntry
from riskassess import create_app
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.factories import PASSWORD

NEW = "另一个-password-2"
TOKEN = re.compile(r'(?<=csrf[-_]token" )(content|value)="[^"]+"')


@pytest.fixture
def officer(session):
    return factories.account(Role.CASE_OFFICER)


def sign(client, login, password=PASSWORD, **query):
    given = {"login": login, "password": password}
    return client.post("/sign-in", data=given, query_string=query)


def audited(session):
    return list(session.exec(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.PROJECT_UNIT, "/sponsor/"),
        (Role.INSTITUTION, "/sponsor/"),
        (Role.EXPERT, "/expert/"),
        (Role.CASE_OFFICER, "/office/"),
        (Role.APPROVER, "/office/"),
        (Role.POOL_KEEPER, "/office/"),
        (Role.ARCHIVIST, "/office/"),
        (Role.AUDITOR, "/control/"),
        (Role.SYSTEM_ADMIN, "/control/"),
        (Role.SECURITY_ADMIN, "/control/"),
    ],
)
def test_everybody_comes_home(client, session, role, home):
    account = factories.account(role)
    assert sign(client, account.login).location == "/"
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (303, home)


def test_start_sends_a_stranger_to_the_sign_in_page(client):
    assert client.get("/").location == "/sign-in"
    assert "登录" in client.get("/sign-in").text


def test_signing_in_is_audited_under_the_requests_number(client, session, officer):
    answer = sign(client, officer.login)
    entry = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.actor_id) == ("account:sign_in", officer.id)
    assert entry.request_id == answer.headers["X-Request-ID"]


def test_blanks_around_the_login_do_not_matter(client, officer):
    assert sign(client, f" {officer.login} ").status_code == 303


def test_wrong_and_unknown_look_alike(client, officer):
    wrong = sign(client, officer.login, "wrong")
    unknown = sign(client, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 422
    texts = [TOKEN.sub("", answer.text) for answer in (wrong, unknown)]
    assert texts[0].replace(officer.login, "nobody") == texts[1]
    assert "账号或密码不对" in wrong.text
    assert f'value="{officer.login}"' in wrong.text
    assert "要重新填写：密码。其余已填的内容都还在" in wrong.text


@pytest.mark.parametrize("given", [{}, {"login": "a"}, {"login": " ", "password": "x"}])
def test_empty_fields_are_named(client, given):
    answer = client.post("/sign-in", data=given)
    assert answer.status_code == 422


def test_locked_wrong_and_unknown_look_alike(client, officer):
    for _turn in range(5):
        wrong = sign(client, officer.login, "wrong")
    locked = sign(client, officer.login)
    unknown = sign(client, "nobody")
    assert locked.status_code == wrong.status_code == unknown.status_code == 422
    texts = [TOKEN.sub("", answer.text) for answer in (locked, wrong, unknown)]
    assert texts[0] == texts[1] == texts[2].replace("nobody", officer.login)


def test_demonstration_account_stays_outside_of_production(app, client, session):
    account = factories.account(Role.CASE_OFFICER, is_demonstration=True)
    assert sign(client, account.login).status_code == 303
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, environment="production")
    assert client.get("/password").location.startswith("/sign-in")
    assert sign(client, account.login).status_code == 422


def test_copied_cookie_is_dead_after_signing_out(app, client, officer):
    sign(client, officer.login)
    name = app.config["SESSION_COOKIE_NAME"]
    copied = client.get_cookie(name).value
    thief = app.test_client()
    thief.set_cookie(name, copied)
    assert thief.get("/password").status_code == 200
    client.post("/sign-out")
    thief.set_cookie(name, copied)
    assert thief.get("/password").location.startswith("/sign-in")


@pytest.mark.parametrize("target", ["/office/experts?page=2", "/", "/a-b/c_d?x=%E8%AF%84"])
def test_next_page_of_this_site_is_followed(client, officer, target):
    assert sign(client, officer.login, next=target).location == target


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "http://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\r\nX-Evil: 1",
        "//[",
        "http://[",
        " /office/",
        "office",
        "",
    ],
)
def test_next_page_of_another_site_is_not(client, officer, target):
    answer = sign(client, officer.login, next=target)
    assert (answer.status_code, answer.location) == (303, "/")


def test_wanted_page_is_remembered(client):
    assert client.get("/office/?bucket=today").location == ("/sign-in?next=/office/?bucket%3Dtoday")


def test_signing_out_ends_the_session(client, session, officer):
    sign(client, officer.login)
    answer = client.post("/sign-out")
    assert answer.location == "/signed-out"
    assert f'data-clear-drafts="{officer.id}"' in client.get(answer.location).text
    assert client.get("/password").status_code == 303
    assert audited(session)[-1] == "account:sign_out"


def test_drafts_are_cleared_once_and_by_no_link(client, officer):
    foreign = client.get(f"/signed-out?account={officer.id}").text
    sign(client, officer.login)
    assert client.get(f"/signed-out?account={officer.id}").location == "/"
    client.post("/sign-out")
    shown, again = (client.get("/signed-out").text for _turn in range(2))
    for page in (foreign, again):
        assert "clear.js" not in page
        assert "data-clear-drafts" not in page
    assert "clear.js" in shown


def test_signing_out_is_no_link(client, officer):
    sign(client, officer.login)
    assert client.get("/sign-out").status_code == 405


def test_idle_session_ends(client, officer, app, monkeypatch):
    sign(client, officer.login)
    moment = time.time()
    minutes = app.extensions["settings"].idle_minutes

    def after(share):
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: moment + minutes * 60 * share)
        return client.get("/password").status_code

    assert after(0.9) == 200
    assert after(1.8) == 200  # the page before started the clock anew
    assert after(3.0) == 303


def change(client, **given):
    return client.post("/password", data={"current": PASSWORD, "new": NEW, "again": NEW, **given})


def test_new_password_ends_other_sessions(app, client, officer):
    other = app.test_client()
    sign(client, officer.login)
    sign(other, officer.login)
    assert change(client).status_code == 303
    assert "密码已更改" in client.get("/password").text
    assert other.get("/password").status_code == 303
    assert sign(other, officer.login).status_code == 422
    assert sign(other, officer.login, NEW).status_code == 303


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"current": "wrong"}, "现在的密码不对"),
        ({"new": "short", "again": "short"}, "至少 10 个字符"),
        ({"again": "different-password"}, "两次填写的新密码不一致"),
        ({"current": ""}, "请填写现在的密码"),
    ],
)
def test_bad_new_password_changes_nothing(client, officer, given, told):
    sign(client, officer.login)
    answer = change(client, **given)
    assert answer.status_code == 422
    assert told in answer.text
    assert sign(client, officer.login).status_code == 303


def test_guessing_is_slowed_down(resources, make_test_session, session):
    settings = replace(resources.settings, sign_in_limit="3 per minute")
    app = create_app(
        resources=replace(resources, settings=settings),
        session_maker=make_test_session,
        ring=print,
    )
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert [sign(client, "nobody", "x").status_code for _turn in range(4)] == [422, 422, 422, 429]
    answer = sign(client, "nobody", "x")
    assert "尝试次数过多" in answer.text
    assert client.get("/sign-in").status_code == 200
