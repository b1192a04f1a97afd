"""Who sits in a panel at work shows on no page of the pool but to a case officer."""

import re

import pytest
from sqlalchemy import update
from sqlmodel import select

from expert_pool.vocabulary import Disclosed
from models import Account, Disclosure, Expert, Unit
from riskassess.domain.room_vocabulary import RoundState
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


def pages(app, client, session, case):
    """Return every page of the pool, for each expert where it names one, and the case's names."""
    people = session.exec(select(Expert.id).where(Expert.office_id == case.office_id)).all()
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
    names = f"/office/assessments/{case.id}/names"  # its head says how far the case is
    text = TOKENS.sub("", client.get(names).get_data(as_text=True))
    shown[names] = text.partition("name-pair")[1:]
    return shown


@pytest.mark.parametrize("role", READERS)
def test_pages_of_the_pool_are_the_same_before_and_after_a_draw(
    role, app, client, session, drawn, sign_in, now
):
    case, officer = drawn
    made = scenes.announced(session, case, officer, now=now)
    near = (
        f"{session.exec(select(Unit.name).where(Unit.office_id == case.office_id)).first()}分公司"
    )
    session.execute(update(Expert).where(Expert.office_id == case.office_id).values(employer=near))
    session.commit()
    sign_in(client, factories.account(role, office_id=case.office_id))
    before = pages(app, client, session, case)
    assert near in before[f"/office/assessments/{case.id}/names"][1]
    scenes.thrown(session, made.draw, officer, now=now)
    session.expire_all()
    member = scenes.seated(session, made.review)[0]
    scenes.leave(session, member)
    after = pages(app, client, session, case)
    assert [url for url in before if before[url] != after[url]] == []


def test_case_officer_reads_who_sits(app, client, session, drawn, sign_in, now):
    case, officer = drawn
    made = scenes.opened(session, case, officer, now=now)
    sign_in(client, session.get_one(Account, officer.account_id))
    page = client.get(f"/office/experts/{scenes.seated(session, made.review)[0].expert_id}")
    assert "在办 1 项" in page.get_data(as_text=True)


CASE_PAGES = re.compile(r"/office/(assessments|reviews|draws|draw-requests)\b|/office/?$|/$")


def case_pages(app, client, case, made):
    """Return every page of a case, its reviews and draws that answers, with downloads."""
    ids = {"assessment_id": case.id, "review_id": made.review.id, "draw_id": made.draw.id}
    asked = {
        route.url
        for route in list_routes(app, {**ids, "number": 1})
        if route.method == "GET" and CASE_PAGES.match(route.url)
    }
    asked |= {f"/office/assessments/{case.id}/review?number=1"}
    answers = {url: client.get(url) for url in sorted(asked)}
    return {url: each.get_data() for url, each in answers.items() if each.status_code == 200}


def said_of(session, made):
    """Return what tells who sits: code and name of each, and one employer for all of the scene."""
    rows = scenes.panel(session, made.review)
    people = [session.get_one(Expert, row.expert_id) for row in rows]
    return [word.encode() for row in people for word in (row.code, row.name, row.employer)]


@pytest.mark.parametrize("role", READERS)
def test_no_page_of_a_case_tells_other_roles_who_sits(role, app, client, session, sign_in, now):
    case, made, _officer = scenes.drawn_case(session, now=now)
    scenes.leave(session, scenes.seated(session, made.review)[0])
    secret = said_of(session, made)
    sign_in(client, factories.account(role, office_id=case.office_id))
    shown = case_pages(app, client, case, made)
    assert f"/office/assessments/{case.id}/review?number=1" in shown
    assert f"/office/assessments/{case.id}/ledger" in shown
    told = {url for url, page in shown.items() if any(word in page for word in secret)}
    assert told == set()
    ledger = shown[f"/office/assessments/{case.id}/ledger"].decode()
    assert "—</small>" in ledger
    review = shown[f"/office/assessments/{case.id}/review?number=1"].decode()
    assert "名单公开之前" in review
    assert not session.exec(select(Disclosure)).all()


def test_case_officer_reads_the_panel_and_leaves_one_trace_a_day(client, session, sign_in, now):
    case, made, officer = scenes.drawn_case(session, now=now)
    sign_in(client, session.get_one(Account, officer.account_id))
    member = scenes.seated(session, made.review)[0]
    for url in ("review", "review?number=1", "ledger"):
        client.get(f"/office/assessments/{case.id}/{url}")
    assert member.code in client.get(f"/office/assessments/{case.id}/review").text
    row = session.exec(select(Disclosure)).one()
    assert (row.kind, row.draw_id, row.account_id) == (
        Disclosed.PANEL, made.draw.id, officer.account_id,
    )  # fmt: skip
    round_ = scenes.round_of(session, made.review)
    round_.state = RoundState.CLOSED
    factories.save(round_)
    sign_in(client, factories.account(Role.ARCHIVIST, office_id=case.office_id))
    assert member.code in client.get(f"/office/assessments/{case.id}/review").text
