"""The record of a signature page: what is signed, the code printed for it, what changed since.

The record is canonical JSON and travels in the file of the page as an attachment. The code is made
of its digest, so that a code fits one record alone.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from riskassess.proof.canonical import bytes_digest, digest
from riskassess.proof.records import read_record

FORMAT = "riskassess.signature-page/1"
RECORD_NAME = "signature-page.json"
COMPARED = ("report", "opinion", "result", "case")
"""Sections of the record that a signed page depends on."""

# Crockford's base 32: no I, L, O and U, so that nobody reads one sign for another.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_GROUP, _LENGTH, _BITS = 5, 10, 5


def page_code(record_digest: str) -> str:
    """Return the code of a page: 50 bits of its record's digest, in two groups.

    >>> page_code("sha256:" + "00" * 31 + "ff")
    '00000-00000'
    >>> page_code("sha256:" + "ff" * 32)
    'ZZZZZ-ZZZZZ'
    """
    whole = int(record_digest.removeprefix("sha256:"), 16) >> (256 - _BITS * _LENGTH)
    signs = "".join(_SIGNS[(whole >> (_BITS * place)) & 31] for place in range(_LENGTH))[::-1]
    return f"{signs[:_GROUP]}-{signs[_GROUP:]}"


def typed_code(text: str) -> str:
    """Return a typed code as it is printed; what reads alike is the same.

    >>> typed_code(" 7kmo1 il2xy ")
    '7KM01-112XY'
    """
    signs = "".join(sign for sign in text.upper().translate(_READ_AS) if sign in _SIGNS)
    return f"{signs[:_GROUP]}-{signs[_GROUP:]}"


def field_name(member_code: str) -> str:
    """Return the name of the field in which a member signs.

    >>> field_name("E.1")
    'member-E_1'
    """
    return "member-" + member_code.replace(".", "_")  # a dot would begin a field within a field


def dissent_text(dissent: Iterable[Mapping[str, str]]) -> str:
    """Return every dissent verbatim, one member after the other, as it is printed.

    >>> dissent_text([{"member": "E1", "text": "否"}])
    'E1：否'
    """
    return "\n".join(f"{row['member']}：{row['text']}" for row in dissent)


def changed_sections(record: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the sections of a record that are not what stands now.

    >>> changed_sections({"report": [1], "case": {"a": "b"}}, {"report": [2], "case": {"a": "b"}})
    ('report',)
    """
    return tuple(name for name in COMPARED if digest(record.get(name)) != digest(now.get(name)))


def read_page_record(content: bytes) -> tuple[dict[str, Any], str] | None:
    """Return the record of a page and its code; None for what is no record of a page."""
    record = read_record(content)
    if record is None or record.get("format") != FORMAT:
        return None
    members = record.get("members")
    if not isinstance(members, list) or not all(
        isinstance(row, dict) and isinstance(row.get("code"), str) for row in members
    ):
        return None
    return record, page_code(bytes_digest(content))
