"""The forms of a page with what a browser would send, and what it could choose instead."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

KINDS_OF_BUTTON = {"submit", "button", "image", "reset"}


@dataclass
class Filled:
    """One form: where it goes, its values as they stand, and the choices of each field."""

    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def note(self, name: str, value: str, *, is_sent: bool) -> None:
        """Take a field in; one that is not ticked or chosen is a choice only."""
        self.choices.setdefault(name, []).append(value)
        if is_sent:
            self.values.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Filled] = []
        self._form: Filled | None = None
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = given.get("method", "get").lower()
            self._form = Filled(method, given.get("action", ""))
            self.found.append(self._form)
        elif self._form is not None:
            {"input": self._input, "button": self._button, "select": self._choose,
             "option": self._option, "textarea": self._text}.get(tag, _pass)(given)  # fmt: skip

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.values[self._area] = [data]

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if self._form is None or not name or kind in KINDS_OF_BUTTON:
            return
        if kind == "file":
            self._form.files.append(name)
            return
        ticks = kind in {"checkbox", "radio"}
        is_sent = "checked" in given if ticks else True
        self._form.note(name, given.get("value", "on" if ticks else ""), is_sent=is_sent)

    def _button(self, given: dict[str, str]) -> None:
        if self._form is not None and given.get("name"):
            self._form.buttons.append((given["name"], given.get("value", "")))

    def _choose(self, given: dict[str, str]) -> None:
        self._select = given.get("name", "")

    def _option(self, given: dict[str, str]) -> None:
        if self._form is not None and self._select:
            chosen = "selected" in given or self._select not in self._form.values
            self._form.note(self._select, given.get("value", ""), is_sent=chosen)

    def _text(self, given: dict[str, str]) -> None:
        self._area = given.get("name", "")
        if self._form is not None and self._area:
            self._form.values[self._area] = [""]


def _pass(_given: dict[str, str]) -> None:
    """Leave an element alone."""


def filled_forms(answer: Any) -> list[Filled]:
    """Return the forms of an answer, none where it is no page."""
    return _Reader(answer.get_data(as_text=True)).found if answer.mimetype == "text/html" else []
