"""The sheet's outbox in a real browser, against a small server that keeps what it is told once."""

import threading
from http.server import ThreadingHTTPServer

import pytest

from tests.browser.drafts import wait_for_drafts
from tests.support.chromium import PATIENCE
from tests.support.sheet_server import Handler, Store

playwright = pytest.importorskip("playwright.sync_api")


@pytest.fixture(name="store")
def _store():
    return Store()


@pytest.fixture(name="address")
def _address(store):
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("StoreHandler", (Handler,), {"store": store})
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(name="context")
def _context(chromium):
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture(name="page")
def _page(context, address):
    page = context.new_page()
    page.goto(address)
    return page


def expect_status(page, text):
    playwright.expect(page.get_by_role("status")).to_contain_text(text)


def choose(page, band, percent):
    page.get_by_role("button", name=band).click()
    page.get_by_role("button", name=f"{percent}%", exact=True).click()


def drafts(page):
    return page.evaluate("Object.keys(localStorage).length")


def test_a_change_is_saved_and_told_with_its_time(page, store):
    choose(page, "较高", 70)
    page.locator("textarea").fill("单价低约一成")
    expect_status(page, "已保存 10:32")
    wait_for_drafts(page, 0)
    assert store.values[("3", "before_probability")] == "70"
    assert store.values[("3", "comment")] == "单价低约一成"
    playwright.expect(page.locator("[data-progress-text]")).to_have_text("已填 1 / 1 个因素")


@pytest.mark.parametrize(
    ("typed", "kept"), [("7.5", "7.5"), ("０７２．５０％", "72.5"), ("100", "100"), ("0", "0")]
)
def test_a_typed_percent_is_saved_exactly(page, store, typed, kept):
    page.locator("[data-number]").fill(typed)
    page.locator("[data-number]").blur()
    expect_status(page, "已保存")
    assert store.applied[-1] == ("3", "before_probability", kept)


def test_plus_and_minus_move_by_one_and_show_the_word(page, store):
    choose(page, "较低", 40)
    page.get_by_role("button", name="＋").click()
    playwright.expect(page.locator("[data-word]")).to_have_text("中等")
    expect_status(page, "已保存")
    wait_for_drafts(page, 0)
    assert store.values[("3", "before_probability")] == "41"


def test_opening_a_band_saves_nothing_and_what_is_no_percent_is_explained(page, store):
    page.get_by_role("button", name="较高").click()
    page.locator("[data-number]").fill("120")
    page.locator("[data-number]").blur()
    playwright.expect(page.get_by_role("alert")).to_contain_text("0 至 100")
    assert store.applied == []


def test_offline_changes_survive_a_reload_and_are_applied_exactly_once(context, page, store):
    context.set_offline(True)
    choose(page, "很高", 90)
    page.locator("textarea").fill("一")
    page.locator("textarea").fill("第二稿")
    expect_status(page, "未联网，已存在本机（2 处）")
    store.status = 503  # the network is back, the server is not
    context.set_offline(False)
    page.reload()
    playwright.expect(page.locator("textarea")).to_have_value("第二稿")
    playwright.expect(page.locator("[data-number]")).to_have_value("90")
    expect_status(page, "稍后再送（2 处）")
    store.status = 200
    expect_status(page, "已保存")
    assert drafts(page) == 0
    page.reload()
    expect_status(page, "改动会自动保存")
    assert sorted(store.applied) == [
        ("3", "before_probability", "90"),
        ("3", "comment", "第二稿"),
    ]


def test_an_operation_whose_answer_was_lost_is_not_applied_twice(page, store):
    lost = {"left": 1}

    def lose(route):
        if lost["left"]:
            lost["left"] -= 1
            route.fetch()  # the server applies it, the browser never hears of it
            route.abort()
        else:
            route.continue_()

    page.route("**/save", lose)
    choose(page, "较低", 30)
    expect_status(page, "已保存")
    assert store.applied == [("3", "before_probability", "30")]


def test_an_ended_session_keeps_the_text_and_hides_it_from_another_account(page, store, address):
    store.status = 401
    page.locator("textarea").fill("很长的理由")
    expect_status(page, "登录已结束，内容已存在本机（1 处）。")
    playwright.expect(page.get_by_role("link", name="重新登录")).to_have_attribute(
        "href", "/sign-in"
    )
    store.status, store.account = 200, "8"
    page.goto(address)
    expect_status(page, "改动会自动保存")
    playwright.expect(page.locator("textarea")).to_have_value("")
    assert store.applied == []
    store.account = "7"
    page.goto(address)
    expect_status(page, "已保存")
    assert store.applied == [("3", "comment", "很长的理由")]


def test_signing_out_clears_the_drafts_of_that_account_only(page, store, address):
    store.status = 401
    page.locator("textarea").fill("草稿")
    expect_status(page, "登录已结束")
    others = "riskassess:draft:8:41:3:comment"
    page.evaluate("name => localStorage.setItem(name, '[]')", others)
    page.goto(f"{address}signed-out")
    wait_for_drafts(page, 1)
    assert page.evaluate("Object.keys(localStorage)") == [others]


def test_a_refused_value_is_explained_beside_its_field_and_stays(page, store):
    page.locator("textarea").fill("坏")
    playwright.expect(page.get_by_role("alert")).to_contain_text("理由太短。")
    expect_status(page, "有 1 处没有存上")
    page.reload()
    playwright.expect(page.locator("textarea")).to_have_value("坏")
    playwright.expect(page.get_by_role("alert")).to_contain_text("请写明依据。")
    page.locator("textarea").fill("写明依据")
    expect_status(page, "已保存")
    assert page.get_by_role("alert").count() == 0
    assert store.values[("3", "comment")] == "写明依据"


def test_two_tabs_share_what_does_not_clash(context, page, store, address):
    other = context.new_page()
    other.goto(address)
    choose(other, "中等", 50)
    page.locator("textarea").fill("甲页的理由")
    expect_status(page, "已保存")
    playwright.expect(other.locator("textarea")).to_have_value("甲页的理由")
    playwright.expect(page.locator("[data-number]")).to_have_value("50")
    assert len(store.applied) == 2


@pytest.mark.parametrize(("choice", "kept"), [("用我填的", "这里写的"), ("用那边的", "手机上写的")])
def test_a_clash_with_another_device_is_a_choice(page, store, choice, kept):
    store.values[("3", "comment")] = "手机上写的"
    page.locator("textarea").fill("这里写的")
    playwright.expect(page.get_by_role("alert")).to_contain_text("手机上写的")
    page.get_by_role("button", name=choice).click()
    playwright.expect(page.locator("textarea")).to_have_value(kept)
    wait_for_drafts(page, 0)
    assert store.values[("3", "comment")] == kept


def test_a_submitted_sheet_takes_nothing_more(page, store):
    store.status = 409
    choose(page, "很低", 10)
    expect_status(page, "评分表已提交，不再接受修改。")
    playwright.expect(page.locator("[data-number]")).not_to_be_editable()


def test_leaving_at_once_still_reaches_the_server(page, store, address):
    page.locator("textarea").fill("刚写完就离开")
    page.goto(f"{address}signed-out")
    for _ in range(600):
        if store.applied:
            break
        page.wait_for_timeout(50)
    assert store.applied == [("3", "comment", "刚写完就离开")]
