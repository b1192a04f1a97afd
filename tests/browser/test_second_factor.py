"""Setting up a second factor in the browser, and typed text that waits through both steps."""

import pyotp
import pytest
from playwright.sync_api import expect

from models.engine import make_session
from riskassess.domain.vocabulary import Role
from tests import factories

pytestmark = pytest.mark.browser
PROFILE = "/expert/profile"
WORDS = "职称应为正高级工程师。"


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def sign_in(page, account):
    page.locator("[name=login]").fill(account.login)
    page.locator("[name=password]").fill(factories.PASSWORD)
    press(page, "登录")


def test_words_wait_through_both_steps_of_the_sign_in(scene, open_page):
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        expert = factories.expert()
        own = factories.account(Role.EXPERT, office_id=expert.office_id, expert_id=expert.id)
    page = open_page(base_url=scene[0].url, width=360, height=800)
    page.goto("/sign-in?next=/account/second-factor")
    sign_in(page, own)
    press(page, "开始设置")
    expect(page.locator("img.scan")).to_have_js_property("complete", True)
    assert page.locator("img.scan").evaluate("picture => picture.naturalWidth") > 0
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.locator("[name=code]").fill(pyotp.TOTP(secret).now())
    page.locator("[name=password]").fill(factories.PASSWORD)
    press(page, "完成设置")
    recovery = page.locator(".codes li").first.inner_text()
    page.goto(PROFILE)
    page.context.clear_cookies()
    page.locator("[name=text]").evaluate(
        "(field, words) => { field.value = words; field.form.requestSubmit(); }", WORDS
    )
    expect(page.locator("[data-form-kept]")).to_be_visible()
    page.get_by_role("link", name="登录并回到表单").click()
    sign_in(page, own)
    page.locator("[name=code]").fill(recovery)
    press(page, "登录")
    expect(page.locator("[name=text]")).to_have_value(WORDS)
