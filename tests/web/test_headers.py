"""Headers of every answer, cookies, and the token in every form."""

import re
import time
from dataclasses import replace

import pytest
from flask import request

from riskassess import create_app
from riskassess.domain.vocabulary import GROUP_OF, Role
from tests.web.forms import Forms, without_token
from tests.web.routes import list_routes

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
ADDRESSES = ["/sign-in", "/office/", "/no-such-page", "/static/theme.css"]


def policy_of(answer):
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {words[0]: words[1:] for words in (part.split() for part in parts)}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_policy(client, address):
    answer = client.get(address)
    answer.close()  # a style sheet is an open file
    assert policy_of(answer) == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])


@pytest.mark.parametrize("address", ["/sign-in", "/office/", "/no-such-page", "/signed-out"])
def test_pages_are_not_kept_by_caches(client, address):
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_assets_are_kept_and_set_no_cookie(client, sample_case, sign_in):
    sign_in(client, sample_case.own[Role.CASE_OFFICER])
    answer = client.get("/static/theme.css")
    answer.close()
    assert "max-age=3600" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_pages_start_the_idle_clock_anew_once_a_minute(client, sample_case, sign_in, monkeypatch):
    """Signing each answer would cost more than it tells: the clock is exact to the minute."""
    sign_in(client, sample_case.own[Role.CASE_OFFICER])
    moment = time.time() // 60 * 60 + 60
    monkeypatch.setattr("time.time", lambda: moment)
    assert "Set-Cookie" in client.get("/password").headers
    moment += 59
    assert "Set-Cookie" not in client.get("/password").headers
    moment += 1
    assert "Set-Cookie" in client.get("/password").headers


def test_each_answer_has_its_own_number(client):
    numbers = {client.get("/sign-in").headers["X-Request-ID"] for _turn in range(3)}
    assert len(numbers) == 3


def cookie_of(client):
    return client.get("/sign-in").headers["Set-Cookie"]


def test_cookie_is_out_of_reach_of_scripts(client):
    cookie = cookie_of(client)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


@pytest.fixture
def strict_app(resources, make_test_session, session):
    """Return the application as production configures it."""
    settings = replace(
        resources.settings, environment="production", secure_cookies=True, trusted_proxies=1
    )
    return create_app(
        resources=replace(resources, settings=settings),
        session_maker=make_test_session,
        ring=print,
    )


def test_production_keeps_cookies_to_encrypted_connections(strict_app):
    client = strict_app.test_client()
    assert "Secure" in cookie_of(client)
    assert client.get("/sign-in").headers["Strict-Transport-Security"].startswith("max-age=")
    assert not strict_app.testing
    assert not strict_app.debug


def test_named_proxy_is_believed_and_no_further_one(strict_app):
    seen = []
    strict_app.before_request(lambda: seen.append(_where()))
    told = {"X-Forwarded-For": "6.6.6.6, 10.0.0.9", "X-Forwarded-Proto": "https"}
    strict_app.test_client().get("/sign-in", headers=told)
    assert seen == [("10.0.0.9", "https")]


@pytest.mark.own_app
def test_without_a_named_proxy_nobody_is_believed(app, client):
    seen = []
    app.before_request(lambda: seen.append(_where()))
    client.get("/sign-in", headers={"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "https"})
    assert seen == [("127.0.0.1", "http")]


def _where():
    return request.remote_addr, request.scheme


def token_of(page):
    return re.search(r'name="csrf-token" content="([^"]+)"', page).group(1)


BY_SIGNATURE = {"public.note_delivery"}  # asked by a program that holds a key, not by a page


@pytest.mark.parametrize("role", [Role.PROJECT_UNIT, Role.EXPERT, Role.CASE_OFFICER, Role.AUDITOR])
def test_post_without_a_token_is_refused(role, app, sample_case, sign_in):
    app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(app.test_client(), sample_case.own[role])
    app.config["WTF_CSRF_ENABLED"] = True
    for route in list_routes(app, sample_case.ids):
        if route.method == "POST":
            status = client.post(route.url).status_code
            foreign = route.group not in {None, GROUP_OF[role]}
            refused = 403 if route.endpoint in BY_SIGNATURE else 400
            assert status == (404 if foreign else refused), route


def test_post_with_the_pages_token_passes(app, sample_case):
    client = app.test_client()
    token = token_of(client.get("/sign-in").text)
    given = {"login": "nobody", "password": "wrong", "csrf_token": token}
    assert client.post("/sign-in", data=given).status_code == 422
    assert client.post("/sign-in", data={**given, "csrf_token": "x"}).status_code == 400


def test_script_sends_the_token_in_a_header(app):
    client = app.test_client()
    token = token_of(client.get("/sign-in").text)
    answer = client.post("/sign-in", json={}, headers={"X-CSRFToken": token})
    assert answer.status_code == 422


def test_signed_out_script_hears_401_and_not_that_its_page_is_old(app):
    answer = app.test_client().post("/expert/reviews/1/changes", json={})
    assert answer.status_code == 401
    assert answer.is_json


def test_form_without_a_token_would_be_found():
    page = '<form method="POST" action="/x"><input name="x"></form><form><input name="q"></form>'
    forms = Forms(page).found
    assert [(method, fields) for method, _values, fields in forms] == [
        ("post", {"x"}),
        ("get", {"q"}),
    ]
    assert without_token(forms) == ["/x"]
