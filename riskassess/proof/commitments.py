"""Commitments to sheets: what an expert handed in is fixed and signed while nobody can read it.

`commitment` = SHA-256 over the canonical JSON of content and salt. The salt is 32 random bytes:
without it a short content could be guessed from its digest. The office signs the record, the panel
sees it, and content and salt show later, or in the expert's own copy, that nothing was changed.

A record says neither whose sheet it is nor its exact time nor its number among the versions of one
sheet: the office knows who handed in when. All three stand in the content.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from riskassess.proof.canonical import canonical_json, digest

COMMITMENT_FORMAT = "riskassess.commitment/1"
COMMITMENT_PURPOSE = "commitment"
COPY_FORMAT = "riskassess.sheet-copy/1"
ROUND_FORMAT = "riskassess.round-record/1"
ROUND_PURPOSE = "round-record"
# What record and content both say of the round.
SHARED = ("assessment", "review", "round", "kind")


def commitment_of(content: object, salt: str) -> str:
    """Return the commitment to a content under a salt.

    >>> commitment_of({"places": {}}, "00" * 32)[:20]
    'sha256:9d224a45293e2'
    """
    return digest({"content": content, "salt": salt})


def commitment_record(commitment: str, facts: Mapping[str, object]) -> dict[str, Any]:
    """Return what the office signs for a commitment.

    Parameters
    ----------
    commitment : str
        From `commitment_of`.
    facts : mapping
        `office`, `assessment`, `review`, `round`, `kind`, `made_on`; nothing that says whose sheet
        it is.
    """
    return {"format": COMMITMENT_FORMAT, **facts, "commitment": commitment}


def sealed_payload(content: object, salt: str) -> bytes:
    """Return content and salt as they are sealed for the end of the round."""
    return canonical_json({"content": content, "salt": salt}).encode()


def sheet_copy(content: object, salt: str, record: Mapping[str, object]) -> str:
    """Return the expert's own copy of what was handed in, as a file.

    `record` is the signed commitment; with content and salt anybody can reckon it again.

    >>> sheet_copy({}, "00", {"commitment": "sha256:0"})[:41]
    '{"commitment":{"commitment":"sha256:0"},"'
    """
    return canonical_json(
        {"format": COPY_FORMAT, "content": content, "salt": salt, "commitment": record}
    )


def round_record(
    facts: Mapping[str, object],
    commitments: Sequence[Mapping[str, object]],
    sheets: Sequence[Mapping[str, object]] | None,
) -> dict[str, Any]:
    """Return what the office signs of a whole round, still without its signature.

    Parameters
    ----------
    facts : mapping
        `office`, `assessment`, `review`, `round`, `state`, `made_at`.
    commitments : sequence
        Signed commitments, in the order of their digests, which says nothing of their makers.
    sheets : sequence or None
        Of an opened round `content` and `salt` of each version; None where they are not given.

    Examples
    --------
    >>> sorted(round_record({"round": 1}, [], None))
    ['commitments', 'format', 'round']
    """
    record = {"format": ROUND_FORMAT, **facts, "commitments": list(commitments)}
    return record if sheets is None else {**record, "sheets": list(sheets)}
