"""Canonical JSON: one byte sequence for one value, so that a digest names the value.

Keys sorted by code point, UTF-8, no spaces, nothing escaped but what JSON must escape. Numbers
are integers or Decimals, written plainly without exponent and trailing zeros: 0.50 and 0.5 are
one value.
Binary floats are refused, because their decimal form depends on who prints them.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from json.encoder import encode_basestring

DIGEST_PREFIX = "sha256:"


def canonical_json(value: object) -> str:
    """Return the canonical JSON text of a value.

    Parameters
    ----------
    value : object
        None, bool, int, Decimal, str, and lists, tuples and mappings (keys are str) of such.

    Returns
    -------
    str
        The text; encode it as UTF-8 to take a digest.

    Raises
    ------
    TypeError
        For floats, other types and keys that are no str.
    ValueError
        For a Decimal that is no finite number.

    Examples
    --------
    >>> from decimal import Decimal
    >>> canonical_json({"b": [1, Decimal("0.50")], "a": "评估"})
    '{"a":"评估","b":[1,0.5]}'
    """
    return _text(value)


def canonical_bytes(value: object) -> bytes:
    """Return the canonical JSON as UTF-8; raises what `canonical_json` raises.

    >>> len(canonical_bytes("评估"))
    8
    """
    return canonical_json(value).encode("utf-8")


def digest(value: object) -> str:
    """Return `sha256:` and the hexadecimal digest of the value's canonical JSON.

    >>> digest({})
    'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
    """
    return bytes_digest(canonical_bytes(value))


def bytes_digest(content: bytes) -> str:
    """Return `sha256:` and the hexadecimal digest of a file's bytes.

    >>> bytes_digest(b"")
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return DIGEST_PREFIX + hashlib.sha256(content).hexdigest()


def _text(value: object) -> str:
    # whole texts, not a generator for each level: each piece would be handed up all of them
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict | Mapping):
        return _mapping_text(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join([_text(entry) for entry in value]) + "]"
    return _scalar(value)


def _mapping_text(value: Mapping[object, object]) -> str:
    keys: list[str] = []
    for key in value:
        if not isinstance(key, str):
            raise TypeError(f"key {key!r} is no text")
        keys.append(str(key))
    fields = [encode_basestring(key) + ":" + _text(value[key]) for key in sorted(keys)]
    return "{" + ",".join(fields) + "}"


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal):
        return plain_number(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def plain_number(value: Decimal) -> str:
    """Return a Decimal without exponent and trailing zeros.

    >>> plain_number(Decimal("1.50")), plain_number(Decimal("1E+2")), plain_number(Decimal("-0"))
    ('1.5', '100', '0')
    """
    if not value.is_finite():
        raise ValueError(f"{value} is no finite number")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text
