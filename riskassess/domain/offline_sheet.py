"""The offline sheet: what its hidden form says, whether it is ours, and what its cells change.

A workbook is downloaded by one member for one round. Its hidden form names office, review, round,
member and manual, every row's fixed texts by a digest, and every input with a digest of what stood
there; an HMAC over it shows a form that was changed. Values themselves are not in the form.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskassess.domain.errors import InvalidInput
from riskassess.domain.sheet_document import SheetDocument
from riskassess.domain.sheet_form import SheetForm
from riskassess.proof.canonical import canonical_json

FORM_VERSION = 1
NO_RESULT = "\0"
"""Stands in a cell whose formula has no stored result."""
_SHORT = 16
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Spec:
    """What an input takes: its name in words, and options (value, word) or limits."""

    label: str
    options: Options = ()
    low: str | None = None
    high: str | None = None

    def value_of(self, text: str) -> str:
        """Return the value of an option by its word; any other text as it is.

        >>> Spec("", (("pass", "通过"),)).value_of("通过")
        'pass'
        """
        return next((value for value, word in self.options if text in (word, value)), text)

    def word_of(self, value: str) -> str:
        """Return the word of a value."""
        return next((word for each, word in self.options if each == value), value)


@dataclass(frozen=True)
class Slot:
    """An input of a page, with what is written in it."""

    place: str
    field: str
    spec: Spec
    value: str = ""

    @property
    def text(self) -> str:
        """What the cell shows."""
        return self.spec.word_of(self.value)


@dataclass(frozen=True)
class Page:
    """One sheet of the workbook: its notes above, the heads, and rows of texts and inputs."""

    name: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str | Slot, ...], ...]

    @property
    def lines(self) -> list[tuple[str | Slot, ...]]:
        """Every row as it stands in the sheet, from its top."""
        return [*((note,) for note in self.notes), self.heads, *self.rows]


@dataclass(frozen=True)
class Found:
    """What one input of an uploaded workbook asks for.

    `current` is what the sheet says now; with `is_conflict` it is not what was downloaded.
    """

    page: str
    cell: str
    place: str
    field: str
    value: str
    current: str
    is_conflict: bool = False
    error: InvalidInput | None = None


def address(row: int, column: int) -> str:
    """Return the name of a cell; both count from 0.

    >>> address(0, 0), address(6, 27)
    ('A1', 'AB7')
    """
    letters, rest = "", column + 1
    while rest:
        rest, at = divmod(rest - 1, 26)
        letters = chr(ord("A") + at) + letters
    return f"{letters}{row + 1}"


def plain(text: str) -> str:
    """Return a text as it is compared: lines end alike, nothing around it."""
    return text.replace("\r\n", "\n").replace("_x000D_", "").strip()


def digest_of(text: str) -> str:
    """Return a short digest of a text, as the form keeps what stood in an input."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:_SHORT]


def row_digest(texts: Sequence[str]) -> str:
    """Return a short digest of the fixed texts of a row; empty ones at its end do not count."""
    kept = [plain(text) for text in texts]
    while kept and not kept[-1]:
        kept.pop()
    return hashlib.sha256(canonical_json(kept).encode()).hexdigest()[:_SHORT]


def form_of_pages(head: Mapping[str, Any], pages: Sequence[Page]) -> str:
    """Return the hidden form of a workbook as canonical JSON; `head` says whose it is."""
    return canonical_json(
        {
            "format": FORM_VERSION,
            **head,
            "pages": [
                {
                    "name": page.name,
                    "rows": [row_digest(_fixed(line)) for line in page.lines],
                    "inputs": [
                        [row, column, cell.place, cell.field, digest_of(cell.value)]
                        for row, line in enumerate(page.lines)
                        for column, cell in enumerate(line)
                        if isinstance(cell, Slot)
                    ],
                }
                for page in pages
            ],
        }
    )


def _fixed(line: Sequence[str | Slot]) -> list[str]:
    return ["" if isinstance(cell, Slot) else cell for cell in line]


def code_of(form: str, key: bytes) -> str:
    """Return the authenticity code of a form (HMAC-SHA-256)."""
    return hmac.new(key, form.encode(), hashlib.sha256).hexdigest()


def read_form(form: str, code: str, *, key: bytes, head: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form that is ours and for this member, round and manual.

    Raises
    ------
    InvalidInput
        `offline_not_ours` for a form that was changed or is no form; `offline_other` with what
        differs (`what`: review, round, member or manual).
    """
    if not hmac.compare_digest(code_of(form, key).encode(), code.encode()):  # any text is refused
        raise InvalidInput("offline_not_ours", where="file")
    found: dict[str, Any] = json.loads(form)
    if found["format"] != FORM_VERSION:
        raise InvalidInput("offline_not_ours", where="file")
    for name, value in head.items():
        if found.get(name) != value:
            raise InvalidInput(f"offline_other_{name}", where="file")
    return found


def check_pages(form: Mapping[str, Any], pages: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Raise InvalidInput `offline_changed` with page and row where fixed texts were changed."""
    for page in form["pages"]:
        lines = pages.get(page["name"])
        if lines is None:
            raise InvalidInput("offline_page_missing", where="file", page=page["name"])
        inputs = {(row, column) for row, column, *_rest in page["inputs"]}
        for number, wanted in enumerate(page["rows"]):
            line = lines[number] if number < len(lines) else ()
            fixed = ["" if (number, at) in inputs else text for at, text in enumerate(line)]
            if row_digest(fixed) != wanted:
                facts = {"page": page["name"], "row": number + 1}
                raise InvalidInput("offline_changed", where="file", **facts)
        extra = next((at for at in range(len(page["rows"]), len(lines)) if any(lines[at])), None)
        if extra is not None:
            facts = {"page": page["name"], "row": extra + 1}
            raise InvalidInput("offline_row_added", where="file", **facts)


def compare(
    form: Mapping[str, Any],
    pages: Mapping[str, Sequence[Sequence[str]]],
    *,
    sheet_form: SheetForm,
    document: SheetDocument,
    spec_of: Callable[[str, str], Spec],
) -> list[Found]:
    """Return every input that asks for another value than the sheet has, and every wrong one.

    An input that still says what was downloaded asks for nothing, whatever was saved online since.
    """
    found = []
    for page in form["pages"]:
        lines = pages[page["name"]]
        for row, column, place, field, base in page["inputs"]:
            line = lines[row] if row < len(lines) else ()
            text = plain(line[column]) if column < len(line) else ""
            at = (page["name"], address(row, column), place, field)
            one = _found(at, text, base, sheet_form, document, spec_of(place, field))
            if one is not None:
                found.append(one)
    return found


def _found(
    at: tuple[str, str, str, str],
    text: str,
    base: str,
    form: SheetForm,
    document: SheetDocument,
    spec: Spec,
) -> Found | None:
    _page, _cell, place, field = at
    now = plain(form.write(place, field, document.get(place, field)) or "")
    if text == NO_RESULT:
        return Found(*at, "", now, error=InvalidInput("offline_formula", where=field))
    try:
        value = plain(form.write(place, field, form.parse(place, field, spec.value_of(text))) or "")
    except InvalidInput as error:
        return Found(*at, text, now, error=error)
    if value == now or digest_of(value) == base:
        return None
    return Found(*at, value, now, is_conflict=digest_of(now) != base)
