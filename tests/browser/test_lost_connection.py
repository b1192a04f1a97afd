"""A real server, a phone, and a line that breaks: everything typed arrives, exactly once."""

import time

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from models import Account
from models.engine import make_session
from riskassess.domain.sheet_document import SheetDocument
from tests import factories
from tests.browser.drafts import wait_for_drafts
from tests.support.review_room import ReviewRoom, make_room
from tests.support.sheets import ServedSheets

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
ANSWER_SECONDS = 30


@pytest.fixture(name="room")
def _room(scene) -> ReviewRoom:
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        return make_room(session, experts=1)


@pytest.fixture(name="page")
def _page(scene, room, open_page) -> Page:
    page = open_page(base_url=scene[0].url, **PHONE)
    sign_in(page, room)
    page.goto(sheet_url(room))
    return page


def sheet_url(room: ReviewRoom, part: object = None) -> str:
    return f"/expert/reviews/{room.chairs[0].member.id}/sheet/{part or room.factors[0].id}"


def sign_in(page: Page, room: ReviewRoom) -> None:
    if "/sign-in" not in page.url:
        page.goto("/sign-in")
    page.locator("[name=login]").fill(room.chairs[0].account.login)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def choose(page: Page, field: str, band: str, percent: int) -> None:
    place = page.locator(f"[data-part]:not([hidden]) [data-field={field}]")
    place.get_by_role("button", name=band).click()
    place.get_by_role("button", name=f"{percent}%", exact=True).click()


def status(page: Page):
    return page.locator(".save-status")


def changes(engine: sa.Engine, room: ReviewRoom) -> list[tuple[str, str | None]]:
    """Return (field, value) of every saved change of the room's sheet, in order."""
    return [row[1:] for row in ServedSheets(engine, room.review.office_id).changes()]


def document(engine: sa.Engine, room: ReviewRoom) -> SheetDocument:
    """Return what the room's one sheet says."""
    (found,) = ServedSheets(engine, room.review.office_id).documents()
    return found


def test_what_was_typed_without_a_line_arrives_once(scene, room, page):
    engine = scene[1]
    choose(page, "before_probability", "较高", 70)
    expect(status(page)).to_contain_text("已保存")
    page.context.set_offline(True)
    choose(page, "before_impact", "中等", 55)
    page.get_by_role("link", name="下一个").click()  # moving on needs no line
    expect(page.locator("[data-part]:not([hidden]) h2")).to_have_text(room.factors[1].name)
    page.locator("[data-part]:not([hidden]) textarea").fill("离线写下的理由")
    expect(status(page)).to_contain_text("未联网，已存在本机（2 处）")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("已保存")
    wait_for_drafts(page, 0)
    assert sorted(changes(engine, room)) == [  # fields of different factors have no order
        ("before_impact", "55"),
        ("before_probability", "70"),
        ("comment", "离线写下的理由"),
    ]


def test_a_reload_without_a_server_loses_nothing(scene, room, page):
    server, engine = scene
    page.goto(sheet_url(room, "opinions"))
    page.locator("[data-field=overall]").fill("第一句。")
    expect(status(page)).to_contain_text("已保存")
    server.kill()
    page.locator("[data-field=overall]").fill("第一句。第二句，服务器已经不在。")
    expect(status(page)).to_contain_text("已存在本机（1 处）")
    server.start_again()
    page.reload()
    expect(page.locator("[data-field=overall]")).to_have_value("第一句。第二句，服务器已经不在。")
    expect(status(page)).to_contain_text("已保存")
    wait_for_drafts(page, 0)
    assert document(engine, room).at("opinions") == {"overall": "第一句。第二句，服务器已经不在。"}
    assert len(changes(engine, room)) == 2


def test_what_was_typed_before_the_script_came_is_saved(scene, room, page):
    held = []
    page.route(
        "**/js/sheet.js", lambda route: held.append(route)
    )  # the page is there, its script is still on its way
    page.goto(sheet_url(room, "opinions"), wait_until="commit")
    page.locator("[data-field=overall]").fill("脚本到来之前写下的意见")
    while not held:
        page.wait_for_timeout(20)  # lets the held request reach the list
    held.pop().continue_()
    expect(status(page)).to_contain_text("已保存")
    assert changes(scene[1], room) == [("opinion:overall", "脚本到来之前写下的意见")]


def test_an_answer_that_was_lost_is_not_saved_twice(scene, room, page):
    lost = {"left": 1}

    def lose(route):
        if not lost["left"]:
            return route.continue_()
        lost["left"] -= 1
        route.fetch()  # the server saves it, the phone never hears of it
        return route.abort()

    page.route("**/changes", lose)
    choose(page, "after_impact", "较小", 35)
    expect(status(page)).to_contain_text("已保存")
    assert changes(scene[1], room) == [("after_impact", "35")]


def test_an_ended_session_keeps_the_text_until_the_same_person_is_back(scene, room, page):
    engine = scene[1]
    end_sessions(engine, room)
    page.locator("[data-part]:not([hidden]) textarea").fill("会话结束时正在写")
    expect(status(page)).to_contain_text("登录已结束，内容已存在本机（1 处）")
    assert changes(engine, room) == []
    page.get_by_role("link", name="重新登录").click()
    sign_in(page, room)
    expect(page.locator("[data-part]:not([hidden]) textarea")).to_have_value("会话结束时正在写")
    expect(status(page)).to_contain_text("已保存")
    assert changes(engine, room) == [("comment", "会话结束时正在写")]


def end_sessions(engine: sa.Engine, room: ReviewRoom) -> None:
    with engine.begin() as connection:
        mine = Account.id == room.chairs[0].account.id
        connection.execute(
            sa.update(Account).where(mine).values(session_epoch=Account.session_epoch + 1)
        )


def test_another_device_is_asked_before_it_overwrites(scene, room, page, open_page):
    other = open_page(base_url=scene[0].url, **PHONE)
    sign_in(other, room)
    other.goto(sheet_url(room))
    choose(page, "before_impact", "中等", 60)
    expect(status(page)).to_contain_text("已保存")
    choose(other, "before_impact", "较大", 80)
    note = other.get_by_role("alert")
    expect(note).to_contain_text("另一处已改为“60%”")
    note.get_by_role("button", name="用那边的").click()
    expect(
        other.locator("[data-part]:not([hidden]) [data-field=before_impact] [data-number]")
    ).to_have_value("60")
    wait_until(lambda: changes(scene[1], room) == [("before_impact", "60")])
    assert 6000 in [row.get("before_impact") for row in document(scene[1], room).factors.values()]


def wait_until(holds) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
