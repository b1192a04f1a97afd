"""Words of a form come back after signing in, to nobody else, and go along into another tongue."""

import pytest
from playwright.sync_api import Page, expect

from models import Account
from models.engine import make_session
from riskassess.domain.vocabulary import MemberState, Role
from tests import factories
from tests.support.review_room import make_room

pytestmark = pytest.mark.browser
PROFILE = "/expert/profile"
WORDS = "职称应为正高级工程师。"


@pytest.fixture(name="accounts")
def _accounts(scene) -> list[Account]:
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        expert = factories.expert()
        own = factories.account(Role.EXPERT, office_id=expert.office_id, expert_id=expert.id)
        other = factories.expert(office_id=expert.office_id)
        beside = factories.account(Role.EXPERT, office_id=expert.office_id, expert_id=other.id)
        return [own, beside]


def sign_in(page: Page, account: Account) -> None:
    page.locator("[name=login]").fill(account.login)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def lose(page: Page, account: Account) -> None:
    page.goto(f"/sign-in?next={PROFILE}")
    sign_in(page, account)
    page.context.clear_cookies()
    page.locator("[name=text]").evaluate(
        "(field, words) => { field.value = words; field.form.requestSubmit(); }", WORDS
    )
    expect(page.locator("[data-form-kept]")).to_be_visible()


def test_words_come_back_to_the_same_account(scene, accounts, open_page):
    page = open_page(base_url=scene[0].url, width=360, height=800)
    lose(page, accounts[0])
    page.get_by_role("link", name="登录并回到表单").click()
    sign_in(page, accounts[0])
    expect(page.locator("[name=text]")).to_have_value(WORDS)
    expect(page.locator("main form .note-done")).to_be_visible()
    page.reload()
    expect(page.locator("[name=text]")).to_have_value("")


def test_words_are_not_shown_to_another_account(scene, accounts, open_page):
    page = open_page(base_url=scene[0].url, width=360, height=800)
    lose(page, accounts[0])
    page.get_by_role("link", name="登录并回到表单").click()
    sign_in(page, accounts[1])
    expect(page.locator("[name=text]")).to_have_value("")
    assert page.evaluate("sessionStorage.length") == 0


def test_telephone_is_never_kept(scene, accounts, open_page):
    page = open_page(base_url=scene[0].url, width=360, height=800)
    page.goto(f"/sign-in?next={PROFILE}")
    sign_in(page, accounts[0])
    page.context.clear_cookies()
    page.locator("[name=phone]").fill("13800000000")
    page.locator("[name=specialities]").fill(WORDS)
    page.locator("[name=specialities]").evaluate("field => field.form.requestSubmit()")
    expect(page.locator("[data-form-kept]")).to_be_visible()
    kept = page.evaluate("sessionStorage.getItem('riskassess:form')")
    assert WORDS in kept
    assert "13800000000" not in kept


def test_words_come_back_when_the_session_ended_at_the_question(scene, open_page):
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        chair = make_room(session, experts=1, state=MemberState.INVITED).chairs[0]
        account, place = chair.account, f"/expert/reviews/{chair.member.id}"
    page = open_page(base_url=scene[0].url, width=360, height=800)
    page.goto(f"/sign-in?next={place}")
    sign_in(page, account)
    page.locator("summary", has_text="谢绝邀请").click()
    page.get_by_label("时间冲突").check()
    page.locator("[name=reason]").fill(WORDS)
    page.get_by_role("button", name="谢绝邀请", exact=True).click()
    expect(page.locator("[data-final-act]")).to_contain_text(WORDS)
    page.context.clear_cookies()
    page.get_by_role("button", name="确认谢绝", exact=True).click()
    expect(page.locator("[data-form-kept]")).to_be_visible()
    page.get_by_role("link", name="登录并回到表单").click()
    sign_in(page, account)
    expect(page.locator("[name=reason]")).to_have_value(WORDS)
    expect(page.get_by_label("时间冲突")).to_be_checked()


def test_words_of_a_refused_form_go_along_into_another_language(scene, open_page):
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        room = make_room(session)
        officer = factories.account(Role.CASE_OFFICER, office_id=room.review.office_id)
        place = f"/office/assessments/{room.assessment.id}/notes"
    page = open_page(base_url=scene[0].url, width=360, height=800)
    page.goto(f"/sign-in?next={place}")
    sign_in(page, officer)
    long = WORDS * 500
    field = page.locator("main form[method=post] textarea")
    field.fill(long)
    with page.expect_navigation():
        field.evaluate("field => field.form.requestSubmit()")
    expect(page.locator("#errors")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="English", exact=True).click()
    page.wait_for_url(f"**{place}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(field).to_have_value(long)
    field.fill(WORDS)
    with page.expect_navigation():
        page.get_by_role("button", name="中文", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(field).to_have_value(WORDS)
    assert page.evaluate("sessionStorage.length") == 0
