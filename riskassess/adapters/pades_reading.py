"""What the PAdES signatures of a file come to: whole, allowed changes only, from which root.

pyHanko is imported inside the functions: it costs half a second.
"""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from riskassess.adapters.own_thread import in_own_thread
from riskassess.adapters.pades import PadesError
from riskassess.adapters.signature_ca import certificate_digest


@dataclass(frozen=True)
class SignatureFinding:
    """What one signature of a file comes to.

    Attributes
    ----------
    field, signer : str
        Name of its field; common name of its certificate.
    at : datetime or None
        The moment that the signature states.
    intact : bool
        The bytes it covers are those that were signed, and its mathematics hold.
    trusted : bool
        Its certificate comes from one of the roots given.
    unchanged : bool
        What was added after it is only what it allows: signatures in other fields.
    root : str
        SHA-256 of the root that it names, empty when it names none.
    root_office : str
        The office that this root is of, in its own words.
    has_timestamp : bool
        A timestamp holds in itself; its authority is not judged here.
    """

    field: str
    signer: str
    at: datetime | None
    intact: bool
    trusted: bool
    unchanged: bool
    root: str
    root_office: str
    has_timestamp: bool


@dataclass(frozen=True)
class SignedFile:
    """The signatures of a file in their order, and whether nothing was added after the last."""

    signatures: tuple[SignatureFinding, ...]
    ends_signed: bool
    fields: tuple[str, ...]


def read_signed(pdf: bytes, roots: Sequence[x509.Certificate]) -> SignedFile:
    """Return what the signatures of a file come to, judged at the moments that they state.

    Raises PadesError `no_pdf` for what cannot be read as PDF.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation.status import SignatureCoverageLevel as Coverage

    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        embedded = list(reader.embedded_regular_signatures)
        fields = tuple(name for name, _value, _ref in enumerate_sig_fields(reader))
        found = tuple(_finding(each, roots) for each in embedded)
        ends = bool(embedded) and (
            embedded[-1].evaluate_signature_coverage() is Coverage.ENTIRE_FILE
        )
    except (PdfError, ValueError, KeyError, IndexError, TypeError, OSError) as problem:
        raise PadesError("no_pdf", str(problem)) from problem
    return SignedFile(found, ends, fields)


def _finding(embedded: Any, roots: Sequence[x509.Certificate]) -> SignatureFinding:
    at = embedded.self_reported_timestamp
    named = [each for each in embedded.other_embedded_certs if each.self_issued]
    status = _status(embedded, named, at)
    root = named[0].sha256.hex() if named else ""
    known = {certificate_digest(each) for each in roots}
    return SignatureFinding(
        field=str(embedded.field_name),
        signer=str(embedded.signer_cert.subject.native.get("common_name", "")),
        at=at,
        intact=bool(status and status.intact and status.valid) and _is_packed(embedded),
        trusted=bool(status and status.trusted and root in known),
        unchanged=bool(status and status.docmdp_ok and _only_signatures(status)),
        root=root,
        root_office=_office_of(named),
        has_timestamp=bool(status and _is_stamped(status.timestamp_validity)),
    )


def _office_of(roots: Sequence[Any]) -> str:
    """Return the organisation that a root names; empty without a root or a name."""
    return str(roots[0].subject.native.get("organization_name", "")) if roots else ""


def _is_stamped(stamp: Any) -> bool:
    """Return whether a timestamp holds; whose authority it is from, nobody here knows."""
    return stamp is not None and bool(stamp.intact and stamp.valid)


def _is_packed(embedded: Any) -> bool:
    """Return whether the gap that a signature leaves for itself holds it and zeros alone.

    No signature covers its own gap, so that anything could stand behind it unseen.
    """
    from asn1crypto import cms

    first, length, second, _last = (int(each) for each in embedded.byte_range)
    stream = embedded.reader.stream
    stream.seek(first + length)
    gap, value = stream.read(second - first - length), embedded.pkcs7_content
    packed = cms.ContentInfo.load(value, strict=False).dump(force=True)
    padding = value[len(packed) :]
    as_written = value.startswith(packed) and not any(padding)
    return bool(as_written and gap == b"<" + value.hex().upper().encode("ascii") + b">")


def _only_signatures(status: Any) -> bool:
    """Return whether what follows a signature are further signatures alone."""
    from pyhanko.sign.diff_analysis import ModificationLevel

    level = status.modification_level
    return level is not None and level <= ModificationLevel.FORM_FILLING


def _status(embedded: Any, named: Sequence[Any], at: datetime | None) -> Any:
    """Return pyHanko's status; whether the root it names is known is asked elsewhere."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator import ValidationContext

    for name in ("pyhanko", "pyhanko_certvalidator"):  # a fault is a finding, not a line on stderr
        logging.getLogger(name).addHandler(logging.NullHandler())
    context = ValidationContext(trust_roots=list(named[:1]), moment=at, allow_fetching=False)
    try:
        return in_own_thread(lambda: validate_pdf_signature(embedded, context))
    except (SignatureValidationError, ValueError):
        return None
