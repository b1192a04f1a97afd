"""What a template or a static file must not hold."""

import re

from jinja2 import Environment, nodes

CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
LOOK_UPS = {"_", "_l", "gettext", "ngettext", "pgettext", "LazyText"}
UNSAFE = {
    "unescaped value": re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false", re.I),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.I),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "script in an address": re.compile(r"javascript:", re.I),
    "another host": re.compile(
        r"(?:(?:src|href|action)\s*=\s*[\"']|url\(\s*[\"']?|@import\s+[\"'])(?:https?:)?//", re.I
    ),
}
INLINE_STYLE = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "style sheet in the page": re.compile(r"<style\b", re.I),
}  # fmt: skip
REQUEST_FROM_SCRIPT = re.compile(
    r"(?:fetch|import|open)\s*\(\s*[\"'`]https?://|\beval\s*\(|new Function\b"
)
COMMENT = re.compile(r"\{#.*?#\}", re.S)
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)


def page_faults(source: str, *, is_print: bool = False) -> list[str]:
    """Return what breaks the content security policy; printed pages carry their style sheet."""
    text = COMMENT.sub("", source)
    # markup only: a `>` inside an expression must not end a tag
    markup = EXPRESSION.sub("…", text)
    rules = UNSAFE if is_print else UNSAFE | INLINE_STYLE
    return [
        name for name, rule in rules.items() if rule.search(text if "value" in name else markup)
    ]


def static_faults(source: str) -> list[str]:
    """Return what a script or style sheet must not do."""
    found = ["request to another host, or eval"] if REQUEST_FROM_SCRIPT.search(source) else []
    return found + (["another host"] if UNSAFE["another host"].search(source) else [])


def bare_texts(source: str) -> list[str]:
    """Return Chinese in a template that does not go through the catalogue."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(
        source
    )
    looked_up = {
        id(inner)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in LOOK_UPS
        for inner in call.find_all(nodes.Const)
    }
    # {% trans %} is compiled to gettext(…), with values inside a mark of its own
    marked = {
        id(inner)
        for mark in tree.find_all(nodes.MarkSafeIfAutoescape)
        for inner in mark.find_all(nodes.Const)
    }
    written = [each.data for each in tree.find_all(nodes.TemplateData)]
    quoted = [
        each.value
        for each in tree.find_all(nodes.Const)
        if isinstance(each.value, str) and id(each) not in looked_up | marked
    ]
    return [text.strip() for text in written + quoted if CHINESE.search(text)]
