"""Who sits in a panel at work shows on no page of the pool but to a case officer."""

import re

import pytest
from sqlmodel import select

from models import Account, Expert
from riskassess.domain.vocabulary import GROUP_OF, Group, Role
from tests import factories
from tests.support import reviews as scenes
from tests.web.routes import list_routes

READERS = sorted(
    role for role in Role if GROUP_OF[role] is Group.OFFICE and role is not Role.CASE_OFFICER
)
POOL = re.compile(r"/office/experts?\b")
TOKENS = re.compile(r'name="csrf_token"[^>]*>|<meta name="csrf-token"[^>]*>|请求编号 \w+')
LISTS = ("ending", "undrawn", "refusing", "busy", "employer")


@pytest.fixture
def drawn(session, now):
    """Return a case with a pool that has long been there, and its officer."""
    case = scenes.ready_case()
    scenes.pool(case.office_id)
    for row in session.exec(select(Expert).where(Expert.office_id == case.office_id)):
        row.term_from = now.date().replace(year=now.year - 6)
        session.add(row)
    session.commit()
    return case, scenes.officer(case)


def pages(app, client, session, office_id):
    """Return every page of the pool, by its address; for each expert where it names one."""
    people = session.exec(select(Expert.id).where(Expert.office_id == office_id)).all()
    asked = {
        route.url
        for number in people
        for route in list_routes(app, {"expert_id": number})
        if route.method == "GET" and POOL.match(route.url)
    }
    asked |= {f"/office/experts/health/{name}" for name in LISTS}
    shown = {}
    for url in sorted(asked):
        answer = client.get(url)
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        shown[url] = (answer.status_code, TOKENS.sub("", text))
    return shown


@pytest.mark.parametrize("role", READERS)
def test_pages_of_the_pool_are_the_same_before_and_after_a_draw(
    role, app, client, session, drawn, sign_in, now
):
    case, officer = drawn
    made = scenes.announced(session, case, officer, now=now)
    sign_in(client, factories.account(role, office_id=case.office_id))
    before = pages(app, client, session, case.office_id)
    assert [url for url, (status, _text) in before.items() if status == 200]
    scenes.thrown(session, made.draw, officer, now=now)
    session.expire_all()
    member = scenes.seated(session, made.review)[0]
    scenes.leave(session, member)
    after = pages(app, client, session, case.office_id)
    assert [url for url in before if before[url] != after[url]] == []


def test_case_officer_reads_who_sits(app, client, session, drawn, sign_in, now):
    case, officer = drawn
    made = scenes.opened(session, case, officer, now=now)
    sign_in(client, session.get_one(Account, officer.account_id))
    page = client.get(f"/office/experts/{scenes.seated(session, made.review)[0].expert_id}")
    assert "在办 1 项" in page.get_data(as_text=True)
