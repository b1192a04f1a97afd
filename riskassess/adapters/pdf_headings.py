"""Headings of a page: marked with a link before conversion, found by it in the PDF afterwards.

The converter knows no contents of its own, but it writes every link with its exact rectangle. So
each h1 and h2 becomes a link to an address that cannot exist; the annotation tells page and height.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pikepdf

from riskassess.adapters.pdf_engine import ResourceBlocked

_LEVELS = {"h1": 1, "h2": 2}
_LOADING = {
    "img": "src", "image": "xlink:href", "iframe": "src", "frame": "src", "script": "src",
    "embed": "src", "object": "data", "source": "src", "link": "href", "use": "xlink:href",
    "body": "background", "base": "href", "input": "src", "audio": "src", "video": "src",
}  # fmt: skip
_STYLE_ADDRESS = re.compile(r"(?:url\(|@import)\s*['\"]?\s*(?!data:|#)([^'\")\s]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A heading of the page: level 1 or 2 and its text."""

    level: int
    text: str


@dataclass(frozen=True)
class Place:
    """Where a heading stands: page of the bare PDF from 0, height in points from the bottom."""

    page: int
    top: float


class _Reader(HTMLParser):
    """Collects headings, where their marker goes, and addresses that a page may not load."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.headings: list[Heading] = []
        self.inserts: list[tuple[int, str]] = []
        self.style: list[str] = []
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._level = 0
        self._words: list[str] = []
        self._in_style = False
        self._marker = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]
        self.prefix = f"http://{self._marker}.heading.invalid/"
        self.feed(text)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        _refuse_address(tag, given)
        self.style.append(given.get("style", ""))
        self._in_style = tag == "style"
        listed = "unlisted" not in given.get("class", "").split()
        if tag in _LEVELS and listed and not self._level:
            self._level, self._words = _LEVELS[tag], []
            link = f'<a class="marker" href="{self.prefix}{len(self.headings)}">'
            self.inserts.append((self._offset() + len(self.get_starttag_text() or ""), link))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        _refuse_address(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False
        if _LEVELS.get(tag) == self._level and self._level:
            self.headings.append(Heading(self._level, " ".join("".join(self._words).split())))
            self.inserts.append((self._offset(), "</a>"))
            self._level = 0

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.style.append(data)
        if self._level:
            self._words.append(data)


def _refuse_address(tag: str, given: dict[str, str]) -> None:
    """Raise ResourceBlocked for anything a page would load from outside itself."""
    for name in {_LOADING.get(tag, ""), "srcset", "href" if tag in ("image", "use") else ""}:
        address = given.get(name, "").strip()
        if address and not address.startswith(("data:", "#")):
            raise ResourceBlocked(address[:200])


@dataclass(frozen=True)
class MarkedPage:
    """A page with its markers; `prefix` is the address all of them share."""

    html: str
    headings: tuple[Heading, ...]
    prefix: str


def mark_headings(html: str) -> MarkedPage:
    """Mark every h1 and h2 without class `unlisted`; ResourceBlocked for foreign addresses."""
    text = html.replace("\r\n", "\n").replace("\r", "\n")
    # str.splitlines knows more line ends than the parser counts
    text = re.sub(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", text)
    reader = _Reader(text)
    for piece in reader.style:
        found = _STYLE_ADDRESS.search(piece)
        if found:
            raise ResourceBlocked(found.group(1)[:200])
    parts, last = [], 0
    for offset, insert in reader.inserts:
        parts += [text[last:offset], insert]
        last = offset
    return MarkedPage("".join([*parts, text[last:]]), tuple(reader.headings), reader.prefix)


def take_places(pdf: pikepdf.Pdf, prefix: str) -> dict[int, Place]:
    """Return heading number → place and remove the markers; other links stay."""
    places: dict[int, Place] = {}
    for number, page in enumerate(pdf.pages):
        annotations: list[Any] = list(page.get("/Annots", []))
        kept = []
        for link in annotations:
            address = str(link.get("/A", {}).get("/URI", ""))
            if not address.startswith(prefix):
                kept.append(link)
                continue
            heading = int(address.removeprefix(prefix))
            top = max(float(link.Rect[1]), float(link.Rect[3]))
            places.setdefault(heading, Place(number, top))
        _keep_annotations(page, kept, had=bool(annotations))
    return places


def _keep_annotations(page: pikepdf.Page, kept: Iterable[pikepdf.Object], *, had: bool) -> None:
    links = list(kept)
    if links:
        page.Annots = pikepdf.Array(links)
    elif had:
        del page["/Annots"]
