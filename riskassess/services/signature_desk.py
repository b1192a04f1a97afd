"""What the services of signature pages are given from outside: drawing, signing, files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Signed:
    """A file with one more signature: its digest in the store, and the certificate as PEM."""

    digest: str
    certificate: str


class SignatureDesk(Protocol):
    """Draws, certifies and signs pages; keeps files by digest. Raises Refused with its code."""

    def make(self, record: Mapping[str, Any], *, now: datetime) -> str:
        """Draw and certify the page of a record; return the digest of the stored file."""
        ...

    def published(self, office_code: str) -> str:
        """Return the root certificates of an office as PEM; empty before there is one."""
        ...

    def sign(
        self, file_digest: str, record: Mapping[str, Any], member: str, *, now: datetime
    ) -> Signed:
        """Sign the stored file in the field of a member, by the code on the panel."""
        ...
