"""Inviting, posts and roles: one administrator makes accounts, the other gives rights."""

import html
import re
from dataclasses import replace

import pytest
from sqlmodel import select

from models import Account, Handover, Message, Review
from riskassess.domain.vocabulary import ReviewKind, Role
from riskassess.queries.accounts import roles_of
from riskassess.services.account_links import NO_PASSWORD
from tests import factories
from tests.conftest import NOW
from tests.support.office import final, page
from tests.support.office import sign_in as enter

LINK = re.compile(r"/account-links/[\w-]+")
INVITED = {"login": "zhang.san", "name": "张三", "email": "zhang@example.invalid",
           "post": "副科长", "roles": ["case_officer"]}  # fmt: skip


@pytest.fixture
def office():
    factories.manual()
    return factories.office()


@pytest.fixture
def sysadmin(office):
    return factories.actor(Role.SYSTEM_ADMIN, office_id=office.id)


@pytest.fixture
def secadmin(office):
    return factories.actor(Role.SECURITY_ADMIN, office_id=office.id)


def mail_of(session, actor):
    return session.get_one(Account, actor.account_id).email


def by_login(session, login):
    session.expire_all()
    return session.exec(select(Account).where(Account.login == login)).one()


def test_invitation_by_one_roles_by_the_other(client, session, sysadmin, secadmin):
    enter(client, session, sysadmin)
    wrong = client.post("/control/accounts/new", data={**INVITED, "roles": ["project_unit"]})
    assert (wrong.status_code, 'value="zhang.san"' in wrong.text) == (422, True)
    assert "必须属于一个单位" in wrong.text
    given = {"login": "张三", "name": "", "email": "zhang", "post": "科" * 61, "unit": "无此单位",
             "expert": "E999", "roles": ["case_officer", "auditor"]}  # fmt: skip
    wrong = client.post("/control/accounts/new", data=given)
    assert wrong.status_code == 422
    told = re.findall(r'class="form-error" id="(\w+)-error"', wrong.text)
    assert told == ["login", "name", "email", "post", "roles", "unit", "expert"], "all at once"
    assert all(f'value="{given[name]}"' in wrong.text for name in ("login", "email", "unit"))
    assert wrong.text.count(" checked") == 2
    assert "请向专家库管理员查询" in wrong.text, "the pool itself is closed to who invites"
    said = client.post("/control/accounts/new", data=INVITED, follow_redirects=True).text
    told = re.search(r"没有设置邮件服务器，链接没有发出。[^<]*(/account-links/[\w-]+)", said)
    made = by_login(session, "zhang.san")
    again = f"/control/accounts/{made.id}"
    assert LINK.search(page(client, again)) is None, "shown once"
    assert roles_of(session, made.id) == frozenset(), "asked for, not given"
    mail = session.exec(select(Message).where(Message.recipient == made.email)).one()
    assert LINK.search(mail.body)
    assert client.get(f"/control/roles/{made.id}").status_code == 404
    token = LINK.search(mail.body)[0]
    assert token == told[1]
    client.post("/sign-out")
    password = {"password": "shui-long-tou-93", "again": "shui-long-tou-93"}
    client.post(token, data=password)
    client.post("/sign-in", data={"login": made.login, "password": "shui-long-tou-93"})
    assert "还没有角色" in client.get("/", follow_redirects=True).text

    enter(client, session, secadmin)
    address = f"/control/roles/{made.id}"
    (box,) = re.findall(r'<input[^>]*value="case_officer"[^>]*>', page(client, address))
    assert "checked" in box, "what was asked for is ticked"
    both = {"roles": ["auditor", "system_admin"], "reason": "试"}
    assert "三个人" in client.post(address, data=both).text
    client.post(address, data={"roles": ["case_officer"], "reason": "到任"})
    assert roles_of(session, made.id) == {Role.CASE_OFFICER}
    said = page(client, address)
    assert "没有角色 → 承办人" in said
    assert "到任" in said
    assert "等待您授权" not in page(client, "/control/roles")
    assert client.post("/control/accounts/new", data=INVITED).status_code == 404


def test_who_waits_for_roles_is_told_of_listed_first_and_alone(client, session, sysadmin, secadmin):
    for number in range(51):
        factories.account(Role.CASE_OFFICER, office_id=sysadmin.office_id, login=f"aa.{number}")
    enter(client, session, sysadmin)
    client.post("/control/accounts/new", data=INVITED)
    made = by_login(session, "zhang.san")
    sent = select(Message).where(Message.recipient == mail_of(session, secadmin))
    assert f"/control/roles/{made.id}" in session.exec(sent).one().body
    enter(client, session, secadmin)
    listed = page(client, "/control/roles")
    assert "有 1 个账号等待您授权" in listed
    assert listed.index("zhang.san") < listed.index("aa.0")
    alone = page(client, "/control/roles?waiting=yes")
    assert ("zhang.san" in alone, "aa.0" in alone, 'name="waiting"' in alone) == (True, False, True)


def test_post_and_link_are_the_system_administrators(app, client, session, office, sysadmin):
    unit = factories.unit(office_id=office.id, name="演示水务公司")
    other = factories.account(Role.PROJECT_UNIT, office_id=office.id, unit_id=unit.id)
    new = factories.unit(office_id=office.id, name="演示桥梁公司")
    enter(client, session, sysadmin)
    address, epoch = f"/control/accounts/{other.id}", other.session_epoch
    gone = {"unit": "", "post": "经理", "email": other.email, "reason": "调动"}
    assert "必须属于一个单位" in client.post(f"{address}/post", data=gone).text
    client.post(f"{address}/post", data={**gone, "unit": new.name})
    found = by_login(session, other.login)
    assert (found.unit_id, found.post, found.session_epoch) == (new.id, "经理", epoch + 1)
    said = html.unescape(page(client, address))
    assert "演示水务公司 → 演示桥梁公司 · 经理" in said
    assert other.email in said
    expert = factories.expert(office_id=office.id, erased_at=NOW)
    erased = factories.account(
        Role.EXPERT, office_id=office.id, expert_id=expert.id, is_active=False
    )
    told = client.post(f"/control/accounts/{erased.id}/activation", follow_redirects=True).text
    assert "账号不能再启用" in told
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, smtp_url="smtp://127.0.0.1")
    told = client.post(f"{address}/link", follow_redirects=True).text
    assert ("一次性链接已发往登记的邮箱" in told, LINK.search(told)) == (True, None)
    assert "一次性链接已失效" not in told, "there was none"
    told = client.post(f"{address}/link", follow_redirects=True).text
    assert "先前发出、还没有用过的一次性链接已失效" in told
    mails = session.exec(select(Message).where(Message.recipient == other.email)).all()
    assert [bool(LINK.search(mail.body)) for mail in mails] == [False, True], "the older is blanked"
    expert = factories.expert(office_id=office.id, email="shared@example.invalid")
    shared = {**gone, "unit": new.name, "email": expert.email}
    told = client.post(f"{address}/post", data=shared, follow_redirects=True).text
    assert ("还登记在别的账号或者专家名下" in told, "电子邮箱已更换" in told) == (True, True)


def test_last_of_three_stays_and_own_roles_are_others_business(client, session, office, secadmin):
    auditor = factories.account(Role.AUDITOR, office_id=office.id)
    enter(client, session, secadmin)
    told = client.post(f"/control/roles/{auditor.id}", data={"roles": [], "reason": "试"}).text
    assert "只剩这一个可用的账号" in told
    own = client.post(f"/control/roles/{secadmin.account_id}",
                      data={"roles": ["auditor"], "reason": "试"}).text  # fmt: skip
    assert "不能更改自己的角色" in own


def test_who_leaves_hands_over_first_or_leaves_work_knowingly(client, session, office, sysadmin):
    leaving = factories.account(Role.CASE_OFFICER, office_id=office.id)
    staying = factories.account(Role.CASE_OFFICER, office_id=office.id)
    case = factories.assessment(office_id=office.id, state="in_review")
    review = factories.save(
        Review(
            office_id=office.id, assessment_id=case.id, kind=ReviewKind.PROJECT_REVIEW, number=1,
            panel_size=5, quorum=4, due_on=NOW.date(), opened_by_id=leaving.id, opened_at=NOW,
        )
    )  # fmt: skip
    enter(client, session, sysadmin)
    address = f"/control/accounts/{leaving.id}"
    told = client.post(f"{address}/deactivation").text
    assert "还有 1 项未办结的工作" in told
    assert "没有别的账号担任" not in told
    work = page(client, f"{address}/handover")
    assert f"评审 {review.id}" in work
    assert case.code not in work, "administrators see no case"
    sent = {"keys": [f"review-{review.id}"], "to_id": str(staying.id), "reason": "调离"}
    asked = client.post(f"{address}/handover", data=sent).text
    assert (f"评审 {review.id}" in asked, "[&#39;" in asked) == (True, False), "words, no list"
    said = final(client, f"{address}/handover", sent)
    assert "不向系统管理员显示" in said.text
    made = session.exec(select(Handover)).one()
    assert (made.from_id, made.to_id) == (leaving.id, staying.id)
    assert client.post(f"{address}/deactivation").status_code == 303
    for account in (staying, factories.account(Role.CASE_OFFICER, office_id=office.id)):
        client.post("/sign-out")
        client.post("/sign-in", data={"login": account.login, "password": factories.PASSWORD})
        answer = client.get(f"/office/handovers/{made.id}")
        assert answer.status_code == (200 if account is staying else 404)
        assert (case.code in answer.text) == (account is staying)
        told = page(client, f"/office/assessments/{case.id}")
        line = f"移交本项目的工作：评审，由{leaving.display_name}交给{staying.display_name}"
        assert line in told
    client.post("/sign-out")


def test_deputy_is_named_shown_and_ended(client, session, office, now):
    approver = factories.actor(Role.APPROVER, office_id=office.id)
    officer = factories.actor(Role.CASE_OFFICER, office_id=office.id)
    enter(client, session, approver)
    new = factories.account(Role.CASE_OFFICER, office_id=office.id, password_hash=NO_PASSWORD)
    assert new.display_name not in page(client, "/office/deputies/new"), "nobody signs in there yet"
    form = {"roles": ["approver"], "deputy_id": str(officer.account_id), "first_on": "2026-03-02",
            "last_on": "2026-03-01", "reason": "年休假"}  # fmt: skip
    wrong = client.post("/office/deputies/new", data=form)
    assert (wrong.status_code, "截止日期早于开始日期" in wrong.text) == (422, True)
    client.post("/office/deputies/new", data={**form, "last_on": "2026-03-06"})
    enter(client, session, officer)
    home = page(client, "/office/")
    name = session.get_one(Account, approver.account_id).display_name
    assert f"代{name}" in home
    assert "2026-03-06" in home
    said = page(client, "/office/deputies")
    (number,) = re.findall(r"/office/deputies/(\d+)/ending", said)
    client.post(f"/office/deputies/{number}/ending")
    assert f"代{name}" not in page(client, "/office/")
