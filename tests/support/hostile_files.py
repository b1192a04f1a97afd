"""Files that want to do harm or are simply wrong, each small enough to be made in a test."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
import pikepdf

_OFFICE = "application/vnd.openxmlformats-officedocument."
WORD_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="'
    f'{_OFFICE}wordprocessingml.document.main+xml"/></Types>'
)
WORD_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument'
    '/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
WORD_NAMES = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
ENTITIES = f'<!DOCTYPE x [<!ENTITY l0 "风险风险风险">{LAUGHS}]>'
MOST_OBJECTS = 1_000_000


def package(members: Mapping[str, Any]) -> bytes:
    """Return a ZIP package of the members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def word(document: str, more: Mapping[str, bytes] | None = None) -> bytes:
    """Return a Word file whose main part is exactly this text."""
    return package(
        {"[Content_Types].xml": WORD_TYPES, "_rels/.rels": WORD_RELS,
         "word/document.xml": document, **(more or {})}
    )  # fmt: skip


def word_text(text: str, head: str = "") -> str:
    """Return the main part of a Word file with one paragraph."""
    return (
        f'<?xml version="1.0"?>{head}<w:document xmlns:w="{WORD_NAMES}"><w:body><w:p><w:r>'
        f"<w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )


def workbook(*rows: list[object]) -> bytes:
    """Return a workbook with one sheet."""
    book = openpyxl.Workbook()
    for row in rows or (["因素", 0.6],):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a package in which one part is changed, or added when it was missing."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    return package({**parts, name: change(parts.get(name, b""))})


def entity_word() -> bytes:
    """Return a Word file whose one paragraph would be six thousand million characters."""
    return word(word_text("&l9;", head=ENTITIES))


def entity_workbook() -> bytes:
    """Return a workbook whose one cell would be six thousand million characters."""
    sheet = (
        f'<?xml version="1.0"?>{ENTITIES}<worksheet xmlns="http://schemas.openxmlformats.org/'
        'spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t>'
        "</is></c></row></sheetData></worksheet>"
    )
    return with_part(workbook(), "xl/worksheets/sheet1.xml", lambda _was: sheet.encode())


def outside_word() -> bytes:
    """Return a Word file that wants a file of the server inside its text."""
    head = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>'
    return word(word_text("&l9;", head=head))


def nested_word(depth: int = 20_000) -> bytes:
    """Return a Word file whose elements stand inside each other without end."""
    return word(word_text("</w:t>" + "<w:p>" * depth + "</w:p>" * depth + "<w:t>"))


def nested_zip(depth: int = 5) -> bytes:
    """Return packages within packages, the innermost a gigabyte of nothing declared."""
    inner = package({"0": bytes(1_000_000)})
    for _level in range(depth):
        inner = package({str(number): inner for number in range(4)})
    return inner


def locked_zip() -> bytes:
    """Return a package whose members say that they need a password."""
    content = bytearray(word(word_text("密")))
    for start, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(start)
        while at >= 0:
            content[at + flag] |= 1
            at = content.find(start, at + 4)
    return bytes(content)


def locked_workbook() -> bytes:
    """Return what Excel writes under a password: no package but a compound file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 64


def pdf(**options: Any) -> bytes:
    """Return a PDF with one page."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out, **options)
    return out.getvalue()


def locked_pdf() -> bytes:
    """Return a PDF that opens with a password only."""
    return pdf(encryption=pikepdf.Encryption(owner="a", user="a"))


def pdf_of_objects(count: int = MOST_OBJECTS) -> bytes:
    """Return a PDF of a few kilobytes whose packed table of contents names so many objects."""
    body, places = _begun_pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )
    start = len(body)
    rows = [b"\1%c%c\0" % divmod(place, 256) for place in (0, *places)]
    rows.append((b"\1%c%c\0" % divmod(start, 256)) * count)
    packed = zlib.compress(b"".join(rows), 9)
    head = "<</Type/XRef/Size %d/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>"
    body += b"4 0 obj" + (head % (count + 4, len(packed))).encode() + b"stream\n" + packed
    return bytes(body + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % start)


def _begun_pdf(*objects: str) -> tuple[bytearray, list[int]]:
    """Return a PDF without its end, and where each of its objects begins."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{text}endobj\n".encode()
    return body, places


def pdf_of_nested_pages(depth: int) -> bytes:
    """Return a PDF whose tree of pages is a chain."""
    body, places = _begun_pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        *(f"<</Type/Pages/Kids[{level + 3} 0 R]/Count 1>>" for level in range(depth)),
        f"<</Type/Page/Parent {depth + 1} 0 R/MediaBox[0 0 9 9]>>",
    )
    start = len(body)
    lines = [b"0000000000 65535 f \n", *(b"%010d 00000 n \n" % place for place in places)]
    body += b"xref\n0 %d\n" % (len(places) + 1) + b"".join(lines)
    body += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, start)
    return bytes(body)


def pdf_in_a_circle() -> bytes:
    """Return a PDF whose tree of pages is its own child."""
    return pdf_of_nested_pages(3).replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]")


def wide_png(side: int = 30_000) -> bytes:
    """Return a picture of a few kilobytes that unpacks to a gigapixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 + side // 8) * 64, 9)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zip_bomb() -> bytes:
    """Return a Word file that unpacks to a hundred times what it is."""
    return word(word_text("压"), {"word/media/a.bin": bytes(50_000_000)})


# What no path takes, whatever its field is for: what it is → content.
REFUSED: Mapping[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "program under the name of a PDF": lambda: b"MZ\x90\0" + bytes(100),
    "text under the name of a PDF": lambda: "不是 PDF".encode(),
    "cut PDF": lambda: pdf()[:60],
    "locked PDF": locked_pdf,
    "locked workbook": locked_workbook,
    "locked package": locked_zip,
    "packages in packages": nested_zip,
    "package that unpacks without end": zip_bomb,
    "picture of a gigapixel": wide_png,
    "PDF of a million objects": pdf_of_objects,
    "PDF whose pages stand in each other": lambda: pdf_of_nested_pages(1000),
    "PDF whose pages are their own parents": pdf_in_a_circle,
}
# Taken as documents, for nobody reads their XML before a worker does; refused wherever it is read.
EXPLODING: Mapping[str, Callable[[], bytes]] = {
    "Word file that grows": entity_word,
    "workbook that grows": entity_workbook,
    "Word file that stands in itself": nested_word,
    "Word file that wants a file of the server": outside_word,
}
