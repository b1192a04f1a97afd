"""Draws the signature page: one A4 page with a box for each member, and what a box shows.

Drawn point by point and not converted from HTML: the boxes of the signatures must lie exactly
where the lines for ink are.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pikepdf
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from riskassess.adapters.pdf_archive import Description, attach_files, describe, save_archive
from riskassess.adapters.pdf_fonts import (
    OVERLAY_FONT,
    draw_text,
    shortened,
    text_width,
    use_fonts,
)

Box = tuple[float, float, float, float]
WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 48.0, WIDTH - 48.0, HEIGHT - 42.0, 40.0
INK, QUIET, LINE, BLUE = (
    (0.11, 0.13, 0.15),
    (0.33, 0.38, 0.42),
    (0.6, 0.65, 0.68),
    (0.14, 0.31, 0.43),
)
QR_SIDE = 78.0
TALLEST, LOWEST = 44.0, 21.0  # rows of the table of members
ONE_COLUMN = 10
LEAST_DISSENT = 3  # lines that a dissent gets at least, however large the panel
SMALL, NORMAL = 7.5, 9.5
_NOT_FIRST = "，。；：、？！）》」』”’…"


@dataclass(frozen=True)
class MemberRow:
    """One member: what stands beside the box, and the name of its field."""

    label: str
    mark: str
    field: str


@dataclass(frozen=True)
class SheetWords:
    """Everything that the page says, in the order in which it stands there."""

    office: str
    title: str
    mark: str
    code: str
    code_label: str
    facts: Sequence[tuple[str, str]]
    files_head: str
    files: Sequence[tuple[str, str]]
    verdict_head: str
    verdict: Sequence[tuple[str, str]]
    dissent_head: str
    dissent: str
    dissent_cut: str
    members_head: str
    date_head: str
    members: Sequence[MemberRow]
    notes: Sequence[str]


@dataclass(frozen=True)
class DrawnSheet:
    """The page as PDF/A-3b, the boxes by field name, and whether the dissent was cut."""

    content: bytes
    boxes: dict[str, Box]
    is_cut: bool


def draw_sheet(words: SheetWords, record: bytes, *, name: str, at: datetime) -> DrawnSheet:
    """Return the page with its record attached under `name`; the same words give the same bytes."""
    use_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, initialFontName=OVERLAY_FONT, invariant=True)
    pen = _Pen(canvas)
    pen.head(words)
    pen.table(words.facts)
    pen.section(words.files_head)
    pen.table(words.files, size=SMALL)
    pen.section(words.verdict_head)
    pen.table(words.verdict)
    notes = len(words.notes) * 11.0 + 8
    height = _row_height(len(words.members), pen.y - BOTTOM - notes)
    below = notes + _rows(len(words.members)) * height + 34
    is_cut = pen.dissent(words, until=BOTTOM + below)
    boxes = pen.members(words, height)
    pen.notes(words.notes)
    canvas.showPage()
    canvas.save()
    return DrawnSheet(_archived(stream, words, record, name=name, at=at), boxes, is_cut)


def draw_stamp(lines: Sequence[str], box: Box) -> bytes:
    """Return what a signed box shows, as a PDF of exactly its size."""
    use_fonts()
    stream = io.BytesIO()
    width, height = box[2] - box[0], box[3] - box[1]
    canvas = Canvas(stream, pagesize=(width, height), initialFontName=OVERLAY_FONT, invariant=True)
    canvas.setFillColorRGB(*BLUE)
    canvas.setStrokeColorRGB(*BLUE)
    step = height / (len(lines) + 0.4)
    size = min(9.0, step * 0.78)
    for place, line in enumerate(lines):
        y = height - step * (place + 0.95)
        draw_text(canvas, 4, y, shortened(line, size, width - 8), size=size)
    canvas.setLineWidth(0.8)
    canvas.line(0.6, 1, 0.6, height - 1)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _rows(members: int) -> int:
    return members if members <= ONE_COLUMN else (members + 1) // 2


def _row_height(members: int, room: float) -> float:
    """Return how tall a row is, so that the dissent keeps its least lines."""
    free = room - LEAST_DISSENT * 13 - 60
    return max(LOWEST, min(TALLEST, free * 0.72 / max(_rows(members), 1)))


def _archived(
    stream: io.BytesIO, words: SheetWords, record: bytes, *, name: str, at: datetime
) -> bytes:
    with pikepdf.open(io.BytesIO(stream.getvalue())) as pdf:
        for page in pdf.pages:
            if "/Trans" in page:
                del page["/Trans"]
        attach_files(pdf, {name: record}, at=at)
        title = f"{words.title} {words.code}"
        describe(pdf, Description(title, (words.office,), words.code, at, "riskassess", "zh-CN"))
        return save_archive(pdf)[0]


class _Pen:
    """Writes from the top of the page downwards; `y` is where the next thing begins."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.y = TOP

    def head(self, words: SheetWords) -> None:
        """Write office, title and the code, large and as QR code."""
        self._qr(words.code)
        right = RIGHT - QR_SIDE - 8
        self._text(LEFT, self.y - 8, words.office, 10, QUIET)
        if words.mark:
            self._text(LEFT + text_width(words.office, 10) + 12, self.y - 8, words.mark, 10)
        self._text(LEFT, self.y - 36, shortened(words.title, 19, right - LEFT), 19)
        self._text(LEFT, self.y - 60, words.code_label, NORMAL, QUIET)
        start = LEFT + text_width(words.code_label, NORMAL) + 8
        self._text(start, self.y - 63, words.code, 20, BLUE)
        self.y -= QR_SIDE + 4
        self._rule(1.2)

    def table(self, rows: Sequence[tuple[str, str]], *, size: float = NORMAL) -> None:
        """Write labels and values; a long value takes a second line."""
        for label, value in rows:
            first = LEFT + (66 if size == NORMAL else 210)
            lines = self._lines(value, size, RIGHT - first)[:2]
            self.y -= size + 4.5
            self._text(LEFT, self.y, shortened(label, size, first - LEFT - 6), size, QUIET)
            for number, line in enumerate(lines):
                self.y -= (size + 2.5) if number else 0
                self._text(first, self.y, line, size)
        self.y -= 4

    def section(self, title: str) -> None:
        """Write a heading."""
        self.y -= 14
        self._text(LEFT, self.y, title, 11, BLUE)
        self.y -= 2

    def dissent(self, words: SheetWords, *, until: float) -> bool:
        """Write what was dissented as far as the page goes; return whether it was cut."""
        self.section(words.dissent_head)
        size, step = NORMAL, NORMAL + 3.5
        lines = self._lines(words.dissent, size, RIGHT - LEFT)
        cut = self._lines(words.dissent_cut, SMALL, RIGHT - LEFT)
        room = int((self.y - until) // step)
        is_cut = len(lines) > room
        kept = lines[: max(room - len(cut), 1)] if is_cut else lines
        for line in kept:
            self.y -= step
            self._text(LEFT, self.y, line, size)
        for line in cut if is_cut else ():
            self.y -= SMALL + 3.5
            self._text(LEFT, self.y, line, SMALL, QUIET)
        self.y -= 4
        return is_cut

    def members(self, words: SheetWords, height: float) -> dict[str, Box]:
        """Write a row for each member and return the boxes to sign in."""
        self.section(words.members_head)
        self.y -= 5
        columns = 1 if len(words.members) <= ONE_COLUMN else 2
        per_column = _rows(len(words.members))
        width = (RIGHT - LEFT - (columns - 1) * 10) / columns
        boxes = {}
        for place, row in enumerate(words.members):
            left = LEFT + (place // per_column) * (width + 10)
            top = self.y - (place % per_column) * height
            boxes[row.field] = self._member(row, left, top, width, height, words.date_head)
        self.y -= per_column * height
        return boxes

    def notes(self, notes: Sequence[str]) -> None:
        """Write what the reader should know, at the foot of the page."""
        y = BOTTOM + len(notes) * 11.0 - 11
        for note in notes:
            self._text(LEFT, y, shortened(note, SMALL, RIGHT - LEFT), SMALL, QUIET)
            y -= 11.0

    def _member(
        self, row: MemberRow, left: float, top: float, width: float, height: float, date: str
    ) -> Box:
        canvas, base = self._canvas, top - height
        canvas.setStrokeColorRGB(*LINE)
        canvas.setLineWidth(0.6)
        canvas.rect(left, base, width, height)
        label = width * 0.30
        middle = base + height / 2
        self._text(left + 6, middle + (2 if row.mark else -3), row.label, NORMAL)
        if row.mark:
            self._text(left + 6, middle - 9, row.mark, SMALL)
        day = text_width(date, SMALL) + (58 if width > 300 else 6)
        canvas.line(left + label, base, left + label, top)
        canvas.line(left + width - day, base, left + width - day, top)
        self._text(left + width - day + 3, base + 4, date, SMALL, QUIET)
        return (left + label + 1, base + 1, left + width - day - 1, top - 1)

    def _qr(self, code: str) -> None:
        widget = QrCodeWidget(code, barLevel="M", barBorder=2)
        x0, y0, x1, y1 = widget.getBounds()
        drawing = Drawing(
            QR_SIDE, QR_SIDE, transform=[QR_SIDE / (x1 - x0), 0, 0, QR_SIDE / (y1 - y0), 0, 0]
        )
        drawing.add(widget)
        renderPDF.draw(drawing, self._canvas, RIGHT - QR_SIDE, self.y - QR_SIDE + 6)

    def _rule(self, width: float) -> None:
        self._canvas.setStrokeColorRGB(*BLUE)
        self._canvas.setLineWidth(width)
        self._canvas.line(LEFT, self.y, RIGHT, self.y)

    def _text(
        self, x: float, y: float, text: str, size: float,
        colour: tuple[float, float, float] = INK,
    ) -> None:  # fmt: skip
        self._canvas.setFillColorRGB(*colour)
        draw_text(self._canvas, x, y, text, size=size)

    @staticmethod
    def _lines(text: str, size: float, room: float) -> list[str]:
        """Return a text cut into lines; a mark that ends a phrase does not begin a line."""
        lines = []
        for paragraph in text.splitlines():
            line, width = "", 0.0
            for character in paragraph:
                wide = text_width(character, size)
                if width + wide > room and character not in _NOT_FIRST:
                    lines.append(line)
                    line, width = "", 0.0
                line, width = line + character, width + wide
            lines.append(line)
        return lines
