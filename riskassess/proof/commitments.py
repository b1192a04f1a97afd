"""Commitments to sheets: what an expert handed in is fixed and signed while nobody can read it.

`commitment` = SHA-256 over the canonical JSON of content and salt. The salt is 32 random bytes:
without it a short content could be guessed from its digest. The office signs the record, the panel
sees it, and content and salt show later, or in the expert's own copy, that nothing was changed.
"""

from collections.abc import Mapping
from typing import Any

from riskassess.proof.canonical import canonical_json, digest

COMMITMENT_FORMAT = "riskassess.commitment/1"
COMMITMENT_PURPOSE = "commitment"
COPY_FORMAT = "riskassess.sheet-copy/1"


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
        `office`, `assessment`, `review`, `round`, `version`, `kind`, `made_at`; nothing that says
        whose sheet it is.
    """
    return {"format": COMMITMENT_FORMAT, **facts, "commitment": commitment}


def sealed_payload(content: object, salt: str) -> bytes:
    """Return content and salt as they are sealed for the end of the round."""
    return canonical_json({"content": content, "salt": salt}).encode()
