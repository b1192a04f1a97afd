"""What checking a record says of one of its parts, and whether a signature in it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from riskassess.proof.signing import frame, key_id, verify_signature


@dataclass(frozen=True)
class Finding:
    """What was found of one part: `ok` None where another part's fault leaves it undecided."""

    part: str
    ok: bool | None
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def signature_holds(purpose: str, payload: object, signature: object) -> bool:
    """Say whether a signature as records hold it fits the payload and names its key rightly."""
    if not isinstance(signature, dict) or set(signature) != {"key_id", "public_key", "value"}:
        return False
    if not all(isinstance(text, str) for text in signature.values()):
        return False
    try:
        named = key_id(signature["public_key"]) == signature["key_id"]
        signed = frame(purpose, payload)
    except (ValueError, TypeError):
        return False
    return named and verify_signature(signature["public_key"], signed, signature["value"])


def keys_differ(record: Mapping[str, Any]) -> Finding:
    """Return what is found of a signature that holds: the announcement's key must be the same."""
    announced = record["announcement_signature"]
    key = announced.get("public_key") if isinstance(announced, Mapping) else None
    if key == record["signature"]["public_key"]:
        return Finding("signature", True)
    return Finding("signature", False, "signature_other_key")
