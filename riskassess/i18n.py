"""The translation catalogue for pages, print, mail and command line alike, without a web framework.

The message ids are the Chinese texts; a catalogue in `translations/` gives another language. Pages
speak the reader's language. What is kept or handed out speaks `DEFAULT_LOCALE`, the language of the
procedure: rows, mails, papers and files say the same whoever caused or asked for them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
DEFAULT_LOCALE = "zh_CN"
LOCALES = (DEFAULT_LOCALE, "en")
_QUOTED = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
_ENTRY = re.compile(rf"^msgid {_QUOTED}^msgstr {_QUOTED}", re.M)
# what closes a bracket or a sentence is followed by whatever the page has there
_MARKS = str.maketrans(
    {
        "（": " (",
        "）": ")",
        "：": ": ",
        "；": "; ",
        "，": ", ",
        "、": ", ",
        "。": ".",
        "＋": "+",
        "\u3000": " ",
    }
)
_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


def read_catalogue(text: str) -> dict[str, str]:
    """Return the translations of a `.po` file, read as it stands: nothing has to be compiled.

    >>> read_catalogue('msgid "评估"\\nmsgstr "Assessment"\\n')
    {'评估': 'Assessment'}
    """
    found = ((_joined(message), _joined(said)) for message, said in _ENTRY.findall(text))
    return {message: said for message, said in found if message and said}


def _joined(quoted: str) -> str:
    lines = quoted.rstrip("\n").split("\n")
    return "".join(json.loads(line) if "\\" in line else line[1:-1] for line in lines)


@lru_cache(maxsize=8)
def _catalogue(locale: str) -> Mapping[str, str]:
    file = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    return read_catalogue(file.read_text("utf-8")) if locale in LOCALES and file.is_file() else {}


def use_locale(locale: str) -> None:
    """Choose the language of everything said from here on in this request, job or command."""
    _locale.set(locale)


@contextmanager
def speaking(locale: str = DEFAULT_LOCALE) -> Iterator[None]:
    """Speak one language within the block or the decorated function; for what is kept or given."""
    before = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(before)


def current_locale() -> str:
    """Return the language in use."""
    return _locale.get()


def in_locale(locale: str, message: str) -> str:
    """Return the text in a language, as the catalogue has it."""
    return _catalogue(locale).get(message, message)


def _(message: str, **values: object) -> str:
    """Return the text in the language in use, with `%(name)s` filled from values."""
    text = in_locale(_locale.get(), message)
    return text % values if values else text


def sentences(parts: Iterable[str]) -> str:
    """Return whole sentences one after the other, with what stands between them here."""
    return ("" if _locale.get() == DEFAULT_LOCALE else " ").join(parts)


def marks(text: str) -> str:
    """Return signs between words of a page, such as （ or ：, as the language writes them."""
    return text if _locale.get() == DEFAULT_LOCALE else text.translate(_MARKS)


class LazyText:
    """A text that is looked up when it is printed; for tables made at import time."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return _(self.message)

    def __mod__(self, values: dict[str, object]) -> str:
        return str(self) % values

    def __html__(self) -> str:
        from markupsafe import escape

        return escape(str(self))  # marked as escaped, or it would be escaped once more


def _l(message: str) -> LazyText:
    """Mark a text for the catalogue without looking it up yet."""
    return LazyText(message)
