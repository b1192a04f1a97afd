"""What can be checked of a draw whose lists are still sealed: everything that is published of it.

Until the manual's moment a record is published with its announcement, values and ledger alone. The
table of digests and the signature over it are those of the whole record, so the rest cannot be
exchanged later; the digests of what is sealed are salted, so they tell nobody anything.
"""

import re
from collections.abc import Mapping
from typing import Any

from expert_pool.announced import values_fault
from expert_pool.announced_form import announcement_fault
from expert_pool.finding import Finding, keys_differ, signature_holds
from expert_pool.ledger_check import ledger_fault
from expert_pool.record import ANNOUNCEMENT_PURPOSE, FORMAT, HIDDEN, PARTS, RECORD_PURPOSE
from riskassess.proof.canonical import digest

ANNOUNCED = ("format", "announcement", "announcement_signature")
DRAWN = (*ANNOUNCED, "values", "ledger", "contents", "signature")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def check_sealed(record: Mapping[str, Any]) -> list[Finding]:
    """Check an announcement alone, or a drawn record before its lists are opened.

    Parameters
    ----------
    record : mapping
        Of format `riskassess.draw-sealed/2`.

    Returns
    -------
    list of Finding
        Hidden parts with `ok` None.
    """
    keys = ANNOUNCED if set(record) <= set(ANNOUNCED) else DRAWN
    findings = [Finding(name, False, "part_unknown") for name in record if name not in keys]
    missing = [Finding(name, False, "part_missing") for name in keys if name not in record]
    if missing:
        return findings + missing
    fault = announcement_fault(record)
    about = Finding("announcement", fault is None, *(fault or ()))
    signature = record["announcement_signature"]
    signed = signature_holds(ANNOUNCEMENT_PURPOSE, record["announcement"], signature)
    found = [*findings, about, _signed(signed)]
    if keys == ANNOUNCED:
        return found
    hidden = [Finding(name, None, "part_sealed") for name in HIDDEN]
    return [*found, *_drawn(record, about), *hidden, *_seal(record)]


def _signed(holds: bool) -> Finding:
    return Finding("announcement_signature", holds, "" if holds else "signature_invalid")


def _drawn(record: Mapping[str, Any], about: Finding) -> list[Finding]:
    """Check values and ledger; they rest on a sound announcement."""
    if not about.ok:
        because = {"because": "announcement"}
        return [Finding(name, None, "part_undecided", because) for name in ("values", "ledger")]
    fault = values_fault(record)
    values = Finding("values", fault is None, *(fault or ()))
    if fault is not None:
        return [values, Finding("ledger", None, "part_undecided", {"because": "values"})]
    fault = ledger_fault(record)
    return [values, Finding("ledger", fault is None, *(fault or ()))]


def _seal(record: Mapping[str, Any]) -> list[Finding]:
    """Check the table of digests as far as its parts are here, and the signature over it."""
    contents, signature = record["contents"], record["signature"]
    names = ("announcement", "announcement_signature", "values", "ledger")
    known = {name: digest(record[name]) for name in names} | {"format": digest(FORMAT)}
    table = contents if isinstance(contents, dict) else {}
    same = (
        set(table) == set(PARTS)
        and all(table[name] == value for name, value in known.items())
        and all(_DIGEST.fullmatch(str(value)) for value in table.values())
    )
    found = Finding("contents", same, "" if same else "contents_changed")
    if signature_holds(RECORD_PURPOSE, contents, signature):
        return [found, keys_differ(record)]
    return [found, Finding("signature", False, "signature_invalid")]
