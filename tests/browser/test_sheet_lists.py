"""Lines of what must be mended in a browser: written without the line, undone, seen in two tabs."""

import pytest
from playwright.sync_api import Page, expect

from models.engine import make_session
from tests import factories
from tests.browser.drafts import wait_for_drafts
from tests.support.first_estimates import estimated_room
from tests.support.review_room import ReviewRoom
from tests.support.sheets import ServedSheets

pytestmark = pytest.mark.browser


@pytest.fixture(name="room")
def _room(scene) -> ReviewRoom:
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        return estimated_room(session)


@pytest.fixture(name="page")
def _page(scene, room, open_page) -> Page:
    page = open_page(base_url=scene[0].url, width=360, height=780)
    page.goto("/sign-in")
    page.locator("[name=login]").fill(room.chairs[0].account.login)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"/expert/reviews/{room.chairs[0].member.id}/sheet/opinions")
    return page


def status(page: Page):
    return page.locator(".save-status")


def add(page: Page, text: str) -> None:
    page.get_by_role("button", name="添加一条").click()
    page.locator("[data-line]").last.locator("textarea").fill(text)


def kept(scene, room) -> list[dict]:
    """Return the lines that the server keeps, in the order in which they were added."""
    (sheet,) = ServedSheets(scene[1], room.review.office_id).documents()
    return [dict(sheet.at(place)) for place in sheet.places("must_fix:")]


def test_lines_written_without_the_line_arrive_in_their_order(scene, room, page):
    add(page, "第一条")
    expect(status(page)).to_contain_text("已保存")
    page.context.set_offline(True)
    add(page, "第二条")
    page.locator("[data-line]").last.locator("select").select_option("survey")
    add(page, "第三条")
    expect(status(page)).to_contain_text("未联网，已存在本机（3 处）")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("已保存")
    wait_for_drafts(page, 0)
    assert kept(scene, room) == [
        {"text": "第一条"}, {"text": "第二条", "heading": "survey"}, {"text": "第三条"},
    ]  # fmt: skip
    page.reload()
    expect(page.locator("[data-line]")).to_have_count(3)


def test_a_line_taken_away_comes_back_and_another_tab_sees_new_ones(scene, room, page):
    other = page.context.new_page()
    other.goto(page.url)
    add(page, "要留下的")
    expect(other.locator("[data-line] textarea")).to_have_value("要留下的")
    line = page.locator("[data-line]").last
    line.get_by_label("报告页码").press("Enter")  # saves, as in every field, and takes nothing away
    expect(line.locator("textarea")).to_have_value("要留下的")
    line.get_by_role("button", name="删除这一条").click()
    expect(line).to_contain_text("这一条已删除")
    expect(status(page)).to_contain_text("已保存")
    line.get_by_role("button", name="撤销").click()
    expect(line.locator("textarea")).to_have_value("要留下的")
    wait_for_drafts(page, 0)
    assert kept(scene, room) == [{"text": "要留下的"}]
