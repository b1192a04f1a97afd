"""What an uploaded file is, by its content, and what can be shown of it beside the form.

Names and declared types are never asked. Files are read where they lie: give a path or an open
stream for large ones.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pypdfium2
from PIL import Image, UnidentifiedImageError

Source = bytes | Path | BinaryIO

MEMBERS_LIMIT = 10_000
UNPACKED_LIMIT = 200 * 1024 * 1024
PART_LIMIT = 64 * 1024 * 1024
"""An XML part is read as a tree of many times its size."""
RATIO_LIMIT = 200
RATIO_FROM = 1024 * 1024
"""Below this unpacked size no ratio is dangerous; empty sheets compress a thousandfold."""
PIXELS_LIMIT = 100_000_000
TEXT_LIMIT = 2_000_000
PAGES_LIMIT = 2_000
OBJECTS_LIMIT = 500_000
"""A table of contents packed into kilobytes may name millions, each of which costs memory."""
SHOWN_LIMIT = 400
"""Pages beyond are not drawn; the file itself can be downloaded."""
PAGE_HEIGHT_LIMIT = 8
"""A page image is at most this many times as high as wide."""

_XML_PARTS = (".xml", ".rels", ".vml")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class MediaType(StrEnum):
    """The kinds of file the product takes."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JPG = "jpg"
    PNG = "png"

    @property
    def mime(self) -> str:
        """Return the media type for a download."""
        return _MIMES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_MIMES = {
    MediaType.PDF: "application/pdf",
    MediaType.DOCX: f"{_OFFICE}wordprocessingml.document",
    MediaType.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    MediaType.JPG: "image/jpeg",
    MediaType.PNG: "image/png",
}
_IMAGES = {MediaType.JPG: "JPEG", MediaType.PNG: "PNG"}


class DocumentRefused(Exception):
    """A file is not taken.

    `reason`: `encrypted`, `broken`, `empty`, `macros`, `bomb`, `legacy_office` or
    `too_many_pages`.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


def open_source(source: Source) -> AbstractContextManager[BinaryIO]:
    """Open bytes or a path; an open stream is read from its start and stays open."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    if isinstance(source, Path):
        return source.open("rb")
    source.seek(0)
    return nullcontext(source)


def sniff(source: Source) -> MediaType | None:
    """Return what the content is, None for kinds not taken; raises DocumentRefused."""
    with open_source(source) as stream:
        head = stream.read(1024)
        stream.seek(0)
        if not head:
            raise DocumentRefused("empty")
        if b"%PDF-" in head:
            return _checked_pdf(stream)
        if head.startswith(b"PK\x03\x04"):
            return _checked_office(stream)
        if head.startswith(_COMPOUND):
            raise DocumentRefused("legacy_office")
        for media_type, start in _IMAGE_STARTS.items():
            if head.startswith(start):
                return _checked_image(stream, media_type)
    return None


_IMAGE_STARTS = {MediaType.JPG: b"\xff\xd8\xff", MediaType.PNG: b"\x89PNG\r\n\x1a\n"}


def _checked_pdf(stream: BinaryIO) -> MediaType:
    try:
        with pikepdf.open(stream) as pdf:
            if pdf.is_encrypted:
                raise DocumentRefused("encrypted")
            if int(pdf.trailer.get("/Size", 0)) > OBJECTS_LIMIT:
                raise DocumentRefused("bomb", f"{pdf.trailer['/Size']} objects")
            if len(pdf.pages) == 0:
                raise DocumentRefused("broken", "no page")
            if len(pdf.pages) > PAGES_LIMIT:
                raise DocumentRefused("too_many_pages", f"{len(pdf.pages)} pages")
    except pikepdf.PasswordError as problem:
        raise DocumentRefused("encrypted") from problem
    except pikepdf.PdfError as problem:
        raise DocumentRefused("broken", str(problem)) from problem
    return MediaType.PDF


def _checked_office(stream: BinaryIO) -> MediaType | None:
    try:
        with zipfile.ZipFile(stream) as package:
            members = package.infolist()
            _refuse_bomb(members)
            names = {member.filename for member in members}
            if "[Content_Types].xml" not in names:
                return None
            types = package.read("[Content_Types].xml")
            package.testzip()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as problem:
        reason = "encrypted" if "encrypted" in str(problem) else "broken"
        raise DocumentRefused(reason, str(problem)) from problem
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise DocumentRefused("macros")
    if "word/document.xml" in names:
        return MediaType.DOCX
    return MediaType.XLSX if "xl/workbook.xml" in names else None


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    """Raise DocumentRefused for packages that unpack to far more than they are."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MEMBERS_LIMIT or unpacked > UNPACKED_LIMIT:
        raise DocumentRefused("bomb", f"{len(members)} members, {unpacked} bytes")
    for member in members:
        if member.file_size > PART_LIMIT and member.filename.lower().endswith(_XML_PARTS):
            raise DocumentRefused("bomb", f"{member.filename}: {member.file_size} bytes")
    if unpacked > RATIO_FROM and unpacked / packed > RATIO_LIMIT:
        raise DocumentRefused("bomb", f"{unpacked} bytes from {packed}")


def _opened_image(stream: BinaryIO, media_type: MediaType) -> Image.Image:
    image = Image.open(stream, formats=[_IMAGES[media_type]])
    if image.width * image.height > PIXELS_LIMIT:
        raise DocumentRefused("bomb", f"{image.width} × {image.height} pixels")
    return image


def _checked_image(stream: BinaryIO, media_type: MediaType) -> MediaType:
    try:
        _opened_image(stream, media_type).load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise DocumentRefused("broken", str(problem)) from problem
    except Image.DecompressionBombError as problem:
        raise DocumentRefused("bomb", str(problem)) from problem
    return media_type


def page_count(source: Source, media_type: MediaType) -> int:
    """Return how many pages can be shown as images: none of Office files, which are downloads."""
    if media_type in _IMAGES:
        return 1
    if media_type is not MediaType.PDF:
        return 0
    with closing(_opened_pdf(source)) as pdf:
        return min(len(pdf), SHOWN_LIMIT)


def _opened_pdf(source: Source) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as problem:
        raise DocumentRefused("broken", str(problem)) from problem


def page_images(source: Source, media_type: MediaType, *, width: int) -> Iterator[bytes]:
    """Yield each page as a JPEG at most `width` pixels wide; nothing for Office files."""
    if media_type in _IMAGES:
        with open_source(source) as stream:
            yield _as_jpeg(_opened_image(stream, media_type), width)
    elif media_type is MediaType.PDF:
        with closing(_opened_pdf(source)) as pdf:
            for number in range(min(len(pdf), SHOWN_LIMIT)):
                yield _page_as_jpeg(pdf[number], width)


def _page_as_jpeg(page: pypdfium2.PdfPage, width: int) -> bytes:
    across, down = page.get_size()
    scale = min(width / max(across, 1), width * PAGE_HEIGHT_LIMIT / max(down, 1))
    bitmap = page.render(scale=scale)
    try:
        return _as_jpeg(bitmap.to_pil(), width)
    finally:
        bitmap.close()
        page.close()


def _as_jpeg(image: Image.Image, width: int) -> bytes:
    image.thumbnail((width, width * PAGE_HEIGHT_LIMIT))
    if image.mode in {"RGBA", "LA", "P", "PA"}:  # transparent parts print white
        over = image.convert("RGBA")
        image = Image.new("RGB", over.size, "white")
        image.paste(over, mask=over.getchannel("A"))
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=85, subsampling=0, optimize=True)
    return out.getvalue()


def extract_text(source: Source, media_type: MediaType) -> str:
    """Return the text of a Word or Excel file, at most TEXT_LIMIT characters; else nothing."""
    readers = {MediaType.DOCX: _docx_lines, MediaType.XLSX: _xlsx_lines}
    if media_type not in readers:
        return ""
    lines: list[str] = []
    size = 0
    with open_source(source) as stream:
        try:
            for line in readers[media_type](stream):
                lines.append(line)
                size += len(line) + 1
                if size > TEXT_LIMIT:
                    break
        except (KeyError, ValueError, OSError, SyntaxError, zipfile.BadZipFile) as problem:
            raise DocumentRefused("broken", str(problem)) from problem
    return "\n".join(lines)[:TEXT_LIMIT]


def _docx_lines(stream: BinaryIO) -> Iterator[str]:
    import docx  # a third of a second that only a worker needs
    from docx.text.paragraph import Paragraph

    for block in docx.Document(stream).iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows:
                yield "\t".join(cell.text for cell in row.cells)


def _xlsx_lines(stream: BinaryIO) -> Iterator[str]:
    import openpyxl

    with closing(openpyxl.load_workbook(stream, read_only=True, data_only=True)) as book:
        for sheet in book.worksheets:
            yield sheet.title
            for row in sheet.iter_rows(values_only=True):
                cells = ["" if cell is None else str(cell) for cell in row]
                if any(cells):
                    yield "\t".join(cells)
