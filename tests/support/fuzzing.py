"""Requests that nobody would send: odd addresses, values, bodies and tokens, from one seed."""

import io
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from tests.web.filled_forms import Filled
from tests.web.record_addresses import WORDS, table_of
from tests.web.routes import ASSETS, NOT_OF_AN_OFFICE

METHODS = ("GET", "POST", "POST", "GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")
NUMBERS = ("0", "-1", "2147483647", "2147483648", "9" * 30, "1.5", "abc", "１", "%00", "..", "1%0a")
TEXTS = (
    "", " ", "0", "-1", "1e309", "NaN", "Infinity", "٣", "½", "9" * 400, "0.00000000001", "true",
    "on", "null", "[]", "{}", "\x00", "a\x00b", "\r\nSet-Cookie: a=b", "<script>alert(1)</script>",
    "</textarea><b>", "{{ 7*7 }}", "${7*7}", "%s%n", "=cmd|'/C calc'!A0", "@SUM(1+1)", "+1", "-1+1",
    "'; DROP TABLE account; --", "' OR '1'='1", "../../etc/passwd", "𫓧家湾", "e\u0301", "\u202e反",
    "\ufeff", "\ud7ff\ue000", "🏞️" * 20, "字" * 5000, "x" * 70_000, "2026-02-30", "2026-03-09",
    "9999-12-31", "10000-01-01", "0001-01-01", "2026-03-02T25:61", "12:00", "http://[::1", "//a.b",
    "a@b", "javascript:alert(1)", "E1", "unknown", "yes", "submitted", "high", "1", "2", "3,5",
)  # fmt: skip
NAMES = ("q", "page", "state", "sort", "next", "from", "to", "code", "id", "lang", "locale", "a[]")
FILES = (
    b"", b"%PDF-1.7", b"%PDF-1.7 no end", b"PK\x03\x04broken", b"\x89PNG\r\n\x1a\n", b"<html>",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff" * 3000, "项目,值\n".encode(), b"[]", b"a: [",
)  # fmt: skip
FILE_NAMES = (
    "a.pdf",
    "a.xlsx",
    "a.docx",
    "a.yaml",
    "",
    "../../a.pdf",
    "字" * 300 + ".pdf",
    "a\x00.png",
)
KINDS = ("text/plain", "application/json", "multipart/form-data", "application/xml", "x", "")


@dataclass
class Visitor:
    """Somebody who sends: token of the forms, what pages offered, which routes were asked."""

    token: str = ""
    forms: list[Filled] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)


@dataclass
class Fuzz:
    """A maker of requests for one application; the same seed makes the same ones."""

    app: Flask
    ids: dict[str, Sequence[int]]
    seed: int
    dice: random.Random = field(init=False)
    rules: list[Rule] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the seed and the routes in a fixed order."""
        self.dice = random.Random(self.seed)  # noqa: S311 - no secret
        every = [
            rule
            for rule in self.app.url_map.iter_rules()
            if rule.endpoint.partition(".")[0] not in ASSETS
        ]
        self.rules = sorted(every, key=lambda rule: (rule.rule, rule.endpoint))

    def request(self, visitor: Visitor, blueprints: set[str]) -> dict[str, Any]:
        """Return the arguments of `client.open` for one more request."""
        if visitor.forms and self.chance(0.45):
            return self._sent_form(self.dice.choice(visitor.forms), visitor)
        rule = self._rule(visitor, blueprints)
        method = self.dice.choice(METHODS)
        if method in {"GET", "POST"} and method not in (rule.methods or ()):
            method = "POST" if method == "GET" else "GET"
        asked = {"path": self._path(rule), "method": method, "headers": self._headers(visitor)}
        return {**asked, **(self._body(visitor) if method not in {"GET", "HEAD"} else {})}

    def _rule(self, visitor: Visitor, blueprints: set[str]) -> Rule:
        """Choose a route nobody asked as this visitor yet, or one of the visitor's own."""
        new = [rule for rule in self.rules if rule.endpoint not in visitor.asked]
        own = [rule for rule in self.rules if rule.endpoint.partition(".")[0] in blueprints]
        own = new if new and self.chance(0.7) else own
        rule = self.dice.choice(own if self.chance(0.9) else self.rules)
        visitor.asked.add(rule.endpoint)
        return rule

    def chance(self, share: float) -> bool:
        """Say yes in so many cases."""
        return self.dice.random() < share

    def _path(self, rule: Rule) -> str:
        parts = []
        for is_dynamic, text in rule._trace:
            parts.append(self._part(rule, text) if is_dynamic else text)
        path = "".join(parts).partition("|")[2]
        return path + (f"?{self._question()}" if self.chance(0.3) else "")

    def _part(self, rule: Rule, name: str) -> str:
        if not isinstance(rule._converters.get(name), IntegerConverter):
            usual = WORDS.get(name, ("unknown",))
            return quote(self.dice.choice(usual if self.chance(0.7) else TEXTS)[:500], safe="")
        if name in NOT_OF_AN_OFFICE:
            return self.dice.choice(("1", "1", *NUMBERS))
        known = self.ids[table_of(name)]
        return str(self.dice.choice(known)) if self.chance(0.85) else self.dice.choice(NUMBERS)

    def _question(self) -> str:
        pairs = [
            (self.dice.choice(NAMES), self._text()) for _each in range(self.dice.randint(1, 3))
        ]
        return urlencode([(name, value[:2000]) for name, value in pairs], errors="replace")

    def _text(self) -> str:
        return self.dice.choice(TEXTS)

    def _headers(self, visitor: Visitor) -> dict[str, str]:
        headers = {}
        if self.chance(0.5):
            headers["X-CSRFToken"] = visitor.token if self.chance(0.8) else "wrong"
        if self.chance(0.1):
            headers["Accept"] = self.dice.choice(("application/json", "image/*", "*/*", "q=x;;,"))
        if self.chance(0.1):
            headers["Referer"] = self.dice.choice(
                ("http://localhost/office/", "::", "http://[", "/")
            )
        if self.chance(0.05):
            headers["Accept-Language"] = self.dice.choice(("en", "zh", "xx;q=9", ";;"))
        return headers

    def _body(self, visitor: Visitor) -> dict[str, Any]:
        ways = (self._fields, self._fields, self._json, self._bytes, self._broken_multipart)
        return self.dice.choice(ways)(visitor)

    def _fields(self, visitor: Visitor) -> dict[str, Any]:
        names = [*NAMES, "confirmed", "reason", "text", "file", "choice", "passphrase", "value"]
        data: dict[str, Any] = {self.dice.choice(names): self._text() for _each in range(4)}
        data["csrf_token"] = visitor.token if self.chance(0.9) else self._text()
        if self.chance(0.2):
            data["file"] = self._file()
        return {"data": data}

    def _json(self, _visitor: Visitor) -> dict[str, Any]:
        op = {key: self._odd() for key in ("op", "factor", "field", "value", "base", "at")}
        body = self.dice.choice(
            (self._odd(), {"ops": self._odd()}, {"ops": [op, self._odd()]}, [op])
        )
        return {"data": json.dumps(body), "content_type": "application/json"}

    def _odd(self) -> Any:
        return self.dice.choice(
            (None, True, -1, 10**40, 1.5, [], {}, [[]], {"a": {}}, self._text())
        )

    def _bytes(self, _visitor: Visitor) -> dict[str, Any]:
        content = self.dice.choice((b"", b"{", b"\xff\xfe\x00", b"a=%ff&b=%00&%=", b"[" * 5000))
        return {"data": content, "content_type": self.dice.choice(KINDS)}

    def _broken_multipart(self, visitor: Visitor) -> dict[str, Any]:
        head = (
            f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{visitor.token}\r\n'
        )
        cut = '--b\r\nContent-Disposition: form-data; name="file"; filename="'
        tails = ("", "--b", cut, "--b\r\n\r\n", "--b\r\nContent-Type: ::\r\n\r\nx\r\n--b--")
        text = head + self.dice.choice(tails)
        return {"data": text.encode(), "content_type": "multipart/form-data; boundary=b"}

    def _file(self) -> tuple[io.BytesIO, str]:
        return io.BytesIO(self.dice.choice(FILES)), self.dice.choice(FILE_NAMES)

    def _sent_form(self, form: Filled, visitor: Visitor) -> dict[str, Any]:
        """Return a form as a browser sends it, with some of its values odd."""
        data: dict[str, Any] = {}
        for name in {**form.values, **form.choices}:
            usual = form.choices.get(name) or form.values.get(name) or [""]
            is_odd = self.chance(0.3)
            data[name] = self._text() if is_odd else self.dice.choice(usual)
        if "csrf_token" in data:
            data["csrf_token"] = visitor.token if self.chance(0.95) else self._text()
        if form.buttons and self.chance(0.7):
            data.update([self.dice.choice(form.buttons)])
        if self.chance(0.3):
            data["confirmed"] = "yes"
        if form.method == "get":
            asked = urlencode(
                {name: value[:2000] for name, value in data.items()}, errors="replace"
            )
            return {"path": f"{form.action.partition('?')[0]}?{asked}", "method": "GET"}
        return {"path": form.action, "method": "POST", "data": {**data, **self._files(form)}}

    def _files(self, form: Filled) -> dict[str, Any]:
        return {name: self._file() for name in form.files if self.chance(0.8)}
