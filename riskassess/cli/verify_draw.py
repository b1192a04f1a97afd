"""What `verify` says of the record of a draw: part by part, and whose key signed it."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from riskassess.i18n import _
from riskassess.proof.file_kind import Kind
from riskassess.proof.records import read_record
from riskassess.proof.trust import key_lines
from riskassess.proof.verify import Check, Verdict, VerifyLine, VerifyReport

_VERDICTS = {True: Verdict.PASS, False: Verdict.FAIL, None: Verdict.NOTE}
# two of these make a draw's record of a file that can no longer be read
_MARKS = (
    b"riskassess.draw/", b"riskassess.draw-sealed/", b'"announcement_signature"', b'"key_string"',
    b'"snapshot_digest"',
)  # fmt: skip
_FIRST_FORM, _FORMAT = "riskassess.draw/1", "riskassess.draw/2"
_SEALED = "riskassess.draw-sealed/2"
_PACKAGE = b"PK"
# how a record of either form begins: enough of one that was cut off
_OPENINGS = (b'{"announcement":{', b'{"algorithm":"stratified-sha256/1"')
_PAGE = re.compile(rb"\s*<!doctype html", re.IGNORECASE)


def looks_like_draw(content: bytes) -> bool:
    """Say whether a file is the record of a draw, even a damaged one."""
    if content[:2] == _PACKAGE:
        return False
    return content.startswith(_OPENINGS) or sum(mark in content for mark in _MARKS) >= 2


def looks_like_page(content: bytes) -> bool:
    """Say whether a file is a page, not a record."""
    return _PAGE.match(content) is not None


def draw_faults(content: bytes, *, trusted_keys: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names of the parts of a draw's record that do not hold, of either form.

    A draw of the first form has no signature of its own; in a package the seal covers it.
    """
    record = read_record(content)
    first = record is not None and record.get("format") == _FIRST_FORM
    lines = check_draw(content, trusted_keys=() if first else trusted_keys).lines
    names = [part_name(line.part) for line in lines if line.verdict is Verdict.FAIL]
    return tuple(dict.fromkeys(names))


def check_draw(content: bytes, *, trusted_keys: Collection[str] = ()) -> VerifyReport:
    """Check a record alone; when keys are given, it must be signed by one of them."""
    from expert_pool.record_check import check_content

    record = read_record(content)
    if record is not None and record.get("format") == _FIRST_FORM:
        return VerifyReport((*_first_form(record), *_unsigned(trusted_keys)), Kind.UNSIGNED)
    lines = [
        VerifyLine(
            Check.DRAW_PART, _VERDICTS[each.ok], each.part, {**each.facts, "code": each.code}
        )
        for each in check_content(content)
    ]
    whole = record is not None and record.get("format") == _FORMAT
    if record is not None and whole and all(line.verdict is Verdict.PASS for line in lines):
        lines = [_counted(line, record) for line in lines]
    named = (*_older_algorithm(record or {}), *_keys(record or {}, trusted_keys))
    return VerifyReport((*lines, *named), _kind(record or {}))


def _older_algorithm(record: Mapping[str, Any]) -> list[VerifyLine]:
    """Say plainly that a record was drawn by the RFC's first algorithm, which no office uses."""
    about = record.get("announcement")
    if not isinstance(about, dict) or about.get("algorithm") != "rfc3797":
        return []
    facts = {"code": "algorithm_md5"}
    return [VerifyLine(Check.DRAW_PART, Verdict.NOTE, "announcement", facts)]


def _kind(record: Mapping[str, Any]) -> Kind:
    if record.get("format") != _SEALED:
        return Kind.WHOLE
    return Kind.SEALED if "contents" in record else Kind.ANNOUNCEMENT


def _unsigned(trusted_keys: Collection[str]) -> list[VerifyLine]:
    """Say that there is no signature; with a key asked for that is a fault."""
    verdict = Verdict.FAIL if trusted_keys else Verdict.NOTE
    return [VerifyLine(Check.DRAW_PART, verdict, "signature", {"code": "signature_none"})]


def _first_form(record: Mapping[str, Any]) -> list[VerifyLine]:
    """Repeat a draw of the first form from its seed."""
    from expert_pool.draw_record import differing_parts
    from expert_pool.errors import PoolError

    try:
        parts = differing_parts(record)
    except PoolError as problem:
        parts = (str(problem.facts.get("key", "rule")),)
    if not parts:
        return [VerifyLine(Check.DRAW_PART, Verdict.PASS, "result", {"code": "first_form"})]
    return [VerifyLine(Check.DRAW_PART, Verdict.FAIL, part, {"code": "differs"}) for part in parts]


def _counted(line: VerifyLine, record: Mapping[str, Any]) -> VerifyLine:
    """Give a part that holds the figures its line mentions."""
    announcement, strata = record["announcement"], record["strata"]
    facts = {
        "office": announcement["office"]["name"],
        "assessment": announcement["assessment"],
        "draw": announcement["draw"],
        "digest": record["contents"]["announcement"],
        "sources": len(record["values"]),
        "lines": max(map(len, record["lists"].values()), default=0),
        "standing": len(record["standing"]),
        "lists": len(record["lists"]),
        "strata": len(strata),
        "rounds": sum(len(each["rounds"]) for each in strata),
        "members": len(record["members"]),
        "reserves": len(record["reserves"]),
        "entries": len(record["ledger"]),
        "parts": len(record["contents"]),
    }
    return VerifyLine(line.check, line.verdict, line.part, {**line.facts, **facts})


def _keys(record: Mapping[str, Any], trusted_keys: Collection[str]) -> list[VerifyLine]:
    """Say by whose key announcement and record are signed."""
    parts = ("announcement_signature", "signature")
    return key_lines([record.get(part) for part in parts], trusted_keys)


def part_name(part: str) -> str:
    """Return the name of a part of a record in the language in use."""
    from riskassess.wording.draw_parts import PARTS

    return str(PARTS.get(part, part or _("整个文件")))


def part_text(line: VerifyLine) -> str:
    """Return the line of one part of a record."""
    from riskassess.wording.draw_findings import FINDINGS
    from riskassess.wording.draw_holds import HOLDS

    facts = {key: _shown(value) for key, value in line.facts.items()}
    if "because" in facts:
        facts["because"] = part_name(facts["because"])
    if line.verdict is Verdict.PASS:
        key = facts["code"] or (line.part if "parts" in facts else "")
        text = str(HOLDS[key]) % facts
    else:
        text = str(FINDINGS[facts["code"]]) % facts
    if not line.part:
        return f"{part_name('')}：{text}"
    return _("%(part)s（%(key)s）：%(text)s", part=part_name(line.part), key=line.part, text=text)


def _shown(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
