"""The keys and values of a manual in the words of its reader."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from riskassess.domain.vocabulary import CriterionKind
from riskassess.exhibits.manual_words import (
    CLOSED_SETS,
    CODE_WORDS,
    CONFIDENCE_WORDS,
    KEY_WORDS,
)
from riskassess.i18n import _, current_locale
from riskassess.labels import label


def key_word(key: str) -> str:
    """Return a key in words; one that nobody named stays as it is written."""
    return str(KEY_WORDS.get(key, key))


def code_word(key: str, code: object) -> str:
    """Return the word for a code that stands under a key, such as `degree: major`."""
    text = str(code)
    if key == "confidence" and text in CONFIDENCE_WORDS:
        return str(CONFIDENCE_WORDS[text])
    if key in {"first", "second"}:
        key = "method"
    if (key, text) in CODE_WORDS:
        return str(CODE_WORDS[key, text])
    members = CLOSED_SETS.get(key)
    if members is not None and text in list(members):
        return label(members(text))
    return text


def value_text(value: Any, key: str = "") -> str:
    """Return a value of plain data in words, on one line.

    >>> value_text({"above": "0.5"}), value_text(["before", "after"], "moments")
    ('大于 0.5', '措施前、措施后')
    """
    if value is None:
        return _("无")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Mapping):
        return _mapping_text(value, key)
    if isinstance(value, list | tuple):
        text = [value_text(each, key) for each in value]
        is_flat = not any(isinstance(each, Mapping) for each in value)
        return (_("、") if is_flat else _("；")).join(text) or _("无")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else code_word(key, value)


def _mapping_text(value: Mapping[str, Any], key: str) -> str:
    if set(value) <= {"zh", "en"}:
        return str(value.get("en" if current_locale().startswith("en") else "zh", "—"))
    if set(value) == {"id", "version", "digest"}:
        return _("%(id)s 第 %(version)s 版", id=value["id"], version=value["version"])
    if set(value) <= {"above", "at_least", "counts"}:
        return _("，或").join(_limit_texts(value))
    parts = []
    for inner, given in value.items():
        word = code_word(key, inner) if key in CLOSED_SETS else _row_key_word(inner)
        parts.append(_("%(key)s：%(value)s", key=word, value=value_text(given, _of(key, inner))))
    return _("，").join(parts)


def _of(key: str, inner: str) -> str:
    """Return the key that says what a value means; a recommendation is always a decision."""
    return key if key == "recommendation" else inner


def _row_key_word(key: str) -> str:
    criteria = {kind.value: kind for kind in CriterionKind}
    return label(criteria[key]) if key in criteria and key not in KEY_WORDS else key_word(key)


def _limit_texts(value: Mapping[str, Any]) -> list[str]:
    found = [
        _("%(n)s 个以上%(degree)s", n=row["at_least"], degree=code_word("degree", row["degree"]))
        for row in value.get("counts") or ()
    ]
    return found + [
        f"{key_word(key)} {value[key]}"
        for key in ("above", "at_least")
        if value.get(key) is not None
    ]
