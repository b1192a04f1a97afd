"""People, break-glass access and lists by keyboard alone; where the focus is can always be seen."""

import re

import pytest
from playwright.sync_api import Page, expect

from models.engine import make_session
from riskassess.domain.vocabulary import AssessmentState, Role
from tests import factories

pytestmark = pytest.mark.browser
MOST_TABS = 60
# Name of what has the focus, and whether a ring of three pixels stands around it. The button in a
# field for a day is the browser's, with a ring of its own; the field has no focus then.
FOCUSED = """() => {
  const at = document.activeElement, look = getComputedStyle(at);
  const name = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || "";
  const ring = look.outlineStyle === "solid" && parseFloat(look.outlineWidth) >= 3;
  return [name.trim(), ring || !at.matches(":focus")];
}"""


def reach(page: Page, name: str) -> None:
    """Press Tab until something with these words has the focus; at each step it can be seen."""
    for _step in range(MOST_TABS):
        page.keyboard.press("Tab")
        words, is_seen = page.evaluate(FOCUSED)
        if not words and page.evaluate("document.activeElement === document.body"):
            continue
        assert is_seen, (page.url, words)
        if words.startswith(name):
            return
    pytest.fail(f"{page.url}: Tab does not lead to {name}")


def go(page: Page, name: str) -> None:
    """Reach a link or button, and press Enter."""
    reach(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, **texts: str) -> None:
    """Reach fields by their labels, and write."""
    for label, words in texts.items():
        reach(page, label)
        page.keyboard.insert_text(words)


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in")
    write(page, 账号=login, 密码=factories.PASSWORD)
    go(page, "登录")


def test_new_flows_need_no_pointer(scene, open_page):
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        owner = factories.unit()
        code = factories.assessment(owner=owner, state=AssessmentState.IN_REVIEW).code
        own = {
            role: factories.account(role, office_id=owner.office_id).login
            for role in (Role.SYSTEM_ADMIN, Role.AUDITOR)
        }
    admin, auditor = (open_page(base_url=scene[0].url, width=360) for _each in range(2))
    sign_in(admin, own[Role.SYSTEM_ADMIN])
    sign_in(auditor, own[Role.AUDITOR])
    invite(admin)
    admin.goto("/control/emergency")
    write(admin, 评估编号=code, 理由="核实一份退回的材料。")
    go(admin, "提出申请")
    agree(auditor, code)
    admin.goto("/control/emergency")
    go(admin, code)
    go(admin, "提前结束")
    expect(admin.locator(".note-done")).to_have_text(re.compile("已结束"))
    find_entries(auditor)


def invite(page: Page) -> None:
    """Invite somebody: a refusal takes the focus to what is wrong, and from there to the field."""
    page.goto("/control/accounts")
    go(page, "邀请启用账号")
    write(page, 账号="by.keyboard", 姓名="键盘演示")
    reach(page, "承办人")
    page.keyboard.press("Space")
    go(page, "建立并发出邀请")
    expect(page.locator("#errors")).to_be_focused()
    reach(page, "电子邮箱")
    page.keyboard.press("Enter")
    expect(page.locator("#email")).to_be_focused()
    expect(page.locator("#email")).to_have_attribute("aria-invalid", "true")
    page.keyboard.insert_text("keyboard@example.invalid")
    go(page, "建立并发出邀请")
    expect(page.locator("h1")).to_have_text("键盘演示")


def agree(page: Page, code: str) -> None:
    """Agree to the access: the question takes the focus, and gives it back on the way back."""
    page.goto("/control/emergency")
    go(page, code)
    go(page, "同意")
    expect(page.locator("h1")).to_have_text("同意这项应急访问？")
    expect(page.locator("h1")).to_be_focused()
    go(page, "返回修改")
    expect(page.get_by_role("button", name="同意", exact=True)).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    go(page, "同意")
    expect(page.locator(".note-done")).to_be_visible()


def find_entries(page: Page) -> None:
    """Look for entries of the trail; a day that is none is told where the focus goes."""
    page.goto("/control/")
    write(page, 记录编号="x")
    go(page, "查找")
    expect(page.locator("#errors")).to_be_focused()
    page.goto("/control/")
    write(page, 账号或姓名="by.keyboard")
    go(page, "查找")
    with page.expect_download():
        reach(page, "导出查到的记录")
        page.keyboard.press("Enter")
