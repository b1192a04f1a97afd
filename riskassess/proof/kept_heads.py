"""Signed heads of audit chains as they are kept outside the database, one JSON object a line.

A database that somebody put back to an earlier state is whole in itself. The heads that the office
signed since then are missing in it: a line kept elsewhere shows that.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from riskassess.proof.canonical import canonical_json
from riskassess.proof.chain import ChainHead, head_payload
from riskassess.proof.signing import frame, verify_signature


@dataclass(frozen=True)
class KeptHead:
    """A signed head and the key that it says it was signed with."""

    head: ChainHead
    public_key: str
    signature: str

    def holds(self) -> bool:
        """Say whether the signature fits head and key."""
        payload = frame("audit-head", head_payload(self.head))
        return verify_signature(self.public_key, payload, self.signature)

    def line(self) -> str:
        """Return the line to keep.

        >>> KeptHead(ChainHead("office:1", 3, "sha256:ab"), "0f", "a0").line()[:60]
        '{"chain":"office:1","digest":"sha256:ab","public_key":"0f","'
        """
        signed = {"public_key": self.public_key, "signature": self.signature}
        return canonical_json({**head_payload(self.head), **signed})


def read_kept(lines: Iterable[str]) -> tuple[list[KeptHead], int]:
    """Return the heads of the lines, unchecked, and how many lines cannot be read.

    >>> kept = KeptHead(ChainHead("office:1", 3, "sha256:ab"), "0f", "a0")
    >>> read_kept([kept.line(), '{"chain":"off']) == ([kept], 1)
    True
    """
    found, unreadable = [], 0
    for line in lines:
        try:
            told = json.loads(line)
            head = ChainHead(str(told["chain"]), int(told["sequence"]), str(told["digest"]))
            found.append(KeptHead(head, str(told["public_key"]), str(told["signature"])))
        except (ValueError, KeyError, TypeError):
            unreadable += 1
    return found, unreadable
