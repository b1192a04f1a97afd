"""A small server that shows one sheet and keeps what it is told once, for tests of its scripts."""

import json
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
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
    """The smallest sheet: one factor, one percent with its bands, one text."""
    share = store.values.get(("3", "before_probability")) or ""
    bands = "".join(
        f'<button type="button" data-low="{low}" data-high="{low + 20}" data-level="{word}">'
        f"{word}</button>"
        for low, word in zip(
            range(0, 100, 20), ("很低", "较低", "中等", "较高", "很高"), strict=True
        )
    )
    texts = " ".join(f'data-{name}="{text}"' for name, text in TEXTS.items())
    return f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>评分表</title>
<meta name="csrf-token" content="token"><meta name="account" content="{store.account}">
<link rel="stylesheet" href="/static/sheet.css">
<script type="module" src="/static/js/sheet.js"></script></head><body><main>
<form data-sheet="41" data-save-url="/save" data-sign-in-url="/sign-in">
<section data-part="3" data-factor="3" tabindex="-1">
<div data-field="before_probability" data-kind="probability" data-required><b data-word></b>
<span class="number-own"><input data-number value="{share}"></span></div>
<textarea data-field="comment">{store.values.get(("3", "comment"), "")}</textarea></section>
<p role="status" {texts}>改动会自动保存</p><p data-progress-text></p>
<template data-bands="probability"><div class="bands">{bands}</div>
<div data-steps hidden></div></template>
<template data-nudges><button type="button" data-nudge="-1">−</button>
<button type="button" data-nudge="1">＋</button></template></form></main></body></html>"""


class Handler(BaseHTTPRequestHandler):
    """Serves the page and the static files, and answers what the store says."""

    store = None

    def do_GET(self):
        path = STATIC / self.path.removeprefix("/static/")
        if self.path.startswith("/static/") and path.is_file():
            return self.answer(200, path.read_bytes(), KINDS[path.suffix])
        if self.path == "/signed-out":
            text = '<p data-clear-drafts="7"></p>'
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
