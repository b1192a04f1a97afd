"""Seal and certificate: what the office signs of a dossier, and the bag its files lie in.

A dossier package is a BagIt bag (RFC 8493) with the seal as one more tag file. All tag files but
the seal follow from it and from the manifest: its one signature covers each byte of the package.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from riskassess.proof.canonical import bytes_digest, canonical_bytes, digest
from riskassess.proof.signing import MadeSignature, frame, signature_record

SEAL_FORMAT = "riskassess.seal/1"
CERTIFICATE_FORMAT = "riskassess.certificate/1"
SEAL_NAME = "seal.json"
MANIFEST_NAME = "manifest-sha256.txt"
TAG_MANIFEST_NAME = "tagmanifest-sha256.txt"
BAGIT_NAME = "bagit.txt"
BAG_FACTS_NAME = "bag-info.txt"
TAG_NAMES = (BAG_FACTS_NAME, BAGIT_NAME, MANIFEST_NAME, SEAL_NAME, TAG_MANIFEST_NAME)
PAYLOAD = "data/"
BAGIT_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

Signer = Callable[[bytes], MadeSignature]


@dataclass(frozen=True)
class FileFacts:
    """What a package says of a file: `sha256:…` and size in bytes."""

    digest: str
    size: int


@dataclass(frozen=True)
class SealFacts:
    """What the office puts its name to besides the files.

    `sections` gives each section its file names below data/; files in none belong to `other`.
    `audit_head` is {"chain", "sequence", "digest"}; `sealed_at` is UTC, `2026-11-21T13:00:00Z`.
    """

    office: str
    number: str
    fingerprint: str
    manual_digest: str
    audit_head: Mapping[str, object]
    sealed_at: str
    sections: Mapping[str, Sequence[str]]


def section_digest(files: Mapping[str, FileFacts]) -> str:
    """Return the digest over names and digests of a section's files.

    >>> section_digest({}) == digest([])
    True
    """
    return digest([[name, files[name].digest] for name in sorted(files)])


def _sections(facts: SealFacts, files: Mapping[str, FileFacts]) -> list[dict[str, object]]:
    """Return the sections of the seal; raises ValueError for names that are missing or twice."""
    named = {name: sorted(f"{PAYLOAD}{file}" for file in names)
             for name, names in facts.sections.items()}  # fmt: skip
    listed = [file for names in named.values() for file in names]
    if len(set(listed)) != len(listed) or not set(listed) <= set(files):
        raise ValueError("a section names a file twice or one that is not in the package")
    rest = sorted(set(files) - set(listed))
    if rest:
        named["other"] = sorted([*named.get("other", []), *rest])
    return [
        {
            "name": name,
            "digest": section_digest({file: files[file] for file in names}),
            "files": names,
        }
        for name, names in sorted(named.items())
    ]


def manifest_text(files: Mapping[str, FileFacts]) -> bytes:
    r"""Return the manifest: digest and name of each file below data/, sorted.

    >>> manifest_text({"data/a": FileFacts("sha256:ab", 1)})
    b'ab  data/a\n'
    """
    lines = [f"{files[name].digest.removeprefix('sha256:')}  {name}\n" for name in sorted(files)]
    return "".join(lines).encode("utf-8")


def bag_facts_text(seal: Mapping[str, object], files: Mapping[str, FileFacts]) -> bytes:
    """Return bag-info.txt, wholly derived from the seal and the files."""
    size = sum(file.size for file in files.values())
    office = " ".join(str(seal["office"]).split())
    number = " ".join(str(seal["number"]).split())
    lines = (
        f"Bagging-Date: {str(seal['sealed_at'])[:10]}\n",
        f"External-Identifier: {number}\n",
        f"Payload-Oxum: {size}.{len(files)}\n",
        f"Source-Organization: {office}\n",
    )
    return "".join(lines).encode("utf-8")


def tag_manifest_text(tags: Mapping[str, bytes]) -> bytes:
    """Return the manifest of the tag files given."""
    return manifest_text({name: FileFacts(bytes_digest(tags[name]), 0) for name in tags})


def seal_payload(facts: SealFacts, files: Mapping[str, FileFacts]) -> dict[str, object]:
    """Return the seal without its signature; frame it for the purpose `seal`."""
    return {
        "format": SEAL_FORMAT,
        "office": facts.office,
        "number": facts.number,
        "sections": _sections(facts, files),
        "manifest_digest": bytes_digest(manifest_text(files)),
        "fingerprint": facts.fingerprint,
        "manual_digest": facts.manual_digest,
        "audit_head": dict(facts.audit_head),
        "sealed_at": facts.sealed_at,
    }


def derived_tags(
    seal: Mapping[str, object], seal_bytes: bytes, files: Mapping[str, FileFacts]
) -> dict[str, bytes]:
    """Return every tag file a package with this seal and these files must hold."""
    tags = {
        BAGIT_NAME: BAGIT_TEXT,
        BAG_FACTS_NAME: bag_facts_text(seal, files),
        MANIFEST_NAME: manifest_text(files),
        SEAL_NAME: seal_bytes,
    }
    return {**tags, TAG_MANIFEST_NAME: tag_manifest_text(tags)}


def sealed_tags(
    facts: SealFacts, files: Mapping[str, FileFacts], *, sign: Signer
) -> dict[str, bytes]:
    """Return the tag files of a package, the signed seal among them.

    Parameters
    ----------
    facts : SealFacts
        What is sealed.
    files : Mapping of str to FileFacts
        Every file by its name in the package, `data/…`.
    sign : callable
        Signs a framed payload with the office's key.

    Returns
    -------
    dict of str to bytes
        bag-info.txt, bagit.txt, manifest-sha256.txt, seal.json, tagmanifest-sha256.txt.

    Raises
    ------
    ValueError
        If a section names a file twice or one that is not there.
    """
    payload = seal_payload(facts, files)
    seal = {**payload, "signature": signature_record(sign(frame("seal", payload)))}
    return derived_tags(seal, canonical_bytes(seal), files)


@dataclass(frozen=True)
class CertificateFacts:
    """What an approval certifies. `grades` is {"initial_grade": …, "expected_grade": …}.

    `sections` gives the digest of each part the fingerprint covers, so that a change can be named;
    `explanation_digest` is that of the proposer's explanation, which is outside the fingerprint;
    `proposer_post`, `approver_post` are the posts of the two officers. `draws` says how the panel
    came about: how often each kind of line stands in the ledger of draws, and the records of the
    draws by address and digest; certificates from before the ledger have none. `panel` says of each
    review how its panel agreed: votes, dissents by digest, the signature page; certificates from
    before group opinions have none. `emergency` names each break-glass access to the case that
    was agreed to until then; where there was none the certificate says nothing of it.
    """

    assessment: str
    office: str
    fingerprint: str
    grades: Mapping[str, str | None]
    manual_digest: str
    sections: Mapping[str, str]
    explanation_digest: str
    approved_at: str
    proposer_post: str
    approver_post: str
    audit_head: Mapping[str, object]
    draws: Mapping[str, object] | None = None
    panel: Sequence[Mapping[str, object]] | None = None
    emergency: Sequence[Mapping[str, object]] = ()


def certificate_payload(facts: CertificateFacts) -> dict[str, object]:
    """Return the certificate without its signature; frame it for the purpose `certificate`."""
    draws = {} if facts.draws is None else {"draws": dict(facts.draws)}
    panel = {} if facts.panel is None else {"panel": [dict(row) for row in facts.panel]}
    emergency = {"emergency": [dict(row) for row in facts.emergency]} if facts.emergency else {}
    return {
        "format": CERTIFICATE_FORMAT,
        **draws,
        **panel,
        **emergency,
        "assessment": facts.assessment,
        "office": facts.office,
        "fingerprint": facts.fingerprint,
        "grades": dict(facts.grades),
        "manual_digest": facts.manual_digest,
        "sections": dict(facts.sections),
        "explanation_digest": facts.explanation_digest,
        "approved_at": facts.approved_at,
        "proposer": facts.proposer_post,
        "approver": facts.approver_post,
        "audit_head": dict(facts.audit_head),
    }


def signed_certificate(facts: CertificateFacts, *, sign: Signer) -> bytes:
    """Return the certificate as the file that is published: canonical JSON, one line."""
    payload = certificate_payload(facts)
    signature = signature_record(sign(frame("certificate", payload)))
    return canonical_bytes({**payload, "signature": signature})
