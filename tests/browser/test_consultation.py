"""A consultation of three rounds that stops by the rule: feedback, own position, discussion."""

import re

import pytest
from playwright.sync_api import Page, expect

from models.engine import make_session
from riskassess.queries.assessments import newest_round
from tests import factories
from tests.services.test_feedback import open_next
from tests.support.consultation_room import hand_in_all, told_room

pytestmark = pytest.mark.browser
ROUND_2, ROUND_3 = ("10", "70", "90"), ("68", "70", "72")


@pytest.fixture(name="room")
def _room(scene):
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        room = told_room(session)
        rows = [row for chair in room.chairs for row in (chair.member, chair.account)]
        for row in (room.assessment, room.review, room.round, *room.factors, *rows):
            session.refresh(row)  # what is read after the session is over
        return room


def acted(scene, act, *given):
    """Let somebody act through the services while browsers look on."""
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        return act(session, *given)


def enter(scene, room, open_page, chair: int, **values) -> Page:
    page = open_page(base_url=scene[0].url, **values)
    page.goto("/sign-in")
    page.locator("[name=login]").fill(room.chairs[chair].account.login)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def own_x(page: Page) -> float:
    """Return where the own diamond stands on the first line of a share."""
    chart = page.locator("#factor-B03 [data-figure='措施前 · 影响程度'] svg path")
    return float(re.match(r"M([\d.]+),", chart.get_attribute("d"))[1])


def test_three_rounds_end_by_the_rule(scene, room, open_page):
    first = enter(scene, room, open_page, 0, width=390)
    third = enter(scene, room, open_page, 2)
    places = []
    for page, own in ((first, "10%，低于中间一半"), (third, "90%，高于中间一半")):
        page.locator(".todo li", has_text="匿名反馈").get_by_role("link").click()
        expect(page.get_by_role("heading", name="第 1 轮反馈")).to_be_visible()
        card = page.locator("#factor-B03 [data-figure='措施前 · 影响程度']")
        expect(card).to_contain_text(own)
        expect(card).to_contain_text("仍有分歧")
        places.append(own_x(page))
    assert places[0] < places[1]
    talk(first, third)
    acted(scene, open_next, room)
    first.goto(f"/expert/reviews/{room.chairs[0].member.id}/sheet/{room.factors[0].id}")
    first.locator("section.factor:not([hidden])").get_by_role("link", name="上一轮反馈").click()
    expect(first).to_have_url(re.compile(r"/feedback/1#factor-B03$"))
    acted(scene, hand_in_all, room, ROUND_2)
    feedback(first, room, 2)
    expect(first.locator("#main")).to_contain_text("还没有达到手册规定的停止条件")
    acted(scene, open_next, room)
    acted(scene, hand_in_all, room, ROUND_3)
    feedback(first, room, 3)
    expect(first.locator("#main")).to_contain_text("已达到，可以结束评分轮次")
    expect(first.locator("#main")).to_contain_text("各项的变异系数都不大于 0.25")
    expect(first.locator("#factor-B03")).to_contain_text("与上一轮相同")
    with make_session(scene[1], may_write=False) as session:
        assert newest_round(session, room.review.id).number == 3


def feedback(page: Page, room, number: int) -> None:
    page.goto(f"/expert/reviews/{room.chairs[0].member.id}/feedback")
    expect(page.get_by_role("heading", name=f"第 {number} 轮反馈")).to_be_visible()


def talk(first: Page, third: Page) -> None:
    """Speak, lose the page while typing, come back, and be read by the other."""
    said = "第二批方案刚公布，建议核对信访件数。"
    for page in (first, third):
        page.locator("#factor-B03").get_by_role("link", name="匿名讨论").click()
    first.get_by_label("您的看法").fill(said)
    first.reload()
    expect(first.get_by_label("您的看法")).to_have_value(said)
    first.get_by_role("button", name="发表").click()
    expect(first.locator(".post.is-own")).to_contain_text(said)
    expect(first.get_by_label("您的看法")).to_have_value("")
    third.reload()
    expect(third.locator(".post")).to_contain_text(said)
    expect(third.locator(".post")).to_contain_text(
        re.compile("专家[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥]")
    )
