"""Levels and points in a browser: by keyboard, without the line, wrong ones told and not saved."""

import pytest
from playwright.sync_api import Page, expect

from models.engine import make_session
from tests import factories
from tests.support.kind_rooms import kind_room
from tests.support.review_room import ReviewRoom
from tests.support.sheets import ServedSheets

pytestmark = pytest.mark.browser


@pytest.fixture(name="enter")
def _enter(scene, open_page):
    """Return a maker of rooms under a manual, with the page of its expert at a screen."""

    def call(manual_id: str, screen: str = "", **values) -> tuple[Page, ReviewRoom]:
        server, engine = scene
        with make_session(engine, may_write=True) as session, factories.writing_with(session):
            room = kind_room(session, manual_id, experts=1, **values)
            login, member = room.chairs[0].account.login, room.chairs[0].member.id
            part = screen or room.factors[0].id
        page = open_page(base_url=server.url, width=360, height=780)
        page.goto("/sign-in")
        page.locator("[name=login]").fill(login)
        page.locator("[name=password]").fill(factories.PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        page.goto(f"/expert/reviews/{member}/sheet/{part}")
        return page, room

    return call


def status(page: Page):
    return page.locator(".save-status")


def served(scene, room):
    """Return what the server keeps of the room's office."""
    return ServedSheets(scene[1], room.review.office_id)


def given(scene, room, field):
    """Return what every sheet says in a field, at any place."""
    documents = served(scene, room).documents()
    return [document.get(place, field) for document in documents for place in document.places()]


def test_a_level_is_chosen_by_keyboard_and_explained(scene, enter):
    page, room = enter("cn-levels")
    place = page.locator("[data-part]:not([hidden]) [data-field=before_impact]")
    place.locator("[type=radio][value='1']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(place.locator("[type=radio][value='3']")).to_be_checked()
    expect(place.get_by_text("影响波及区县")).to_be_visible()
    expect(place.get_by_text("影响波及全市")).to_be_hidden()
    expect(status(page)).to_contain_text("已保存")
    assert 6000 in given(scene, room, "before_impact")
    page.reload()
    expect(place.locator("[type=radio][value='3']")).to_be_checked()


def test_touch_targets_are_large_and_nothing_runs_over_the_edge(enter):
    for manual_id, screen in (("cn-levels", ""), ("js-4013", "test-reasonableness")):
        page, _room = enter(manual_id, screen)
        sizes = page.evaluate(
            "[...document.querySelectorAll('[data-part]:not([hidden]) .levels label')]"
            ".map((each) => each.getBoundingClientRect()).map((box) => [box.width, box.height])"
        )
        assert len(sizes) > 9
        assert min(width for width, _height in sizes) >= 44
        assert min(height for _width, height in sizes) >= 44
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(over) == 0


def test_points_above_the_maximum_are_told_and_not_saved(scene, enter):
    page, room = enter("js-4013", "test-controllability")
    field = page.locator("[name='item:N.before_points']")
    field.fill("36")
    field.press("Tab")
    expect(page.locator("[data-note]")).to_contain_text("请填 0 至 35 之间的数")
    expect(status(page)).to_contain_text("没有存上")
    field.fill("０12．50")
    field.press("Tab")
    expect(page.locator("[data-note]")).to_have_count(0)
    expect(status(page)).to_contain_text("已保存")
    assert 125_000 in given(scene, room, "before_points")
    changes = served(scene, room).changes()
    assert ("N", "before_points", "12.5") in changes
    assert "36" not in {after for _place, _field, after in changes}


def test_points_chosen_without_the_line_are_sent_later_and_counted(scene, enter):
    page, room = enter("js-4013", "test-legality")
    expect(page.locator("[data-progress-text]")).to_have_text("已填 0 / 20 项")
    page.context.set_offline(True)
    for field in ("before_points", "after_points"):
        page.locator(f"label:has([name='item:C.{field}'][value='2'])").click()
    expect(status(page)).to_contain_text("未联网，已存在本机（2 处）")
    expect(page.locator("[data-progress-text]")).to_have_text("已填 1 / 20 项")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("已保存")
    documents = served(scene, room).documents()
    points = {"before_points": 20_000, "after_points": 20_000}
    assert points in [document.at("item:C") for document in documents]
