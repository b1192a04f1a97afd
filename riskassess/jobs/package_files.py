"""The files of a dossier package and the sections they belong to."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from models import Document
from riskassess.adapters.packages import Packed, Source
from riskassess.domain.errors import Conflict
from riskassess.proof.canonical import canonical_bytes
from riskassess.proof.seal import PAYLOAD
from riskassess.queries.dossier_material import Material
from riskassess.services.certificates import utc_text
from riskassess.services.draw_texts import announced_text, draw_text

REGISTER_FORMAT = "riskassess.register/1"
LEDGER_FORMAT = "riskassess.draw-ledger/1"
NAME_LENGTH = 80
_UNSAFE = re.compile(r'[\\/:%<>"|?*\x00-\x1f\x7f]+')
# First part of a name below data/ → section, so that a change can be named.
SECTIONS = {
    "dossier.pdf": "report",
    "assessment.json": "grading",
    "manual.json": "grading",
    "result.json": "grading",
    "certificate.json": "approval",
    "draws": "draws",
    "announcements": "draws",
    "ledger.json": "draws",
    "audit.jsonl": "audit",
    "register.json": "documents",
    "documents": "documents",
    "signature-pages": "signatures",
    "papers": "papers",
    "rounds": "rounds",
}


def package_files(material: Material, path_of: Callable[[str], Path]) -> dict[str, Source]:
    """Return the files below data/ but the printed ones; `path_of` finds a file by its digest."""
    stored = material.result.stored
    documents = document_names(material.documents)
    by_id = {row.id: row for row in material.documents}
    return {
        "assessment.json": stored.assessment_file.encode("utf-8"),
        "manual.json": material.manual_row.content.encode("utf-8"),
        "result.json": stored.printed.encode("utf-8"),
        "certificate.json": material.approval.certificate.content.encode("utf-8"),
        "audit.jsonl": b"".join(canonical_bytes(line) + b"\n" for line in material.chain_lines()),
        "register.json": canonical_bytes(_register(material, documents)),
        **_draws(material),
        **_signature_pages(material, path_of),
        **{name: path_of(by_id[key].digest) for key, name in documents.items()},
    }


def _signature_pages(material: Material, path_of: Callable[[str], Path]) -> dict[str, Source]:
    """Return the pages that the panels signed, by review and number; scans stay in the office.

    A scan shows a name in ink beside the code that `assessment.json` names scores by.
    """
    return {
        f"signature-pages/{view.review.number}-{page.page.number}.pdf": path_of(
            page.page.file_digest
        )
        for view in material.reviews
        for page in material.signature_pages[view.review.id or 0]
    }


def require_unchanged(material: Material, packed: Mapping[str, Packed]) -> None:
    """Raise Conflict `document_changed` unless the bytes packed are those that were registered."""
    names = document_names(material.documents)
    for row in material.documents:
        if row.id in names and packed[PAYLOAD + names[row.id]].digest != row.digest:
            part = f"{row.code} {row.filename}"
            raise Conflict("document_changed", where=f"document:{row.id} {part}", part=part)


def _draws(material: Material) -> dict[str, Source]:
    """Return the records of all draws, announcements of those never made, and the ledger."""
    files: dict[str, Source] = {}
    for view in material.reviews:
        for line in view.draws:
            name = f"{view.review.number}-{line.draw.number}.json"
            text = draw_text(line.draw)
            if text:
                files[f"draws/{name}"] = text.encode("utf-8")
            else:
                files[f"announcements/{name}"] = announced_text(line.draw).encode("utf-8")
    rows = [
        [line.entry.number, str(line.entry.kind), line.entry.reason_code, line.draw_number,
         utc_text(line.entry.at)]
        for line in material.ledger
    ]  # fmt: skip
    return {**files, "ledger.json": canonical_bytes({"format": LEDGER_FORMAT, "lines": rows})}


def _register(material: Material, names: dict[int | None, str]) -> dict[str, object]:
    """Return every version of every document with its digest; only current ones are packed."""
    return {
        "format": REGISTER_FORMAT,
        "documents": [
            {
                "code": row.code,
                "item": row.item,
                "title": row.title,
                "filename": row.filename,
                "digest": row.digest,
                "size": row.size,
                "media_type": row.media_type,
                "uploaded_at": utc_text(row.uploaded_at),
                "superseded_at": utc_text(row.superseded_at) if row.superseded_at else None,
                "file": names.get(row.id),
            }
            for row in material.documents
        ],
        "missing": [[paper.code, paper.name] for paper in material.missing],
    }


def document_names(documents: Iterable[Document]) -> dict[int | None, str]:
    """Return the name in the package of each current document, by its id."""
    names: dict[int | None, str] = {}
    taken: set[str] = set()
    for row in documents:
        if row.superseded_at is not None:
            continue
        name = f"documents/{row.code}/{safe_name(row.filename)}"
        if name.casefold() in taken:
            name = f"documents/{row.code}/{row.id}-{safe_name(row.filename)}"
        taken.add(name.casefold())
        names[row.id] = name
    return names


def safe_name(filename: str) -> str:
    """Return a file name that every system can unpack; its ending stays.

    >>> safe_name('../可研:报告".pdf')
    '可研_报告_.pdf'
    """
    bare = _UNSAFE.sub("_", PurePosixPath(filename.replace("\\", "/")).name).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    if not dot:
        return (bare or "file")[:NAME_LENGTH]
    return f"{(stem or 'file')[:NAME_LENGTH]}.{ending[:10]}"


def package_sections(packed: Iterable[str]) -> dict[str, list[str]]:
    """Return the section of each file, by names below data/."""
    sections: dict[str, list[str]] = {}
    for name in sorted(packed):
        below = name.removeprefix(PAYLOAD)
        sections.setdefault(SECTIONS[below.split("/")[0]], []).append(below)
    return sections
