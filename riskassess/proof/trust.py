"""Whose keys signed a record: told key by key, judged where trusted keys are given."""

from collections.abc import Collection, Iterable

from riskassess.proof.verify import Check, Verdict, VerifyLine


def key_lines(signatures: Iterable[object], trusted_keys: Collection[str]) -> list[VerifyLine]:
    """Return a line for each public key among signatures, as they stand in a record.

    Parameters
    ----------
    signatures : iterable of object
        What the record holds in their places; what is no mapping is passed over.
    trusted_keys : collection of str
        Public keys as hexadecimal; without any, the keys are named and not judged.

    Examples
    --------
    >>> made = [{"public_key": "ab", "key_id": "k1"}]
    >>> [str(key_lines(made, keys)[0].verdict) for keys in ((), ("ab",), ("cd",))]
    ['note', 'pass', 'fail']
    """
    found: dict[str, str] = {}
    for signature in signatures:
        if isinstance(signature, dict):
            found[str(signature.get("public_key", ""))] = str(signature.get("key_id", ""))
    return [
        VerifyLine(Check.KEY, _trust(public, trusted_keys), key, {"public_key": public})
        for public, key in found.items()
    ]


def _trust(public: str, trusted_keys: Collection[str]) -> Verdict:
    if not trusted_keys:
        return Verdict.NOTE
    return Verdict.PASS if public in trusted_keys else Verdict.FAIL
