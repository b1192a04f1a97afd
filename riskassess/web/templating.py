"""What every template of the web may use: filters and the catalogue."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from flask import Flask
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from riskassess.domain.manual.words import Text
from riskassess.filters import FILTERS
from riskassess.i18n import current_locale, in_locale, marks
from riskassess.web.final_acts import mark_of, waiting_file
from riskassess.web.rows import filled

SIGNS = re.compile("([（）：；，、。＋\u3000]+)")
ONLY_SIGNS = re.compile(f"{SIGNS.pattern}")


class Signs(Extension):
    """Lets brackets, colons and commas between the words of a template follow the language."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Put signs of Chinese writing outside of looked-up texts through `marks`."""
        for token in stream:
            if token.type == "data":
                yield from _spoken(token)
            elif token.type == "string" and ONLY_SIGNS.fullmatch(token.value):
                yield from _called(token.lineno, token.value)
            else:
                yield token


def _spoken(token: Token) -> Iterator[Token]:
    for text in SIGNS.split(token.value):
        if ONLY_SIGNS.fullmatch(text):
            yield Token(token.lineno, "variable_begin", "{{")
            yield from _called(token.lineno, text)
            yield Token(token.lineno, "variable_end", "}}")
        elif text:
            yield Token(token.lineno, "data", text)


def _called(line: int, text: str) -> Iterator[Token]:
    yield Token(line, "name", "marks")
    yield Token(line, "lparen", "(")
    yield Token(line, "string", text)
    yield Token(line, "rparen", ")")


def init_templates(app: Flask) -> None:
    """Give the templates the filters and the catalogue."""
    app.jinja_env.filters.update(FILTERS, filled=filled)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(_=text_of, gettext=text_of, ngettext=_plural)
    app.jinja_env.add_extension(Signs)
    app.jinja_env.globals.update(marks=marks)
    app.jinja_env.globals.update(waiting_file=waiting_file, mark_of=mark_of)
    app.jinja_env.finalize = _in_words
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]  # added by the extension
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _in_words(value: object) -> object:
    """Return what a template prints: a manual's text in the language in use."""
    return value(current_locale()) if isinstance(value, Text) else value


def text_of(message: str, **values: object) -> Markup:
    """Return the text in the language in use, with `%(name)s` filled from escaped values."""
    text = _looked_up(current_locale(), message)
    # `%%` stands for one sign, with values or without
    if not values:
        return text % {} if "%" in text else text
    return text % {name: _in_words(value) for name, value in values.items()}


@lru_cache(maxsize=4096)
def _looked_up(locale: str, message: str) -> Markup:
    return Markup(in_locale(locale, message))  # noqa: S704 - texts of the catalogue, not of people


def _plural(one: str, many: str, count: int, **values: object) -> Markup:
    return text_of(one if count == 1 else many, **values)
