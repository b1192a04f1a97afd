"""Files are judged by their content."""

import io
import struct
import zipfile

import docx
import openpyxl
import pikepdf
import pytest
from PIL import Image

from riskassess.adapters.documents import (
    PAGES_LIMIT,
    SHOWN_LIMIT,
    DocumentRefused,
    MediaType,
    extract_text,
    page_count,
    page_images,
    sniff,
)


def saved(thing, *arguments, **options):
    out = io.BytesIO()
    thing.save(out, *arguments, **options)
    return out.getvalue()


def word():
    document = docx.Document()
    document.add_paragraph("风险评估报告")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "征地", "0.6"
    return saved(document)


def sheet():
    book = openpyxl.Workbook()
    book.active.append(["因素", 0.6, None])
    return saved(book)


def pdf(pages=2, **options):
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        return saved(document, **options)


def picture(kind="PNG", mode="RGBA", size=(300, 100)):
    return saved(Image.new(mode, size), kind)


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


TYPES = {"[Content_Types].xml": "<x/>", "word__document.xml": "<x/>"}


def declared(**mebibytes):
    """Return a package whose members say that they unpack to so much, without holding it."""
    out = bytearray(zipped(**TYPES, **dict.fromkeys(mebibytes, "x")))
    for name, size in mebibytes.items():
        entry = out.rindex(name.encode()) - 46  # its record in the table of contents
        out[entry + 20 : entry + 28] = struct.pack("<II", 2**24, size * 2**20)
    return bytes(out)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (word(), MediaType.DOCX),
        (sheet(), MediaType.XLSX),
        (pdf(), MediaType.PDF),
        (picture(), MediaType.PNG),
        (picture("JPEG", "RGB"), MediaType.JPG),
        (b"plain text", None),
        (picture("GIF", "P"), None),
        (zipped(a="b"), None),
    ],
)
def test_kind_is_found_in_bytes_and_in_files(tmp_path, content, kind):
    assert sniff(content) is kind
    (tmp_path / "file").write_bytes(content)
    assert sniff(tmp_path / "file") is kind


LOCKED = pikepdf.Encryption(owner="a", user="a")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (pdf(encryption=LOCKED), "encrypted"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="")), "encrypted"),
        (b"%PDF-1.7 nothing", "broken"),
        (word()[:-200], "broken"),
        (picture()[:60], "broken"),
        (picture("JPEG", "RGB")[:200], "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "legacy_office"),
        (zipped(**TYPES, **{"word__vbaProject.bin": "x"}), "macros"),
        (zipped(**{**TYPES, "[Content_Types].xml": "application/macroEnabled"}), "macros"),
        (zipped(**TYPES, big="0" * 5_000_000), "bomb"),
        (declared(**{"big.xml": 65}), "bomb"),
        (declared(**{f"{turn}.bin": 51 for turn in range(4)}), "bomb"),
        # made when asked for: every worker of a parallel run reads this list
        (lambda: pdf(PAGES_LIMIT + 1), "too_many_pages"),
        (lambda: picture(mode="1", size=(20_000, 20_000)), "bomb"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_dangerous_files_are_refused_with_the_reason(content, reason):
    content = content() if callable(content) else content
    with pytest.raises(DocumentRefused) as refused:
        sniff(content)
    assert refused.value.reason == reason


def test_pages_come_as_images_of_the_width_asked_for():
    content = pdf(3)
    assert page_count(content, MediaType.PDF) == 3
    images = list(page_images(content, MediaType.PDF, width=400))
    assert len(images) == 3
    assert Image.open(io.BytesIO(images[0])).width == 400


def test_transparent_pictures_become_white():
    (image,) = page_images(picture(), MediaType.PNG, width=150)
    shown = Image.open(io.BytesIO(image))
    assert shown.size == (150, 50)
    assert shown.getpixel((5, 5)) == (255, 255, 255)


def test_office_files_have_text_and_no_pages():
    assert page_count(word(), MediaType.DOCX) == 0
    assert list(page_images(sheet(), MediaType.XLSX, width=100)) == []
    assert extract_text(word(), MediaType.DOCX) == "风险评估报告\n征地\t0.6"
    assert extract_text(sheet(), MediaType.XLSX) == "Sheet\n因素\t0.6\t"
    assert extract_text(pdf(), MediaType.PDF) == ""


def test_pages_beyond_the_limit_are_not_drawn():
    content = pdf(SHOWN_LIMIT + 1)
    assert page_count(content, MediaType.PDF) == SHOWN_LIMIT
    assert len(list(page_images(content, MediaType.PDF, width=8))) == SHOWN_LIMIT


def test_table_that_says_more_than_the_limit_is_no_word_file():
    with pytest.raises(DocumentRefused, match="bomb"):
        sniff(declared(**{"word/media/drawing.vml": 65}))
