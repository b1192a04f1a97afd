"""PAdES signatures in PDF files: fields made and certified, signed one after another.

pyHanko is imported inside the functions: it costs half a second, and only signature pages need it.
"""

import io
import tempfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from riskassess.adapters.own_thread import in_own_thread
from riskassess.adapters.signature_ca import Issued

Box = tuple[float, float, float, float]
CERTIFIED = "certified"
"""Field of the signature that the office certifies the empty page with."""


class PadesError(Exception):
    """A file cannot be signed or read; `code`: `no_pdf`, `no_field`, `taken`, `timestamp`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def certify(
    pdf: bytes, boxes: Mapping[str, Box], issued: Issued, *, reason: str, now: datetime,
    tsa_url: str = "",
) -> bytes:  # fmt: skip
    """Return a file with an empty field in each box, certified: later only these are filled."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for name, box in boxes.items():
        lock = fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, [name])
        corners = tuple(round(each) for each in box)
        spec = fields.SigFieldSpec(name, box=corners, field_mdp_spec=lock)  # type: ignore[arg-type]  # four of them
        fields.append_signature_field(writer, spec)
    values = _values(
        CERTIFIED, reason=reason, certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS
    )
    return _signed(writer, values, issued, now=now, tsa_url=tsa_url)


def sign_field(
    pdf: bytes, field: str, issued: Issued, *, stamp: bytes, reason: str, now: datetime,
    tsa_url: str = "",
) -> bytes:  # fmt: skip
    """Return a file with one more signature added at its end; everything before stays as it is.

    `stamp` is a PDF of one page that is shown in the field.

    Raises
    ------
    PadesError
        `no_field`, `taken` when the field was signed already, `timestamp` when the authority
        does not answer.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    free = dict(_fields(pdf))
    if field not in free:
        raise PadesError("no_field", field)
    if free[field]:
        raise PadesError("taken", field)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as drawn:
        drawn.write(stamp)
        drawn.flush()
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        values = _values(field, reason=reason)
        return _signed(writer, values, issued, now=now, tsa_url=tsa_url, drawn=drawn.name)


def field_box(pdf: bytes, field: str) -> Box:
    """Return where a field lies on its page; raises PadesError `no_field`."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    for name, _value, ref in enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf))):
        if name == field:
            left, bottom, right, top = (float(each) for each in ref.get_object()["/Rect"])
            return left, bottom, right, top
    raise PadesError("no_field", field)


def _fields(pdf: bytes) -> list[tuple[str, bool]]:
    """Return the signature fields of a file and whether each was signed."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    found = enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf)))
    return [(name, value is not None) for name, value, _ref in found]


def _values(field: str, *, reason: str, **more: Any) -> Any:
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata

    return PdfSignatureMetadata(
        field_name=field,
        reason=reason,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=False,
        **more,
    )


def _signed(
    writer: Any, values: Any, issued: Issued, *, now: datetime, tsa_url: str, drawn: str = ""
) -> bytes:
    from pyhanko.sign.signers import PdfSigner
    from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError

    class SignerAt(PdfSigner):
        """Signs at the moment of the product's clock, not of the machine's."""

        def init_signing_session(self, *given: Any, **named: Any) -> Any:
            session = super().init_signing_session(*given, **named)
            session.system_time = now
            return session

    signer = SignerAt(
        values,
        _cms_signer(issued),
        timestamper=HTTPTimeStamper(tsa_url, timeout=20) if tsa_url else None,
        stamp_style=_stamp_style(drawn) if drawn else None,
    )
    try:
        done: io.BytesIO = in_own_thread(lambda: signer.sign_pdf(writer))
    except TimestampRequestError as problem:
        raise PadesError("timestamp", str(problem)) from problem
    return done.getvalue()


def _stamp_style(drawn: str) -> Any:
    """Return how a drawn page fills a field: at its own size, from corner to corner."""
    from pyhanko.pdf_utils import layout
    from pyhanko.stamp import StaticStampStyle

    whole = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MIN,
        y_align=layout.AxisAlignment.ALIGN_MIN,
        margins=layout.Margins(0, 0, 0, 0),
        inner_content_scaling=layout.InnerScaling.NO_SCALING,
    )
    return StaticStampStyle.from_pdf_file(
        drawn, border_width=0, background_opacity=1.0, background_layout=whole
    )


def _cms_signer(issued: Issued) -> Any:
    from asn1crypto import keys
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register(_plain(issued.root))
    key = issued.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return SimpleSigner(
        signing_cert=_plain(issued.certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=store,
    )


def _plain(certificate: x509.Certificate) -> Any:
    from asn1crypto import x509 as asn1

    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
