from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, Message, PanelMember, Project
from riskassess.domain.vocabulary import MemberState
from riskassess.queries.assessments import Case
from riskassess.queries.manuals import get_manual
from riskassess.services.invitations import invite_member
from tests import factories
from tests.support.office import asked, final
from tests.support.review_room import make_chair, make_room


@pytest.fixture
def room(session):
    return make_room(session, experts=1, state=MemberState.INVITED)


@pytest.fixture
def link(session, room, now, settings):
    """Invite the expert and return the path of the link."""
    case = Case(
        room.assessment,
        session.get(Project, room.assessment.project_id),
        get_manual(session, room.assessment.manual_version_id),
    )
    message_id = invite_member(
        session, member=room.chairs[0].member, case=case, due_on=date(2026, 3, 16),
        public_url=settings.public_url, actor=room.chairs[0].actor, now=now,
    )  # fmt: skip
    session.commit()
    body = session.get(Message, message_id).body
    return body.split(settings.public_url)[1].split()[0]


def state(session, room):
    session.expire_all()  # the pages write with sessions of their own
    return session.get(PanelMember, room.chairs[0].member.id).state


def test_reading_the_link_changes_nothing(client, session, room, link):
    before = len(session.exec(select(AuditEntry)).all())
    for _time in range(3):
        page = client.get(link)
        assert page.status_code == 200
    assert "接受邀请" in page.text
    assert "2026年3月16日" in page.text
    assert state(session, room) is MemberState.INVITED
    assert len(session.exec(select(AuditEntry)).all()) == before


def test_accepting_needs_no_password_and_works_once(client, session, room, link):
    page = client.post(f"{link}/acceptance", follow_redirects=True)
    assert "已接受邀请" in page.text
    assert state(session, room) is MemberState.ACCEPTED
    client.post(f"{link}/refusal", data={"reason_code": "other", "reason": "改变主意"})
    assert state(session, room) is MemberState.ACCEPTED


def test_a_used_link_says_so_to_the_next_reader(client, app, room, link):
    client.post(f"{link}/acceptance")
    page = app.test_client().get(link)
    assert page.status_code == 200
    assert "已经答复过" in page.text
    assert "接受邀请</button>" not in page.text


def test_declining_asks_for_a_reason_and_keeps_the_page(client, session, room, link, rung):
    page = client.post(f"{link}/refusal", data={"reason": "忙"})
    assert page.status_code == 422
    assert "没有填写谢绝的理由" in page.text
    page = client.post(f"{link}/refusal", data={"reason_code": "other", "reason": " "})
    assert page.status_code == 422
    assert "请在“补充说明”里简要写明" in page.text
    text, carried = asked(client, f"{link}/refusal", {"reason_code": "time", "reason": "出差"})
    assert ("谢绝邀请？" in text, "出差" in text) == (True, True)
    assert state(session, room) is MemberState.INVITED
    back = client.post(f"{link}/refusal", data={**carried, "confirmed": "back"})
    assert (back.status_code, "出差</textarea>" in back.text) == (200, True)
    done = final(client, f"{link}/refusal", {"reason_code": "time"})
    assert "已谢绝邀请" in done.text
    assert state(session, room) is MemberState.DECLINED


def test_an_expired_link_is_told_calmly(client, app, session, room, link, now):
    app.extensions["clock"] = lambda: now + timedelta(days=4)
    page = client.get(link)
    assert page.status_code == 200
    assert "答复期限已过" in page.text
    client.post(f"{link}/acceptance")
    assert state(session, room) is MemberState.INVITED


def test_a_forwarded_link_shows_another_expert_nothing(client, session, room, link):
    other = make_chair(session, room.review, 2, MemberState.RESERVE)
    client.post("/sign-in", data={"login": other.account.login, "password": factories.PASSWORD})
    page = client.get(link)
    assert "发给另一位专家" in page.text
    assert "测试征收项目" not in page.text
    client.post(f"{link}/acceptance")
    assert state(session, room) is MemberState.INVITED


def test_an_unknown_link_is_not_found_and_says_what_to_do(client):
    page = client.get("/invitations/abcdefgh")
    assert page.status_code == 404
    assert "这个链接无效" in page.text


def test_guessing_links_is_slowed_down(app):
    limited = app.view_functions["public.show_invitation"]
    assert limited.__name__ == "show_invitation"
    assert hasattr(limited, "__wrapped__")


def test_the_mailbox_shows_links_to_demonstration_people_only(client, session, link):
    assert link not in client.get("/demonstration/mailbox").text
    recipient = session.exec(select(Message)).one().recipient
    factories.account(is_demonstration=True, email=recipient)
    assert f'href="{link}"' in client.get("/demonstration/mailbox").text


def test_there_is_no_mailbox_outside_the_demonstration(client, app, settings):
    app.extensions["settings"] = replace(settings, demonstration=False)
    assert client.get("/demonstration/mailbox").status_code == 404
