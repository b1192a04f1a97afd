"""An expert compares by pairs in a browser: keys, a lost line, contradictions mended or kept."""

import re
import time

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from models.engine import make_session
from tests import factories
from tests.browser.drafts import wait_for_drafts
from tests.support.comparison_room import make_pairs_room
from tests.support.review_room import ReviewRoom
from tests.support.sheets import ServedSheets

pytestmark = pytest.mark.browser
ANSWER_SECONDS = 30


@pytest.fixture(name="room")
def _room(scene) -> ReviewRoom:
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        return make_pairs_room(session, experts=1)


@pytest.fixture(name="page")
def _page(scene, room, open_page) -> Page:
    page = open_page(base_url=scene[0].url, width=390, height=844)
    sign_in(page, room)
    page.goto(address(room, "A:B"))
    return page


def address(room: ReviewRoom, pair: str = "") -> str:
    base = f"/expert/reviews/{room.chairs[0].member.id}/comparisons"
    return f"{base}/{pair}" if pair else base


def sign_in(page: Page, room: ReviewRoom) -> None:
    page.goto("/sign-in")
    page.locator("[name=login]").fill(room.chairs[0].account.login)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def status(page: Page):
    return page.locator(".save-status")


def said(page: Page):
    return page.locator("[data-said]")


def state(page: Page):
    return page.locator("[data-set-state]:not([hidden])")


def pick(page: Page, value: int) -> None:
    page.locator(f"input[name=comparison][value='{value}']").check()


def stored(engine: sa.Engine, room: ReviewRoom) -> dict[str, int]:
    documents = ServedSheets(engine, room.review.office_id).documents()
    return {pair.place: value for document in documents for pair, value in document.comparisons}


def changes(engine: sa.Engine, room: ReviewRoom) -> list[tuple[str, str, str | None]]:
    return ServedSheets(engine, room.review.office_id).changes()


def wait_until(holds) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_whole_scale_is_walked_by_keys_and_ends_at_nine(scene, room, page):
    page.locator("input[name=comparison][value='1']").focus()
    page.keyboard.press("ArrowLeft")
    expect(said(page)).to_contain_text("（2）")
    for _time in range(9):
        page.keyboard.press("ArrowLeft")
    expect(said(page)).to_have_text("政策规划和审批程序比土地房屋征收及补偿极端重要（9）")
    expect(status(page)).to_contain_text("已保存")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/B:E$"))
    expect(said(page)).to_have_text("还没有选")
    page.keyboard.press("ArrowRight")  # the focus went along
    page.keyboard.press("ArrowRight")
    expect(said(page)).to_have_text("项目（建设）管理比土地房屋征收及补偿稍微重要（3）")
    wait_until(lambda: stored(scene[1], room) == {"A:B": 9, "B:E": -3})
    page.go_back()
    expect(said(page)).to_contain_text("极端重要（9）")


def test_a_lost_line_loses_no_answer_and_no_step(scene, room, page):
    pick(page, 3)
    expect(status(page)).to_contain_text("已保存")
    page.context.set_offline(True)
    page.get_by_role("link", name="下一对").click()  # moving on needs no line
    pick(page, 3)
    page.get_by_role("link", name="下一对").click()
    pick(page, -5)
    expect(page.locator("[data-total-text]")).to_have_text("已答 3 / 7 对")
    expect(status(page)).to_contain_text("未联网，已存在本机（2 处）")
    expect(state(page)).to_contain_text("还没有算上最新的改动")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("已保存")
    expect(state(page)).to_contain_text("最矛盾的一对")
    wait_for_drafts(page, 0)
    assert stored(scene[1], room) == {"A:B": 3, "B:E": 3, "A:E": -5}
    assert len(changes(scene[1], room)) == 3


def test_a_killed_server_and_a_reload_lose_nothing(scene, room, page):
    server, engine = scene
    pick(page, 3)
    expect(status(page)).to_contain_text("已保存")
    server.kill()
    page.get_by_role("link", name="下一对").click()
    pick(page, -7)
    expect(status(page)).to_contain_text("已存在本机（1 处）")
    server.start_again()
    page.reload()
    expect(said(page)).to_contain_text("强烈重要（7）")
    expect(status(page)).to_contain_text("已保存")
    wait_for_drafts(page, 0)
    assert stored(engine, room) == {"A:B": 3, "B:E": -7}
    assert len(changes(engine, room)) == 2


def test_an_answer_that_was_lost_is_not_saved_twice(scene, room, page):
    lost = {"left": 1}

    def lose(route):
        if not lost["left"]:
            return route.continue_()
        lost["left"] -= 1
        route.fetch()  # the server saves it, the phone never hears of it
        return route.abort()

    page.route("**/comparison-changes", lose)
    pick(page, 5)
    expect(status(page)).to_contain_text("已保存")
    assert changes(scene[1], room) == [("A:B", "comparison", "5")]


def test_a_contradiction_is_offered_looked_at_and_mended(scene, room, page):
    for value in (5, 5, -5):
        pick(page, value)
        expect(status(page)).to_contain_text("已保存")
        page.get_by_role("link", name="下一对").click()
    page.get_by_role("link", name="上一对").click()
    expect(state(page)).to_contain_text("判断前后有矛盾")
    expect(page.locator("[data-set=''] [data-set-count]")).to_have_attribute("data-state", "bad")
    page.get_by_role("link", name="再看一眼").click()
    expect(page).to_have_url(re.compile(r"/A:B$"))
    page.go_back()
    pick(page, 9)  # what the two others imply
    expect(state(page)).to_contain_text("判断前后有矛盾")
    for place, value in (("A:B", 3), ("B:E", 3)):
        page.locator(f"[data-pair='{place}'] a").click()
        pick(page, value)
    expect(state(page)).to_contain_text("判断前后一致")
    expect(state(page)).not_to_contain_text("最矛盾的一对")
    wait_until(lambda: stored(scene[1], room) == {"A:B": 3, "B:E": 3, "A:E": 9})


def test_an_answer_is_kept_with_its_reason(scene, room, page):
    for value in (5, 5, -5):
        pick(page, value)
        page.get_by_role("link", name="下一对").click()
    page.get_by_role("link", name="上一对").click()
    offer = state(page).locator("[data-offer]")
    expect(offer).to_have_attribute("data-offer", "A:B")
    offer.get_by_text("维持原判断").click()
    offer.get_by_role("button", name="维持，并保存理由").click()
    expect(offer.get_by_role("alert")).to_contain_text("请先写一句理由")
    offer.get_by_label("维持的理由").fill("两者影响的人群不同")
    offer.get_by_role("button", name="维持，并保存理由").click()
    expect(state(page).locator(".kept")).to_contain_text("两者影响的人群不同")
    expect(offer).not_to_have_attribute("data-offer", "A:B")
    assert changes(scene[1], room)[-1] == ("A:B", "comparison_reason", "两者影响的人群不同")


def test_another_device_is_asked_before_it_overwrites(scene, room, page, open_page):
    other = open_page(base_url=scene[0].url, width=1440)
    sign_in(other, room)
    other.goto(address(room, "A:B"))
    pick(page, 3)
    expect(status(page)).to_contain_text("已保存")
    pick(other, -9)
    note = other.get_by_role("alert")
    expect(note).to_contain_text("稍微重要（3）")
    note.get_by_role("button", name="用那边的").click()
    expect(said(other)).to_contain_text("稍微重要（3）")
    other.reload()
    expect(said(other)).to_contain_text("稍微重要（3）")
    assert stored(scene[1], room) == {"A:B": 3}


def test_skipping_leads_to_what_is_open_until_nothing_is(scene, room, page):
    skip = page.locator("[data-skip]")
    expect(skip).to_have_text("跳过")
    skip.click()
    expect(page).to_have_url(re.compile(r"/B:E$"))
    for _time in range(6):
        pick(page, 1)
        expect(skip).to_have_text("下一个没答的")
        skip.click()
    expect(page).to_have_url(re.compile(r"/A:B$"))
    pick(page, 1)
    expect(skip).to_be_hidden()
    wait_until(lambda: len(stored(scene[1], room)) == 7)
    page.goto(address(room))
    expect(page.locator(".consistency-good")).to_have_count(3)


def test_without_script_the_form_does_the_same(scene, room, open_page):
    plain = open_page(base_url=scene[0].url, java_script_enabled=False)
    sign_in(plain, room)
    plain.goto(address(room, "A:B"))
    pick(plain, 5)
    plain.get_by_role("button", name="保存，到下一对").click()
    expect(plain).to_have_url(re.compile(r"/B:E$"))
    assert stored(scene[1], room) == {"A:B": 5}
