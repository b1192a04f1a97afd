"""What a certificate says that it cannot show by itself: the audit head, break-glass access."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Note(NamedTuple):
    """One thing that is said: `kind` is audit or emergency."""

    kind: str
    part: str
    facts: Mapping[str, object]


def printed_notes(record: Mapping[str, Any]) -> Iterator[Note]:
    """Yield what a certificate says, one after the other.

    >>> list(printed_notes({"emergency": [{}, {}]}))
    [Note(kind='emergency', part='', facts={'count': 2})]
    """
    head, signature = record.get("audit_head"), record.get("signature")
    if isinstance(head, dict) and isinstance(signature, dict):
        facts = {"sequence": head.get("sequence"), "digest": head.get("digest")}
        facts["key"] = signature.get("key_id")
        yield Note("audit", str(head.get("chain")), facts)
    if isinstance(opened := record.get("emergency"), list):
        yield Note("emergency", "", {"count": len(opened)})
