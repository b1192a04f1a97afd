"""The second factor on pages: before anything else for the roles that need it, then each time."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from riskassess.domain.vocabulary import Role
from tests import factories
from tests.factories import NOW, PASSWORD
from tests.web.forms import forms_of

SECRET = re.compile(r'class="secret">([A-Z2-7 ]+)<')
CODES = re.compile(r"<li>([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})</li>")


@pytest.fixture
def approver(app, session):
    roles = frozenset({"approver", "system_admin"})
    app.extensions["settings"] = replace(app.extensions["settings"], second_factor_roles=roles)
    return factories.account(Role.APPROVER)


def sign(client, account, **query):
    given = {"login": account.login, "password": PASSWORD}
    return client.post("/sign-in", data=given, query_string=query)


def at(app, steps):
    moment = NOW + timedelta(seconds=30 * steps)
    app.extensions["clock"] = lambda: moment
    return moment


def enrol(client, after="", **more):
    client.post(f"/account/second-factor/secret{after}")
    page = client.get(f"/account/second-factor{after}").text
    secret = pyotp.TOTP(SECRET.search(page)[1].replace(" ", ""))
    shown = client.post(f"/account/second-factor{after}", data={"code": secret.at(NOW), **more})
    return secret, shown.text


def test_nothing_else_opens_before_it_is_set_up(app, client, approver):
    sign(client, approver)
    for page in ("/", "/office/", "/account/sessions", "/password"):
        assert client.get(page).location.startswith("/account/second-factor?next=/"), page
    assert client.post("/password", data={"new": "x"}).status_code == 401
    assert client.get("/office/", headers={"Accept": "application/json"}).status_code == 401
    page = client.get("/account/second-factor")
    assert "须先设置两步验证" in page.text
    secret, shown = enrol(client, "?next=/office/assessments")
    assert len(set(CODES.findall(shown))) == 10
    assert 'href="/office/assessments"' in shown
    assert client.get("/office/").status_code == 200
    assert not CODES.findall(client.get("/account/second-factor").text)
    assert secret.secret not in client.get("/account/second-factor").text


def test_picture_for_the_app_is_shown_inside_the_policy(client, approver):
    sign(client, approver)
    client.post("/account/second-factor/secret")
    answer = client.get("/account/second-factor")
    assert 'src="data:image/svg+xml' in answer.text
    assert "img-src 'self' data:" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    for typed in ("000000", "验证码"):
        wrong = client.post("/account/second-factor", data={"code": typed})
        assert (wrong.status_code, "验证码不对" in wrong.text) == (422, True), typed


def test_sign_in_asks_for_a_code_each_time(app, client, approver):
    sign(client, approver)
    secret, shown = enrol(client)
    client.post("/sign-out")
    assert client.get("/sign-in/code").location == "/sign-in"
    answer = sign(client, approver, next="/office/assessments")
    assert answer.location == "/sign-in/code?next=/office/assessments"
    assert client.get("/office/").location.startswith("/sign-in")
    again = client.post(answer.location, data={"code": secret.at(NOW)})
    assert (again.status_code, "已用过" in again.text) == (422, True)
    moment = at(app, 2)
    done = client.post(answer.location, data={"code": secret.at(moment)})
    assert done.location == "/office/assessments"
    client.post("/sign-out")
    sign(client, approver)
    assert client.post("/sign-in/code", data={"code": CODES.findall(shown)[0]}).location == "/"


def test_code_is_awaited_for_ten_minutes(app, client, approver):
    sign(client, approver)
    secret, _shown = enrol(client)
    client.post("/sign-out")
    sign(client, approver)
    moment = at(app, 21)
    assert client.post("/sign-in/code", data={"code": secret.at(moment)}).location == "/sign-in"


def test_another_device_and_new_codes_ask_for_a_code(app, client, approver):
    sign(client, approver)
    secret, shown = enrol(client)
    for act, typed in (("recovery-codes", "验证码"), ("removal", "1")):
        name = {"recovery-codes": "renew-code", "removal": "remove-code"}[act]
        wrong = client.post(f"/account/second-factor/{act}", data={name: typed})
        assert (wrong.status_code, "验证码不对" in wrong.text) == (422, True)
    moment = at(app, 2)
    fresh = client.post(
        "/account/second-factor/recovery-codes", data={"renew-code": secret.at(moment)}
    )
    assert not set(CODES.findall(fresh.text)) & set(CODES.findall(shown))
    code = CODES.findall(fresh.text)[0]
    client.post("/account/second-factor/removal", data={"remove-code": code})
    assert client.get("/office/").location.startswith("/account/second-factor")


def test_roles_without_need_may_have_one_and_forms_hold_a_token(app, client, session):
    officer = factories.account(Role.CASE_OFFICER)
    sign(client, officer)
    assert client.get("/office/").status_code == 200
    for wrong, told in [({}, "请填写现在的密码"), ({"password": "x"}, "密码不对")]:
        assert told in enrol(client, **wrong)[1], "a found screen sets nothing up"
    assert CODES.findall(enrol(client, password=PASSWORD)[1])
    app.config["WTF_CSRF_ENABLED"] = True
    forms = forms_of(client.get("/account/second-factor"))
    assert len(forms) >= 3
