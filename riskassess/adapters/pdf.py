"""Documents as PDF: one page of HTML in, one archivable PDF out."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pikepdf

from riskassess.adapters.pdf_archive import (
    Description,
    attach_files,
    describe,
    drop_unused_patterns,
    mark_links_printable,
    save_archive,
)
from riskassess.adapters.pdf_engine import (
    ConverterFailed,
    ConverterMissing,
    ConverterTimeout,
    PdfError,
    ResourceBlocked,
    convert,
)
from riskassess.adapters.pdf_headings import Heading, mark_headings, take_places
from riskassess.adapters.pdf_numbering import (
    Entry,
    Labels,
    Layout,
    insert_contents,
    lay_out,
    number_pages,
    write_outline,
)
from riskassess.adapters.pdf_text_layer import repair_text_layer

__all__ = [
    "ConverterFailed",
    "ConverterMissing",
    "ConverterTimeout",
    "Labels",
    "PdfError",
    "PdfHeading",
    "PdfMeta",
    "PdfResult",
    "ResourceBlocked",
    "render_pdf",
]


@dataclass(frozen=True)
class PdfMeta:
    """What the document is called, who answers for it, and when it was made (aware).

    With `cover` the first page is the cover: no number, no running head, contents after it.
    """

    title: str
    created_at: datetime
    authors: tuple[str, ...] = ()
    subject: str = ""
    number: str = ""
    cover: bool = True
    contents: bool = True
    producer: str = "riskassess"
    language: str = "zh-CN"
    labels: Labels = field(default_factory=Labels)


@dataclass(frozen=True)
class PdfHeading:
    """A heading of the finished file: `page` as printed, `index` counted from 0."""

    level: int
    text: str
    page: int
    index: int


@dataclass(frozen=True)
class PdfResult:
    """The PDF and what is known of it.

    `verdict` is that of PDF/A-3b; `findings` say why it failed. `unknown_glyphs`
    counts characters that are drawn but cannot be searched for.
    """

    content: bytes
    pages: int
    headings: tuple[PdfHeading, ...]
    verdict: str
    findings: tuple[str, ...]
    unknown_glyphs: int


def render_pdf(
    html: str,
    *,
    meta: PdfMeta,
    attachments: Mapping[str, bytes],
    converter: str = "/usr/bin/wkhtmltopdf",
    timeout: float = 120.0,
) -> PdfResult:
    """Return the document as PDF/A-3b with contents, numbers, bookmarks and attachments.

    The same HTML, meta and attachments give the same bytes. Raises ConverterMissing,
    ConverterTimeout, ConverterFailed or ResourceBlocked, all of them PdfError.
    """
    marked = mark_headings(html)
    bare = convert(marked.html, converter=converter, timeout=timeout)
    with pikepdf.open(io.BytesIO(bare)) as pdf:
        places = take_places(pdf, marked.prefix)
        layout, entries = lay_out(
            marked.headings if meta.contents else (), places, cover=meta.cover
        )
        _finish(pdf, entries, layout=layout, labels=_labels(meta))
        unknown = repair_text_layer(pdf, html + _spoken(meta, marked.headings))
        _archive(pdf, meta, attachments)
        pages = len(pdf.pages)
        content, verdict, findings = save_archive(pdf)
    headings = tuple(
        PdfHeading(e.heading.level, e.heading.text, layout.printed(e.index), e.index)
        for e in entries
    )
    return PdfResult(content, pages, headings, verdict, findings, unknown)


def _labels(meta: PdfMeta) -> Labels:
    given = meta.labels
    return Labels(
        contents=given.contents,
        page=given.page,
        cover=given.cover,
        running_left=given.running_left or meta.title,
        running_right=given.running_right or meta.number,
    )


def _spoken(meta: PdfMeta, headings: tuple[Heading, ...]) -> str:
    """Return the texts printed besides the page itself; entities may hide rare ones in the HTML."""
    return "".join([meta.title, meta.number, *(heading.text for heading in headings)])


def _finish(pdf: pikepdf.Pdf, entries: list[Entry], *, layout: Layout, labels: Labels) -> None:
    insert_contents(pdf, entries, layout=layout, labels=labels)
    number_pages(pdf, layout=layout, labels=labels)
    write_outline(pdf, entries)


def _archive(pdf: pikepdf.Pdf, meta: PdfMeta, attachments: Mapping[str, bytes]) -> None:
    mark_links_printable(pdf)
    drop_unused_patterns(pdf)
    attach_files(pdf, attachments, at=meta.created_at)
    describe(
        pdf,
        Description(
            title=meta.title,
            authors=meta.authors,
            subject=meta.subject,
            created_at=meta.created_at,
            producer=meta.producer,
            language=meta.language,
        ),
    )
