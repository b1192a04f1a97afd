"""Small packages and keys for the tests of seals."""

import io
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from riskassess.adapters.keys import Signature
from riskassess.adapters.package_reading import read_package
from riskassess.adapters.packages import write_package
from riskassess.proof.canonical import canonical_bytes, digest
from riskassess.proof.seal import FileFacts, SealFacts, sealed_tags
from riskassess.proof.signing import key_id
from riskassess.proof.verify import KEPT_FILES, VerifyReport, check_package

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw().hex()
MANUAL = {"id": "cn-default"}
FILES = {
    "assessment.json": canonical_bytes({"id": "a"}),
    "manual.json": canonical_bytes(MANUAL),
    "result.json": b'{"grade":"low"}',
    "D01/申报表.pdf": b"%PDF-1.7 one",
}


def sign(payload: bytes) -> Signature:
    return Signature(key_id(PUBLIC), PUBLIC, KEY.sign(payload).hex())


def facts() -> SealFacts:
    return SealFacts(
        office="示范市稳定办",
        number="SSRA-2026-1",
        fingerprint=digest("fingerprint"),
        manual_digest=digest(MANUAL),
        audit_head={"chain": "assessment/1", "sequence": 3, "digest": digest("head")},
        sealed_at="2026-11-21T13:00:00Z",
        sections={"grading": ["assessment.json", "manual.json", "result.json"]},
    )


def pack(target: Path, files: dict[str, bytes] | None = None) -> bytes:
    def tags(packed):
        files = {name: FileFacts(one.digest, one.size) for name, one in packed.items()}
        return sealed_tags(facts(), files, sign=sign)

    write_package(target, files or FILES, tags=tags)
    return target.read_bytes()


def verify(target: Path, **options) -> VerifyReport:
    reading = read_package(target, keep=KEPT_FILES)
    return check_package(reading.files, reading.kept, faults=reading.faults, **options)


def stream(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)
