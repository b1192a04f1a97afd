"""Puts words, CA, drawing and store together into what makes and signs signature pages."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from riskassess.adapters.signature_ca import CaError, SignatureCa
from riskassess.adapters.signature_desk import PageFiles
from riskassess.adapters.storage import FileStore, StorageError
from riskassess.domain.errors import Refused
from riskassess.print import signature_page
from riskassess.services.signature_desk import Signed


def desk_of(keys: Path, files: FileStore, *, tsa_url: str = "") -> "TellingSignatures":
    """Return the desk whose CAs lie in a folder of keys."""
    return TellingSignatures(PageFiles(SignatureCa(keys), files, tsa_url))


@dataclass(frozen=True)
class TellingSignatures:
    """Signature pages for services: what cannot be made or signed is told, not a defect."""

    pages: PageFiles

    def make(self, record: Mapping[str, Any], *, now: datetime) -> str:
        """Draw and certify the page of a record; raises Refused `signing_<reason>`."""
        with _signing():
            return self.pages.make(signature_page.page_draft(record), now=now)

    def published(self, office_code: str) -> str:
        """Return the root certificates of an office as PEM; empty before there is one."""
        return self.pages.published(office_code)

    def sign(
        self, file_digest: str, record: Mapping[str, Any], member: str, *, now: datetime
    ) -> Signed:
        """Sign a stored page in the field of a member; raises Refused `signing_<reason>`."""
        with _signing():
            made = self.pages.sign(
                file_digest,
                signature_page.page_draft(record),
                member=member,
                field=signature_page.signature_field(member),
                stamp=signature_page.stamp_words(record, member, now=now),
                reason=signature_page.sign_reason(record),
                now=now,
            )
        return Signed(*made)


@contextmanager
def _signing() -> Iterator[None]:
    from riskassess.adapters.pades import PadesError

    try:
        yield
    except (CaError, PadesError, StorageError) as problem:
        raise Refused(f"signing_{problem.code}", where="signature_page") from problem
