"""What can be checked of a draw whose lists are still sealed: everything but who was drawn.

Until the manual's moment a record is published without lists, members and reserves, and its rounds
without codes. The table of digests and the signature are those of the whole record, so the rest
cannot be exchanged later.
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from expert_pool.announced import announcement_fault, ledger_fault, values_fault
from expert_pool.finding import Finding, signature_holds
from expert_pool.frozen import RESERVE
from expert_pool.record import ANNOUNCEMENT_PURPOSE, FORMAT, RECORD_PURPOSE, announced_values
from expert_pool.vocabulary import RoundOutcome
from riskassess.proof.canonical import digest
from riskassess.proof.rfc3797 import key_string, selections

SEALED_FORMAT = "riskassess.draw-sealed/2"
ANNOUNCED = ("format", "announcement", "announcement_signature")
DRAWN = (*ANNOUNCED, "values", "strata", "ledger", "contents", "signature")
HIDDEN = ("lists", "members", "reserves")


def check_sealed(record: Mapping[str, Any]) -> list[Finding]:
    """Check an announcement alone, or a drawn record without its lists.

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
    found = {"announcement": about, "announcement_signature": _signed(signed)}
    if keys == DRAWN:
        found |= _drawn(record, about)
    return [*findings, *found.values(), *(_seal(record) if keys == DRAWN else ())]


def _signed(holds: bool) -> Finding:
    return Finding("announcement_signature", holds, "" if holds else "signature_invalid")


def _drawn(record: Mapping[str, Any], about: Finding) -> dict[str, Finding]:
    """Check values, rounds and ledger; they rest on a sound announcement."""
    hidden = {name: Finding(name, None, "part_sealed") for name in HIDDEN}
    names = ("values", "strata", "ledger")
    undecided = {"because": "announcement"}
    if not about.ok:
        return {name: Finding(name, None, "part_undecided", undecided) for name in names} | hidden
    values, ledger = values_fault(record), ledger_fault(record)
    found = {"values": Finding("values", values is None, *(values or ()))}
    if values is None:
        rounds = _rounds_fault(record)
        found["strata"] = Finding("strata", rounds is None, *(rounds or ()))
    else:
        found["strata"] = Finding("strata", None, "part_undecided", {"because": "values"})
    return {**found, "ledger": Finding("ledger", ledger is None, *(ledger or ())), **hidden}


def _rounds_fault(record: Mapping[str, Any]) -> tuple[str, dict[str, object]] | None:
    """Reckon keys, digests and positions again; whom a position names is sealed."""
    about = record["announcement"]
    sources = announced_values(about, record["values"])
    given = record["strata"]
    if not isinstance(given, list) or len(given) != len(about["strata"]):
        return "strata_differ", {"stratum": "", "round": 0}
    for stratum, announced in zip(given, about["strata"], strict=True):
        key = key_string([*sources, announced["code"]])
        rounds = stratum.get("rounds") if isinstance(stratum, dict) else None
        head = {"code": announced["code"], "key_string": key, "rounds": rounds}
        if not isinstance(rounds, list) or stratum != head:
            return "strata_differ", {"stratum": announced["code"], "round": 0}
        drawn = islice(selections(key, announced["size"], about["algorithm"]), len(rounds))
        place = _differing([list(each) for each in drawn], rounds)
        if place is not None:
            return "strata_differ", {"stratum": announced["code"], "round": place}
        taken = sum(row[4] == RoundOutcome.TAKEN for row in rounds)
        if taken != announced["places"] and announced["code"] != RESERVE:
            return "strata_differ", {"stratum": announced["code"], "round": len(rounds)}
    return None


def _differing(drawn: Sequence[Any], rounds: Sequence[Any]) -> int | None:
    """Return the number of the first round that is not as it was reckoned."""
    outcomes = set(RoundOutcome)
    for number, row in enumerate(rounds):
        whole = isinstance(row, list) and len(row) == 5 and number < len(drawn)
        if not whole or row[:4] != drawn[number] or row[4] not in outcomes:
            return number
    return None


def _seal(record: Mapping[str, Any]) -> list[Finding]:
    """Check the table of digests as far as its parts are here, and the signature over it."""
    contents, signature = record["contents"], record["signature"]
    names = ("announcement", "announcement_signature", "values", "ledger")
    known = {name: digest(record[name]) for name in names} | {"format": digest(FORMAT)}
    table = contents if isinstance(contents, dict) else {}
    same = all(table.get(name) == value for name, value in known.items())
    holds = signature_holds(RECORD_PURPOSE, contents, signature)
    return [
        Finding("contents", same, "" if same else "contents_changed"),
        Finding("signature", holds, "" if holds else "signature_invalid"),
    ]
