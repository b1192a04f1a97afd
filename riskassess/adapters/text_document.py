"""Writes a paper as a text document (DOCX) that opens in the office's own programs.

The same paper gives the same bytes: moments come from the paper, and the container is written
again with fixed times.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from riskassess.i18n import _

SERIF, SANS, LATIN = "SimSun", "SimHei", "Times New Roman"
EPOCH = (1980, 1, 1, 0, 0, 0)
WIDTH = 17.0
"""Width of the text in centimetres: A4 with margins of 2 cm."""
INK = RGBColor(0x1C, 0x21, 0x26)
QUIET = RGBColor(0x55, 0x60, 0x6A)
BLUE = RGBColor(0x24, 0x50, 0x6E)
LABEL_WIDTH = 4.0
# What XML has no place for; a line break of a word processor is one like any other.
UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BREAKS = re.compile("[\x0b\x0c]")


def text_document(paper: Any) -> bytes:
    """Return a paper (`riskassess.print.blocks.Sheet`) as DOCX."""
    document = Document()
    _lay_out(document, paper)
    document.add_paragraph(_plain(paper.title), style="Title")
    subject = document.add_paragraph(_plain(paper.subject))
    subject.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if paper.is_demonstration:
        document.add_paragraph(_("演示数据")).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for block in paper.blocks:
        WRITERS[block.kind](document, block)
    document.add_paragraph(_plain(paper.foot), style="Quiet")
    return _fixed(document)


def _plain(text: str) -> str:
    return UNWRITABLE.sub("", BREAKS.sub("\n", text))


def _lay_out(document: Any, paper: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    _set_font(document.styles["Normal"], SERIF, 10.5)
    _set_font(document.styles["Title"], SANS, 20, colour=BLUE)
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set_font(document.styles["Heading 2"], SANS, 13, colour=BLUE)
    _set_font(document.styles["Heading 3"], SANS, 11)
    quiet = document.styles.add_style("Quiet", WD_STYLE_TYPE.PARAGRAPH)
    quiet.base_style = document.styles["Normal"]
    _set_font(quiet, SERIF, 9, colour=QUIET)
    note = document.styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = document.styles["Normal"]
    note.paragraph_format.left_indent = Cm(0.6)
    _set_font(note, SERIF, 10.5)
    section.header.paragraphs[0].text = _plain(f"{paper.title}\t\t{paper.number}")
    _number_pages(section.footer.paragraphs[0])
    about = document.core_properties
    office, subject = _plain(paper.office), _plain(paper.subject)
    about.title, about.author, about.subject = _plain(paper.title), office, subject
    about.identifier, about.comments, about.language = paper.number, paper.digest, "zh-CN"
    about.last_modified_by, about.revision = office, 1
    moment = paper.moment.astimezone(UTC).replace(tzinfo=None)
    about.created = about.modified = moment


def _set_font(style: Any, chinese: str, size: float, *, colour: RGBColor = INK) -> None:
    """Set both fonts of a style: one for Latin letters, one for Chinese."""
    style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), chinese)
    fonts.set(qn("w:hAnsi"), LATIN)


def _number_pages(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _page, after = _("第 %(page)s 页", page="\0").partition("\0")
    paragraph.add_run(before)
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        name = "w:fldChar" if kind else "w:instrText"
        part = OxmlElement(name)
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    paragraph.add_run(after)


def _heading(document: Any, block: Any) -> None:
    if block.level == 1:
        made = document.add_paragraph(_plain(block.text), style="Title")
    else:
        made = document.add_heading(_plain(block.text), level=block.level)
    made.paragraph_format.page_break_before = block.fresh


def _words(document: Any, block: Any) -> None:
    style = {"note": "Note", "quiet": "Quiet"}.get(block.style, "Normal")
    for line in block.lines:
        made = document.add_paragraph(_plain(line), style=style)
        if block.style == "right":
            made.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _facts(document: Any, block: Any) -> None:
    table = _new_table(document, (LABEL_WIDTH, WIDTH - LABEL_WIDTH))
    for label, value in block.rows:
        cells = table.add_row().cells
        _fill(cells[0], label, bold=True)
        _fill(cells[1], value)
    document.add_paragraph()


def _table(document: Any, block: Any) -> None:
    share = block.widths or [100 / len(block.head)] * len(block.head)
    table = _new_table(document, [WIDTH * each / 100 for each in share])
    head = table.add_row()
    _repeat(head)
    for cell, text in zip(head.cells, block.head, strict=True):
        _fill(cell, text, bold=True)
    for row in block.rows:
        made = table.add_row()
        _keep_whole(made)
        if block.tall:
            made.height = Cm(1.1)
        for cell, text in zip(made.cells, row, strict=True):
            _fill(cell, text)
    document.add_paragraph()


def _signatures(document: Any, block: Any) -> None:
    table = document.add_table(rows=0, cols=3)
    for label in block.labels:
        row = table.add_row()
        row.height = Cm(1.2)
        _keep_whole(row)
        for cell, text in zip(
            row.cells, (label, "＿" * 12, _("　　　年　　月　　日")), strict=True
        ):
            cell.text = _plain(text)
    document.add_paragraph()


def _new_table(document: Any, widths: Sequence[float]) -> Any:
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def _fill(cell: Any, text: str, *, bold: bool = False) -> None:
    cell.text = ""
    run = cell.paragraphs[0].add_run(_plain(text))
    run.bold, run.font.size = bold, Pt(9.5)


def _repeat(row: Any) -> None:
    """Let a head stand again on each page that the table reaches."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


WRITERS = {
    "heading": _heading,
    "words": _words,
    "facts": _facts,
    "table": _table,
    "signatures": _signatures,
}


def _fixed(document: Any) -> bytes:
    """Return the document with fixed times in its container, the same bytes every time."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return fixed.getvalue()
