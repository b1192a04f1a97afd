"""Makes a PDF fit for the archive: metadata, attachments, PDF/A-3b, the same bytes every time."""

import io
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pikepdf
import pikepdf.pdfa
from pikepdf import Array, AttachedFileSpec, Name

FLAVOUR = "3b"
"""The one part of PDF/A that may carry the assessment file; 1b cannot hold long files of Qt."""

_PATTERN_USE = re.compile(rb"/Pat\d+\s+(?:scn|SCN)")


@dataclass(frozen=True)
class Description:
    """Title, authors and moment written into the file."""

    title: str
    authors: tuple[str, ...]
    subject: str
    created_at: datetime
    producer: str
    language: str


def drop_unused_patterns(pdf: pikepdf.Pdf) -> None:
    """Remove pattern resources no page uses: Qt always writes them, PDF/A refuses them."""
    for page in pdf.pages:
        resources: Any = page.get("/Resources", {})
        if "/Pattern" not in resources or _PATTERN_USE.search(_content(page)):
            continue
        del resources["/Pattern"]
        spaces: Any = resources.get("/ColorSpace", {})
        for name in [key for key, space in spaces.items() if _is_pattern_space(space)]:
            del spaces[name]


def _is_pattern_space(space: pikepdf.Object) -> bool:
    return isinstance(space, Array) and len(space) > 0 and space[0] == Name.Pattern


def _content(page: pikepdf.Page) -> bytes:
    contents = page.get("/Contents")
    if contents is None:
        return b""
    streams = contents if isinstance(contents, Array) else [contents]
    return b"".join(stream.read_bytes() for stream in streams)


def mark_links_printable(pdf: pikepdf.Pdf) -> None:
    """Set the print flag of every annotation, as PDF/A demands."""
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            annotation.F = 4


def attach_files(pdf: pikepdf.Pdf, attachments: Mapping[str, bytes], *, at: datetime) -> None:
    """Attach files as the data behind the document, in the order of their names."""
    moment = at.strftime("D:%Y%m%d%H%M%SZ")
    for name in sorted(attachments):
        pdf.attachments[name] = AttachedFileSpec(
            pdf,
            attachments[name],
            filename=name,
            mime_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            creation_date=moment,
            mod_date=moment,
            relationship=Name.Data,  # type: ignore[call-arg]  # missing in its stub
        )


def describe(pdf: pikepdf.Pdf, description: Description) -> None:
    """Write XMP metadata and language; the old document information goes, it holds the clock."""
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    moment = description.created_at.isoformat(timespec="seconds")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as record:
        record["dc:title"] = description.title
        record["dc:creator"] = list(description.authors)
        if description.subject:
            record["dc:description"] = description.subject
        record["dc:language"] = [description.language]
        record["pdf:Producer"] = description.producer
        record["xmp:CreatorTool"] = description.producer
        record["xmp:CreateDate"] = moment
        record["xmp:ModifyDate"] = moment
    pdf.Root.Lang = pikepdf.String(description.language)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


def save_archive(pdf: pikepdf.Pdf) -> tuple[bytes, str, tuple[str, ...]]:
    """Return the bytes, the verdict ("pass" or "fail") and what was found wrong.

    A file that fails is still returned: the caller decides whether it may be sealed.
    """
    pikepdf.pdfa.prepare(pdf, FLAVOUR)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as record:
        record["xmp:MetadataDate"] = record["xmp:CreateDate"]  # the preparation wrote the clock
    stream = io.BytesIO()
    try:
        report = pikepdf.pdfa.save(pdf, stream, FLAVOUR, repair=False, deterministic_id=True)
    except pikepdf.pdfa.PdfaError as problem:
        findings = tuple(str(finding) for finding in problem.report.findings)
        stream = io.BytesIO()
        pdf.save(stream, deterministic_id=True)
        return stream.getvalue(), str(problem.report.verdict), findings
    return stream.getvalue(), str(report.verdict), ()
