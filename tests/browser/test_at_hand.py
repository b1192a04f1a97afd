"""Documents at the expert's hand, the sheet as a table, two tabs: in a browser, to the database."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from models import Document
from models.engine import make_session
from riskassess.adapters.storage import FileStore
from tests import factories
from tests.browser.drafts import wait_for_drafts
from tests.browser.test_lost_connection import changes, document, sign_in, status
from tests.support.review_room import ReviewRoom, make_room

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
# The smallest JPEG that a browser shows: one grey point.
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "08" * 64 + "ffc0000b08000100010101"
    "1100ffc4001400010000000000000000000000000000000affc40014100100000000000000000000000000000000"
    "ffda0008010100003f0037ffd9"
)
SMALL_TARGETS = """[...document.querySelectorAll(
  ".sheet button, .sheet-bar a, .factor-steps a, [data-cite], .sheet input.form-control"
)].filter((e) => e.offsetParent && e.tabIndex >= 0)
  .filter((e) => e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)"""
SLOW_HANDS = """const early = window.setTimeout;
window.setTimeout = (act, wait, ...more) =>
  early(act, wait > 300 && wait <= 400 ? 20000 : wait, ...more);
"""


@pytest.fixture(name="room")
def _room(scene) -> ReviewRoom:
    with make_session(scene[1], may_write=True) as session, factories.writing_with(session):
        room = make_room(session, experts=1)
        room.review.pool_manual_version_id = factories.pool_manual().id
        factories.save(room.review)
        paper: Document = factories.document(room.assessment, "D05", title="立项批复")
        store = FileStore(Path(str(scene[1].url.database)).parent / "files")
        for page in range(1, 4):
            store.put_page(paper.digest, page, JPEG)
        return room


@pytest.fixture(name="opened")
def _opened(scene, room, open_page):
    """Return a maker of signed-in pages at a place of the sheet."""

    def call(path: str = "", **size: object) -> Page:
        page = open_page(base_url=scene[0].url, **(size or {"width": 1440, "height": 900}))
        sign_in(page, room)
        page.goto(url_of(room, path or f"/{room.factors[0].id}"))
        return page

    return call


def url_of(room: ReviewRoom, path: str) -> str:
    return f"/expert/reviews/{room.chairs[0].member.id}/sheet{path}"


def shown(page: Page, selector: str):
    return page.locator(f"[data-part]:not([hidden]) {selector}")


def test_on_a_phone_the_documents_are_one_touch_away_and_nothing_is_lost(scene, room, opened):
    page = opened(**PHONE)
    reason = shown(page, "textarea")
    page.context.set_offline(True)  # nothing is saved yet
    reason.fill("见，群众有意见")
    reason.evaluate("area => area.setSelectionRange(1, 1)")
    page.locator("[data-documents-open]").tap()
    page.get_by_text("D05 立项批复").tap()
    page.locator("[data-cite='〔D05 第2页〕']").tap()
    expect(page.locator("[data-cite-said]")).to_contain_text("已放入“理由”：〔D05 第2页〕")
    page.get_by_role("button", name="回到填写").tap()
    expect(page.locator("[data-documents]")).to_be_hidden()
    expect(reason).to_be_focused()
    expect(reason).to_have_value("见〔D05 第2页〕，群众有意见")
    assert reason.evaluate("area => area.selectionStart") == len("见〔D05 第2页〕")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("已保存")
    assert ("comment", "见〔D05 第2页〕，群众有意见") in changes(scene[1], room)
    assert page.evaluate(SMALL_TARGETS) == []


def test_a_citation_leads_from_the_own_sheet_to_its_page(room, opened):
    page = opened()
    page.locator(".beside").get_by_text("D05 立项批复").click()
    page.locator("[data-cite='〔D05 第3页〕']").click()
    expect(shown(page, "textarea")).to_be_focused()
    expect(status(page)).to_contain_text("已保存")
    page.goto(url_of(room, ""))
    page.get_by_role("link", name="〔D05 第3页〕").click()
    expect(page.locator("#page-3")).to_be_in_viewport()
    page.locator("#page-3").get_by_role("button", name="引用这一页").click()
    expect(page.locator("[data-cite-said]")).to_contain_text("〔D05 第3页〕")
    page.get_by_role("link", name="回到评分表").click()
    expect(page).to_have_url(re.compile("/sheet$"))


def test_the_table_is_filled_by_keys_and_joins_the_other_tab(scene, room, opened):
    page = opened("-table?way=table")
    first, second = (factor.id for factor in room.factors[:2])
    page.locator(f"[name='{first}.before_probability']").focus()
    for keys in ("7", "0", "Enter", "4", "5", "ArrowUp", "ArrowRight", "3", "0", "ArrowDown"):
        page.keyboard.press(keys)
    expect(page.locator(f"[name='{second}.before_impact']")).to_be_focused()
    expect(status(page)).to_contain_text("已保存")
    other = page.context.new_page()
    other.goto(url_of(room, f"/{second}"))
    field = shown(other, "[data-field=before_probability] [data-number]")
    expect(field).to_have_value("45")
    field.fill("55")
    field.press("Tab")
    expect(page.locator(f"[name='{second}.before_probability']")).to_have_value("55")
    page.get_by_label("落实措施后", exact=True).check()
    page.locator(f"[name='{second}.after_impact']").fill("20")
    expect(shown(other, "[data-field=after_impact] [data-number]")).to_have_value("20")
    expect(status(page)).to_contain_text("已保存")
    wait_for_drafts(page, 0)
    assert document(scene[1], room).at(str(second)) == {
        "before_probability": 5500, "after_impact": 2000,
    }  # fmt: skip


def test_two_tabs_join_the_lines_of_a_list_and_ask_where_both_write(scene, room, opened):
    page = opened("/opinions")
    other = page.context.new_page()
    other.add_init_script(SLOW_HANDS)  # the other tab is still being written in
    other.goto(url_of(room, "/opinions"))
    page.get_by_role("button", name="添加一条").click()
    text, twin = (shown(tab, "[data-line] textarea") for tab in (page, other))
    text.fill("补充问卷样本。")
    expect(twin).to_have_value("补充问卷样本。")  # a line that was made in the one is in both
    expect(status(page)).to_contain_text("已保存")
    twin.fill("补充问卷样本和走访记录。")
    text.fill("补充问卷样本，说明抽样办法。")
    asked = other.get_by_role("alert")
    expect(asked).to_contain_text("另一处已改为“补充问卷样本，说明抽样办法。”")
    asked.get_by_role("button", name="用我填的").click()
    expect(text).to_have_value("补充问卷样本和走访记录。")
    wait_for_drafts(page, 0)
    (place,) = document(scene[1], room).places("must_fix:")
    assert document(scene[1], room).at(place) == {"text": "补充问卷样本和走访记录。"}
