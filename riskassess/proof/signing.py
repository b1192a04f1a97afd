"""What is signed and how a signature is checked: Ed25519 over framed canonical JSON.

The frame names the purpose, so that a signature under a seal never passes for a certificate.
Ed25519 is RFC 8032.
"""

import hashlib
import re
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from riskassess.proof.canonical import canonical_bytes

KEY_ID_LENGTH = 16
_KEY = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_PURPOSE = re.compile(r"[a-z][a-z-]*")


class MadeSignature(Protocol):
    """A signature as a key store gives it: hexadecimal, lower case."""

    @property
    def key_id(self) -> str:
        """Return the id of the key."""

    @property
    def public_key(self) -> str:
        """Return the raw public key."""

    @property
    def hex(self) -> str:
        """Return the signature."""


def frame(purpose: str, payload: object) -> bytes:
    r"""Return the bytes to sign for a payload.

    Parameters
    ----------
    purpose : str
        What the signature means: `seal`, `certificate`, `audit-head` …; small letters and hyphens.
    payload : object
        What `canonical_json` takes.

    Returns
    -------
    bytes
        `riskassess/<purpose>/1`, a line feed, the canonical JSON.

    Raises
    ------
    ValueError
        For a purpose of other characters.

    Examples
    --------
    >>> frame("seal", {"b": 1, "a": 2})
    b'riskassess/seal/1\n{"a":2,"b":1}'
    """
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError(f"purpose {purpose!r}")
    return f"riskassess/{purpose}/1\n".encode() + canonical_bytes(payload)


def key_id(public_key_hex: str) -> str:
    """Return the short name of a public key: the first 16 digits of its SHA-256.

    >>> key_id("00" * 32)
    '66687aadf862bd77'
    """
    return hashlib.sha256(bytes.fromhex(public_key_hex)).hexdigest()[:KEY_ID_LENGTH]


def verify_signature(public_key_hex: str, payload: bytes, signature_hex: str) -> bool:
    """Say whether the key made the signature over the payload.

    Hexadecimal in capitals is refused: one signature has one spelling.

    >>> verify_signature("00" * 32, b"", "zz")
    False
    """
    if not (_KEY.fullmatch(public_key_hex) and _SIGNATURE.fullmatch(signature_hex)):
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key_hex))
        key.verify(bytes.fromhex(signature_hex), payload)
    except (InvalidSignature, ValueError):
        return False
    return True


def signature_record(signature: MadeSignature) -> dict[str, str]:
    """Return the signature as it stands in a signed record."""
    return {
        "key_id": signature.key_id,
        "public_key": signature.public_key,
        "value": signature.hex,
    }


def signed_record_holds(purpose: str, record: dict[str, object]) -> bool:
    """Say whether a record's own `signature` fits all the rest of it and names its key rightly."""
    signature = record.get("signature")
    if not isinstance(signature, dict) or set(signature) != {"key_id", "public_key", "value"}:
        return False
    texts = {name: value for name, value in signature.items() if isinstance(value, str)}
    public = texts.get("public_key", "")
    if not _KEY.fullmatch(public) or texts.get("key_id") != key_id(public):
        return False
    payload = {name: value for name, value in record.items() if name != "signature"}
    return verify_signature(public, frame(purpose, payload), texts.get("value", ""))
