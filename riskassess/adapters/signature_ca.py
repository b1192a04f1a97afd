"""The offices' own small CAs for signature pages: one folder an office, outside the database.

`<folder>/<office>/signature-ca/<id>.key` holds the private key of a root, readable by its owner
alone; `<id>.crt` is its certificate, which may be read by everybody; `current` names the one in
use. Older roots stay, so that what they issued can still be shown to be theirs.

Keys of signatures are made for one signature and never written anywhere: once it is made, nobody
can sign in that name with that certificate again.
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from riskassess.i18n import _

_OFFICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_ID = re.compile(r"[0-9a-f]{16}")
_BITS = 3072  # RSA: every PDF reader checks it, ECDSA only newer ones
_EXPONENT = 65537
_YEARS = 365 * 30  # days; as long as a dossier of lasting kind is kept
_EARLY = timedelta(hours=1)  # clocks of readers differ
NAME_LENGTH = 64  # ub-common-name of RFC 5280


class CaError(Exception):
    """The CA cannot be used; `code`: `bad_office`, `unwritable`, `unreadable`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Subject:
    """Whom a certificate names: nothing that the page itself does not say."""

    name: str
    unit: str


@dataclass(frozen=True)
class Issued:
    """A certificate with its key and the root that issued it; the key is for one signature."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    root: x509.Certificate


def certificate_pem(certificate: x509.Certificate) -> str:
    """Return a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def certificate_digest(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate, as readers of PDF files show it."""
    return certificate.fingerprint(hashes.SHA256()).hex()


class SignatureCa:
    """The CAs in one folder; an office's root is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def root(self, office_code: str, office_name: str, *, now: datetime) -> x509.Certificate:
        """Return the certificate of the root in use."""
        return self._current(office_code, office_name, now)[1]

    def roots(self, office_code: str) -> list[x509.Certificate]:
        """Return the certificates of every root the office has; none before the first use."""
        return [_read_certificate(file) for file in sorted(self._office(office_code).glob("*.crt"))]

    def office_roots(self) -> Iterator[tuple[str, x509.Certificate]]:
        """Return the certificates of all roots in the folder, each with the code of its office."""
        for file in sorted(self._folder.glob("*/signature-ca/*.crt")):
            yield file.parent.parent.name, _read_certificate(file)

    def issue(
        self, office_code: str, office_name: str, subject: Subject, *, now: datetime
    ) -> Issued:
        """Return a certificate of the office's root for a key that is made here."""
        root_key, root = self._current(office_code, office_name, now)
        key = rsa.generate_private_key(_EXPONENT, _BITS)
        builder = _builder(
            _name(office_name, subject.name, subject.unit), root.subject, key, now=now
        ).not_valid_after(root.not_valid_after_utc)
        certificate = (
            builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(is_root=False), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
                critical=False,
            )
            .sign(root_key, hashes.SHA256())
        )
        return Issued(key, certificate, root)

    def _office(self, office_code: str) -> Path:
        if not _OFFICE.fullmatch(office_code):
            raise CaError("bad_office", office_code[:80])
        return self._folder / office_code / "signature-ca"

    def _current(
        self, office_code: str, office_name: str, now: datetime
    ) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        folder = self._office(office_code)
        if not (folder / "current").is_file():
            _first(folder, office_name, now)
        try:
            name = (folder / "current").read_text(encoding="ascii").strip()
            if not _ID.fullmatch(name):
                raise CaError("unreadable", "current names no root")
            key = serialization.load_pem_private_key((folder / f"{name}.key").read_bytes(), None)
        except (OSError, ValueError, TypeError) as problem:
            raise CaError("unreadable", str(problem)) from problem
        if not isinstance(key, rsa.RSAPrivateKey):
            raise CaError("unreadable", f"{name}.key: no RSA key")
        return key, _read_certificate(folder / f"{name}.crt")


def _read_certificate(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as problem:
        raise CaError("unreadable", f"{file.name}: {problem}") from problem


def _first(folder: Path, office_name: str, now: datetime) -> None:
    """Make the first root; of two who try at once, the first to link `current` wins."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        named = _written(folder, _create(folder, office_name, now).encode())
        with contextlib.suppress(FileExistsError):
            (folder / "current").hardlink_to(named)
        named.unlink()
    except OSError as problem:
        raise CaError("unwritable", str(problem)) from problem


def _create(folder: Path, office_name: str, now: datetime) -> str:
    key = rsa.generate_private_key(_EXPONENT, _BITS)
    own = _name(office_name, _("%(office)s签字页根证书", office=office_name), "")
    root = (
        _builder(own, own, key, now=now)
        .not_valid_after(now + timedelta(days=_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(is_root=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    name = certificate_digest(root)[:16]
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _written(folder, pem).replace(folder / f"{name}.key")
    public = _written(folder, certificate_pem(root).encode("ascii"))
    public.chmod(0o644)
    public.replace(folder / f"{name}.crt")
    return name


def _written(folder: Path, content: bytes) -> Path:
    """Write a file only its owner may read, under a passing name."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")  # mode 0600
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return Path(name)


def _name(office: str, common: str, unit: str) -> x509.Name:
    given = [
        (NameOID.COUNTRY_NAME, "CN"),
        (NameOID.ORGANIZATION_NAME, office),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.COMMON_NAME, common),
    ]
    return x509.Name(
        [x509.NameAttribute(oid, text[:NAME_LENGTH]) for oid, text in given if text.strip()]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, *, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_cert_sign=is_root,
        crl_sign=is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
