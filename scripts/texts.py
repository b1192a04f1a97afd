#!/usr/bin/env python3
"""Collect the texts of the user interface and keep `translations/` in step with them.

    texts.py          bring each catalogue into step, list what has no translation
    texts.py --list   list only

Translators fill the empty `msgstr` lines; the ids are the Chinese texts. Lines say no places, and
stand in the order of the ids, so that a change of one text is a change of two lines.
"""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from riskassess.i18n import CATALOGUES, DEFAULT_LOCALE, LOCALES, read_catalogue  # noqa: E402

LOOK_UPS = ("_", "_l", "gettext")
CODE = ("riskassess", "expert_pool")
# What the demonstration writes into its records is data, like the entries of an office.
DATA = ROOT / "riskassess" / "demonstration"
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: {locale}\\n"\n'


def texts_of_code(tree: ast.AST) -> Iterator[str]:
    """Yield the texts that a module looks up."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            if node.func.id in LOOK_UPS and isinstance(first, ast.Constant):
                yield str(first.value)


def texts_of_template(source: str) -> Iterator[str]:
    """Yield the texts that a template looks up."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    for _line, _name, said in extract_from_ast(environment.parse(source), LOOK_UPS):
        text = said if isinstance(said, str) else said[0]  # values to fill in follow
        if text:
            yield text


def all_texts() -> set[str]:
    """Return every text of the user interface."""
    modules = [path for room in CODE for path in (ROOT / room).rglob("*.py")]
    found = {
        text
        for path in modules
        if DATA not in path.parents
        for text in texts_of_code(ast.parse(path.read_text("utf-8")))
    }
    for path in (ROOT / "templates").rglob("*.html"):
        found.update(texts_of_template(path.read_text("utf-8")))
    return found - {""}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def catalogue_text(locale: str, translations: dict[str, str]) -> str:
    """Return a catalogue as it is stored."""
    entries = (
        f"msgid {_quoted(text)}\nmsgstr {_quoted(said)}\n"
        for text, said in sorted(translations.items())
    )
    return "\n".join([HEADER.format(locale=locale), *entries])


def main() -> None:
    """Bring each catalogue into step, or list what it lacks."""
    texts = all_texts()
    for locale in LOCALES:
        if locale == DEFAULT_LOCALE:
            continue
        file = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
        known = read_catalogue(file.read_text("utf-8")) if file.exists() else {}
        if "--list" not in sys.argv[1:]:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                catalogue_text(locale, {text: known.get(text, "") for text in texts}), "utf-8"
            )
        missing = sorted(texts - known.keys())
        for text in missing:
            print(json.dumps(text, ensure_ascii=False))
        print(f"{locale}: {len(texts)} texts, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
