"""Makes and signs the files of signature pages; what they say comes in as words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from riskassess.adapters.signature_ca import CaError, Issued, SignatureCa, Subject, certificate_pem
from riskassess.adapters.storage import FileStore


@dataclass(frozen=True)
class PageFiles:
    """The CA, the store, and the timestamp authority, whose address is empty where none is."""

    ca: SignatureCa
    files: FileStore
    tsa_url: str = ""

    def make(self, draft: Mapping[str, Any], *, now: datetime) -> str:
        """Draw and certify a page; return the digest of the stored file."""
        from riskassess.adapters.pades import certify  # only who makes a page
        from riskassess.adapters.signature_sheet import MemberRow, SheetWords, draw_sheet

        words = draft["words"]
        rows = [MemberRow(*row) for row in words["members"]]
        sheet = SheetWords(**{**words, "members": rows})
        drawn = draw_sheet(sheet, draft["content"], name=draft["name"], at=now)
        subject = Subject(draft["certified"], "")
        issued = self._issue(draft, subject, now)
        content = certify(
            drawn.content, drawn.boxes, issued, reason=draft["certified"], now=now,
            tsa_url=self.tsa_url,
        )  # fmt: skip
        return self.files.put(content).digest

    def sign(
        self,
        file_digest: str,
        draft: Mapping[str, Any],
        *,
        member: str,
        field: str,
        stamp: tuple[str, ...],
        reason: str,
        now: datetime,
    ) -> tuple[str, str]:
        """Sign a stored file in one field; return the new file's digest and the certificate."""
        from riskassess.adapters.pades import field_box, sign_field
        from riskassess.adapters.signature_sheet import draw_stamp

        before = self.files.read(file_digest, verify=True)
        issued = self._issue(draft, Subject(member, draft["unit"]), now)
        content = sign_field(
            before, field, issued, stamp=draw_stamp(stamp, field_box(before, field)),
            reason=reason, now=now, tsa_url=self.tsa_url,
        )  # fmt: skip
        return self.files.put(content).digest, certificate_pem(issued.certificate)

    def published(self, office_code: str) -> str:
        """Return every root certificate of an office as PEM; empty before there is one."""
        try:
            return "".join(map(certificate_pem, self.ca.roots(office_code)))
        except CaError:
            return ""

    def _issue(self, draft: Mapping[str, Any], subject: Subject, now: datetime) -> Issued:
        code, name = draft["office"]
        return self.ca.issue(code, name, subject, now=now)
