"""Own sessions: seen coarsely, ended one by one or all at once, nobody else's."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from models import SignInSession
from models.engine import make_engine, make_session
from riskassess.domain.vocabulary import Role
from riskassess.web.account.devices import device_of
from tests import factories
from tests.factories import NOW, PASSWORD

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605 MicroMessenger/8.0 Safari/604"
DESK = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/131.0 Safari/537 Edg/131.0"


@pytest.fixture
def officer(session):
    return factories.account(Role.CASE_OFFICER)


@pytest.fixture
def two(app, client, officer):
    """Return two browsers in which the officer is signed in: this one and a telephone."""
    phone = app.test_client()
    for browser, name in [(client, DESK), (phone, PHONE)]:
        given = {"login": officer.login, "password": PASSWORD}
        assert browser.post("/sign-in", data=given, headers={"User-Agent": name}).status_code == 303
    return client, phone


def rows(session):
    session.expire_all()
    return session.exec(select(SignInSession).order_by(SignInSession.id)).all()


def is_in(browser):
    return browser.get("/account/sessions").status_code == 200


def test_one_session_ends_and_the_other_goes_on(session, two):
    desk, phone = two
    page = desk.get("/account/sessions").text
    assert "Windows 电脑，Edge 浏览器" in page
    assert "iPhone 手机，微信" in page
    own, other = (row.id for row in rows(session))
    assert desk.post(f"/account/sessions/{own}/end").status_code == 303
    assert desk.post(f"/account/sessions/{other}/end").status_code == 303
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert "iPhone" not in desk.get("/account/sessions").text


def test_others_end_at_once(two):
    desk, phone = two
    assert phone.post("/account/sessions/end-others").status_code == 303
    assert (is_in(desk), is_in(phone)) == (False, True)


def test_signing_out_here_leaves_the_other_and_everywhere_leaves_none(app, two, officer):
    desk, phone = two
    desk.post("/sign-out")
    assert (is_in(desk), is_in(phone)) == (False, True)
    answer = phone.post("/sign-out", data={"everywhere": "yes"})
    assert answer.location == "/signed-out"
    assert not is_in(phone)


def test_nobody_ends_the_session_of_somebody_else(app, session, two):
    stranger, client = factories.account(Role.EXPERT), app.test_client()
    client.post("/sign-in", data={"login": stranger.login, "password": PASSWORD})
    first = rows(session)[0].id
    assert client.post(f"/account/sessions/{first}/end").status_code == 404
    assert "iPhone" not in client.get("/account/sessions").text
    assert all(is_in(browser) for browser in two)


def test_last_seen_is_written_every_few_minutes_only(app, client, session, two):
    def seen_after(minutes):
        app.extensions["clock"] = lambda: NOW + timedelta(minutes=minutes)
        assert is_in(client)
        return rows(session)[0].seen_at - NOW

    assert seen_after(4) == timedelta()
    assert seen_after(6) == timedelta(minutes=6)
    assert seen_after(10) == timedelta(minutes=6)


def test_page_opens_while_somebody_else_writes_and_notes_nothing(app, client, tmp_path, two):
    """Reading never waits for the note, nor fails for it."""
    busy = make_engine(f"sqlite:///{tmp_path / 'busy.db'}")
    with make_session(busy, may_write=True) as writing:
        writing.execute(sa.text("CREATE TABLE held (id INTEGER)"))
        inside = app.extensions["session_maker"]

        def maker(*given, may_wait=True, **options):
            if may_wait:
                return inside(*given, **options)
            return make_session(busy, may_wait=False, **options)

        app.extensions["session_maker"] = maker
        app.extensions["clock"] = lambda: NOW + timedelta(minutes=30)
        assert is_in(client)
    busy.dispose()


@pytest.mark.parametrize(
    ("words", "device"),
    [("", ""), ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/133.0", "linux firefox")],
)
def test_unknown_browser_is_no_defect(words, device):
    assert device_of(words) == device
