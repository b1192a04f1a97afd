"""What keeps a sealed thing sealed: a salt that only the opened record tells.

Who knows which experts there are could try every list, panel or order until a published digest
fits. With 128 random bits before it, a digest tells nothing until the salt is published, and then
everything. The order of a list must not be known before either: positions can be reckoned by
anybody as soon as the values are in.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from riskassess.proof.canonical import bytes_digest, canonical_bytes

_SALT = re.compile(r"[0-9a-f]{32}")


def is_salt(text: object) -> bool:
    """Say whether a text is a salt: 32 hexadecimal digits, lower case.

    >>> is_salt("0f" * 16), is_salt("0F" * 16), is_salt(None)
    (True, False, False)
    """
    return isinstance(text, str) and _SALT.fullmatch(text) is not None


def salt_bytes(salt: str) -> bytes:
    """Return the 16 bytes of a salt; raises ValueError for what is none."""
    if not is_salt(salt):
        raise ValueError("a salt has 32 hexadecimal digits")
    return bytes.fromhex(salt)


def salted_digest(salt: str, value: object) -> str:
    """Return the digest of the salt's 16 bytes followed by the value's canonical JSON.

    >>> salted_digest("00" * 16, [])[:14]
    'sha256:9f84af2'
    """
    return bytes_digest(salt_bytes(salt) + canonical_bytes(value))


def in_order(salt: str, texts: Iterable[str]) -> list[str]:
    """Return texts by the SHA-256 of the salt's bytes followed by the text in UTF-8.

    >>> in_order("00" * 16, ["ZJ1", "ZJ2", "ZJ3"])
    ['ZJ2', 'ZJ1', 'ZJ3']
    """
    given = list(texts)
    return sorted(given, key=dict(zip(given, places_of(salt, given), strict=True)).__getitem__)


def places_of(salt: str, texts: Sequence[str]) -> list[bytes]:
    """Return what decides the place of each text in the order that a salt makes."""
    salted, sha256 = salt_bytes(salt), hashlib.sha256  # a pool may have a hundred thousand
    lines = "\n".join(texts).encode().split(b"\n")  # encoded in one go
    if len(lines) != len(texts):  # one holds a line feed itself, or there is none at all
        lines = [text.encode() for text in texts]
    return [sha256(salted + line).digest() for line in lines]
