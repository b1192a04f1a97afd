"""The sheet's outbox in a real browser, against a small server that keeps what it is told once."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")

STATIC = Path(__file__).resolve().parents[2] / "static"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
TEXTS = {
    "saving": "正在保存",
    "saved": "已保存 {time}",
    "idle": "改动会自动保存",
    "offline": "未联网，已存在本机（{n} 处）",
    "offline-empty": "未联网",
    "retrying": "稍后再送（{n} 处）",
    "signed-out": "登录已结束，内容已存在本机（{n} 处）。",
    "sign-in": "重新登录",
    "frozen": "评分表已提交，不再接受修改。",
    "stale": "页面已过期。",
    "reload": "重新载入",
    "rejected": "有 {n} 处没有存上",
    "conflict": "另一处已改为“{value}”。用哪一个？",
    "mine": "用我填的",
    "theirs": "用那边的",
    "empty": "（空）",
    "progress": "已填 {done} / {all} 个因素",
    "percent-wrong": "请填 0 至 100 之间的数。",
}


class Store:
    """What the server knows: values, the operations it has seen, and how it is told to behave."""

    def __init__(self):
        self.lock = threading.Lock()
        self.values = {}
        self.applied = []
        self.seen = set()
        self.status = 200
        self.account = "7"

    def take(self, op):
        place = (op["factor"], op["field"])
        if op["op"] in self.seen:
            return "saved", {"op": op["op"], "at": "2026-11-21T02:32:00Z"}
        if op["value"] == "坏":
            return "rejected", {"op": op["op"], "what": "理由太短。", "mend": "请写明依据。"}
        if self.values.get(place) not in (op["base"], op["value"]):
            return "conflicts", {"op": op["op"], "current": self.values[place]}
        self.seen.add(op["op"])
        self.applied.append((*place, op["value"]))
        self.values[place] = op["value"]
        return "saved", {"op": op["op"], "at": "2026-11-21T02:32:00Z"}

    def reply(self, ops):
        answer = {"saved": [], "rejected": [], "conflicts": []}
        with self.lock:
            for op in ops:
                kind, item = self.take(op)
                answer[kind].append(item)
        return answer


def page_of(store):
    """The smallest sheet: one factor, five levels with percent, one text."""
    level = store.values.get(("3", "before_probability"))
    radios = "".join(
        f'<label><input type="radio" name="p" value="{value}"'
        f"{' checked' if value == level else ''}><span>{value}</span></label>"
        for value in ("0.1", "0.3", "0.5", "0.7", "0.9", "percent")
    )
    texts = " ".join(f'data-{name}="{text}"' for name, text in TEXTS.items())
    return f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>评分表</title>
<meta name="csrf-token" content="token"><meta name="account" content="{store.account}">
<link rel="stylesheet" href="/static/sheet.css">
<script type="module" src="/static/js/sheet.js"></script></head><body><main>
<form data-sheet="41" data-save-url="/save" data-sign-in-url="/sign-in">
<section class="factor" id="f3" data-factor="3" tabindex="-1">
<fieldset data-field="before_probability">{radios}<input data-percent></fieldset>
<textarea data-field="comment">{store.values.get(("3", "comment"), "")}</textarea></section>
<p role="status" {texts}>改动会自动保存</p><p data-progress-text></p></form></main></body></html>"""


class Handler(BaseHTTPRequestHandler):
    """Serves the page and the static files, and answers what the store says."""

    store = None

    def do_GET(self):
        path = STATIC / self.path.removeprefix("/static/")
        if self.path.startswith("/static/") and path.is_file():
            return self.answer(200, path.read_bytes(), KINDS[path.suffix])
        if self.path == "/signed-out":
            text = '<meta name="signed-out-account" content="7">'
            text += '<script type="module" src="/static/js/clear.js"></script>'
            return self.answer(200, text.encode(), "text/html")
        if self.path != "/":
            return self.answer(404, b"", "text/plain")
        return self.answer(200, page_of(self.store).encode(), "text/html; charset=utf-8")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["X-CSRFToken"] == "token"
        if self.store.status == 200:
            return self.json(200, self.store.reply(body["ops"]))
        return self.json(self.store.status, {"frozen": True} if self.store.status == 409 else {})

    def json(self, status, body):
        self.answer(status, json.dumps(body).encode(), "application/json")

    def answer(self, status, body, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


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


@pytest.fixture(scope="module", name="browser")
def _browser():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(name="context")
def _context(browser):
    context = browser.new_context()
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture(name="page")
def _page(context, address):
    page = context.new_page()
    page.goto(address)
    return page


def expect_status(page, text):
    playwright.expect(page.get_by_role("status")).to_contain_text(text)


def level(page, value):
    page.locator(f"input[type=radio][value='{value}']").check(force=True)


def drafts(page):
    return page.evaluate("Object.keys(localStorage).length")


def test_a_change_is_saved_and_told_with_its_time(page, store):
    level(page, "0.7")
    page.locator("textarea").fill("单价低约一成")
    expect_status(page, "已保存 10:32")
    page.wait_for_function("Object.keys(localStorage).length === 0")
    assert store.values[("3", "before_probability")] == "0.7"
    assert store.values[("3", "comment")] == "单价低约一成"
    playwright.expect(page.locator("[data-progress-text]")).to_have_text("已填 1 / 1 个因素")


def test_percent_is_saved_as_an_exact_share(page, store):
    page.locator("[data-percent]").fill("7.5")
    expect_status(page, "已保存")
    assert store.applied[-1] == ("3", "before_probability", "0.075")


def test_offline_changes_survive_a_reload_and_are_applied_exactly_once(context, page, store):
    context.set_offline(True)
    level(page, "0.9")
    page.locator("textarea").fill("一")
    page.locator("textarea").fill("第二稿")
    expect_status(page, "未联网，已存在本机（2 处）")
    context.set_offline(False)
    store.status = 503  # the network is back, the server is not
    page.reload()
    playwright.expect(page.locator("textarea")).to_have_value("第二稿")
    assert page.locator("input[value='0.9']").is_checked()
    expect_status(page, "稍后再送（2 处）")
    store.status = 200
    expect_status(page, "已保存")
    assert drafts(page) == 0
    page.reload()
    expect_status(page, "改动会自动保存")
    assert sorted(store.applied) == [
        ("3", "before_probability", "0.9"),
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
    level(page, "0.3")
    expect_status(page, "已保存")
    assert store.applied == [("3", "before_probability", "0.3")]


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
    page.evaluate("localStorage.setItem('riskassess:draft:8:41:3:comment', '[]')")
    page.goto(f"{address}signed-out")
    page.wait_for_function("Object.keys(localStorage).length === 1")


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
    level(other, "0.5")
    page.locator("textarea").fill("甲页的理由")
    expect_status(page, "已保存")
    playwright.expect(other.locator("textarea")).to_have_value("甲页的理由")
    playwright.expect(page.locator("input[value='0.5']")).to_be_checked()
    assert len(store.applied) == 2


@pytest.mark.parametrize(("choice", "kept"), [("用我填的", "这里写的"), ("用那边的", "手机上写的")])
def test_a_clash_with_another_device_is_a_choice(page, store, choice, kept):
    store.values[("3", "comment")] = "手机上写的"
    page.locator("textarea").fill("这里写的")
    playwright.expect(page.get_by_role("alert")).to_contain_text("手机上写的")
    page.get_by_role("button", name=choice).click()
    playwright.expect(page.locator("textarea")).to_have_value(kept)
    page.wait_for_function("Object.keys(localStorage).length === 0")
    assert store.values[("3", "comment")] == kept


def test_a_submitted_sheet_takes_nothing_more(page, store):
    store.status = 409
    level(page, "0.1")
    expect_status(page, "评分表已提交，不再接受修改。")
    assert page.locator("[data-percent]").is_disabled()


def test_leaving_at_once_still_reaches_the_server(page, store, address):
    page.locator("textarea").fill("刚写完就离开")
    page.goto(f"{address}signed-out")
    for _ in range(40):
        if store.applied:
            break
        page.wait_for_timeout(50)
    assert store.applied == [("3", "comment", "刚写完就离开")]
