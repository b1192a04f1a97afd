"""A live meeting in four browsers: the chair leads, three fill, all see it when all are in."""

import pytest
from playwright.sync_api import Page, expect

from models.engine import make_session
from riskassess.domain.vocabulary import Role
from tests import factories
from tests.support.consultation_room import scoring_room

pytestmark = pytest.mark.browser
SHARES = ("20", "40", "70")


@pytest.fixture(name="meeting")
def _meeting(scene):
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        room = scoring_room(session, experts=3, way="live")
        office_id = room.review.office_id
        return room, factories.account(Role.CASE_OFFICER, office_id=office_id)


def enter(page: Page, account, path: str) -> Page:
    page.goto("/sign-in")
    page.locator("[name=login]").fill(account.login)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(path)
    return page


def fill(page: Page, share: str) -> None:
    for box in page.locator("section.factor [data-number]").all():
        is_weight = "weight" in (box.get_attribute("name") or "")
        box.fill("7" if is_weight else share)
        box.press("Tab")


def press_ready(page: Page) -> None:
    page.get_by_role("button", name="这个因素填好了").locator("visible=true").click()


def stays_as_shown(page: Page, name: str) -> None:
    """Change a shown figure where the page does not know yet: refused, and gone after a reload."""
    expect(page.locator("#results")).to_have_count(0)
    box = page.locator(f"[name='{name}']")
    box.fill("55")
    box.press("Tab")
    expect(page.locator(".field-note").first).to_contain_text("公布")
    for _visit in range(2):
        page.reload()
        expect(box).to_have_value(SHARES[0])
        expect(box).not_to_be_editable()
    page.close()


def test_four_browsers_are_at_one_factor_and_see_it_together(scene, meeting, open_page):
    (room, officer), url = meeting, scene[0].url
    chair = enter(open_page(base_url=url), officer, f"/office/reviews/{room.review.id}/live")
    experts = [
        enter(
            open_page(base_url=url, width=390), each.account,
            f"/expert/reviews/{each.member.id}/live",
        )
        for each in room.chairs
    ]  # fmt: skip
    for page in experts:
        expect(page.locator("#main")).to_contain_text("还没有进入第一个因素")
    chair.get_by_role("button", name="开始第一个因素").click()
    for page in experts:  # they follow by themselves
        expect(page.get_by_role("heading", name="B03")).to_be_visible()
    for number, (page, share) in enumerate(zip(experts, SHARES, strict=True)):
        for other in (*experts, chair):
            expect(other.locator("[data-count]")).to_have_text(f"已填好 {number} / 3 位")
            expect(other.locator("#results")).to_have_count(0)
        fill(page, share)
        if number == len(experts) - 1:  # a page of before the showing
            early = experts[0].context.new_page()
            early.goto(
                f"{url}/expert/reviews/{room.chairs[0].member.id}/sheet/{room.factors[0].id}"
            )
        press_ready(page)
    for page, own in zip(experts, SHARES, strict=True):
        card = page.locator("#results [data-figure='措施前 · 发生概率']")
        expect(card).to_contain_text("40%")
        expect(card).to_contain_text(f"我的评分{own}%")
        expect(card.locator("svg circle")).to_have_count(3)
    expect(chair.locator("#results")).not_to_contain_text("我的评分")
    stays_as_shown(early, f"{room.factors[0].id}.before_impact")
    chair.get_by_role("button", name="下一个因素").click()
    for page in experts:
        expect(page.get_by_role("heading", name="E01")).to_be_visible()
        expect(page.locator("[data-count]")).to_have_text("已填好 0 / 3 位")
