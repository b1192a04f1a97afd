"""The English catalogue has every text, fills in the same values, and leaves no Chinese behind."""

import ast
import re
from functools import cache

from riskassess.i18n import CATALOGUES, DEFAULT_LOCALE, LOCALES, read_catalogue
from tests.architecture.test_pages import CODE, TEMPLATES

PIECE = re.compile(r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')""")
LOOKED_UP = re.compile(rf"\b(?:_l?|gettext)\(\s*((?:{PIECE.pattern}\s*)+)")
VALUES = re.compile(r"%\((\w+)\)([a-z])|(%%)|\{(\w+)\}")
CHINESE_SIGNS = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# What stays Chinese: the name of the language, and how a page of a document is cited.
KEPT = ("中文", "〔D05 第12页〕")
HOW = "`make texts` adds new texts and lists those to be translated"


@cache
def english():
    return read_catalogue((CATALOGUES / "en/LC_MESSAGES/messages.po").read_text("utf-8"))


@cache
def texts():
    """Return every text of the interface: what stands first in a look-up, in one piece or several.

    `scripts/texts.py` reads the same from syntax trees, which takes seconds.
    """
    found = set()
    for path in [*CODE.values(), *TEMPLATES.values()]:
        for pieces in LOOKED_UP.findall(path.read_text("utf-8")):
            found.add("".join(ast.literal_eval(piece) for piece in PIECE.findall(pieces)))
    return found - {""}


def values_of(text):
    """Return what is filled in: some more than once where the sentence needs it."""
    return set(VALUES.findall(text))


def test_there_is_one_catalogue_besides_the_texts_themselves():
    assert LOCALES == (DEFAULT_LOCALE, "en")
    assert {path.name for path in CATALOGUES.iterdir()} == {"en"}


def test_every_text_is_translated_and_nothing_else():
    assert sorted(texts() - english().keys()) == [], HOW
    assert sorted(english().keys() - texts()) == [], HOW


def test_translations_fill_in_the_same_values():
    assert {
        text: said for text, said in english().items() if values_of(text) != values_of(said)
    } == {}


def test_translations_hold_no_chinese():
    def bare(said):
        for kept in KEPT:
            said = said.replace(kept, "")
        return said

    left = {text: said for text, said in english().items() if CHINESE_SIGNS.search(bare(said))}
    assert left == {}


def test_translations_keep_line_ends_and_signs():
    def odd(text, said):
        marks = [sign for sign in "○◐●◆▲→" if (sign in text) != (sign in said)]
        return marks or text.endswith("\n") != said.endswith("\n")

    assert {text: said for text, said in english().items() if odd(text, said)} == {}
