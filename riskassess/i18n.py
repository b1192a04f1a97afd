"""The translation catalogue for pages, print, mail and command line alike, without a web framework.

The message ids are the Chinese texts; a catalogue in `translations/` gives another language.
"""

import gettext
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
DEFAULT_LOCALE = "zh_CN"
_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


@lru_cache(maxsize=8)
def _catalogue(locale: str) -> gettext.NullTranslations:
    return gettext.translation("messages", CATALOGUES, languages=[locale], fallback=True)


def use_locale(locale: str) -> None:
    """Choose the language of everything said from here on in this request, job or command."""
    _locale.set(locale)


def current_locale() -> str:
    """Return the language in use."""
    return _locale.get()


def in_locale(locale: str, message: str) -> str:
    """Return the text in a language, as the catalogue has it."""
    return _catalogue(locale).gettext(message)


def _(message: str, **values: object) -> str:
    """Return the text in the language in use, with `%(name)s` filled from values."""
    text = _catalogue(_locale.get()).gettext(message)
    return text % values if values else text


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
