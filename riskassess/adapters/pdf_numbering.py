"""Contents, running heads, page numbers and bookmarks, laid over the converted pages.

Printed numbers leave out the cover: the page after it is page 1, and page labels tell
viewers the same.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem
from reportlab.pdfgen.canvas import Canvas

from riskassess.adapters.pdf_fonts import (
    OVERLAY_FONT,
    draw_text,
    shortened,
    text_width,
    use_fonts,
)
from riskassess.adapters.pdf_headings import Heading, Place
from riskassess.i18n import LazyText, _l

Text = str | LazyText

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT = 56.7, WIDTH - 56.7
_LINES_PER_PAGE = 36
_LINE = 18.4
_FIRST_LINE = HEIGHT - 140
_GREY = (0.35, 0.37, 0.4)


@dataclass(frozen=True)
class Labels:
    """Words printed on pages.

    `page` holds `%(page)s` and `%(pages)s`; `running_left`, `running_right` stand at the head.
    """

    contents: Text = _l("目　录")
    page: Text = _l("第 %(page)s 页 / 共 %(pages)s 页")
    cover: Text = _l("封面")
    running_left: str = ""
    running_right: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the contents: where it leads as index of the finished file."""

    heading: Heading
    index: int
    top: float


@dataclass(frozen=True)
class Layout:
    """Pages before the contents (0 or 1) and how many pages the contents take."""

    cover: int
    contents: int

    def index(self, page: int) -> int:
        """Return the index in the finished file of a page of the bare file."""
        return page if page < self.cover else page + self.contents

    def printed(self, index: int) -> int:
        """Return the printed number of a page of the finished file."""
        return index + 1 - self.cover


def lay_out(
    headings: Sequence[Heading], places: Mapping[int, Place], *, cover: bool
) -> tuple[Layout, list[Entry]]:
    """Return the layout and the lines of the contents; headings on the cover are left out."""
    front = int(cover)
    listed = [
        (heading, places[number])
        for number, heading in enumerate(headings)
        if number in places and heading.text and places[number].page >= front
    ]
    layout = Layout(front, -(-len(listed) // _LINES_PER_PAGE))
    return layout, [Entry(head, layout.index(place.page), place.top) for head, place in listed]


def _canvas(stream: io.BytesIO) -> Canvas:
    use_fonts()
    return Canvas(stream, pagesize=(WIDTH, HEIGHT), initialFontName=OVERLAY_FONT, invariant=1)


def _contents_line(canvas: Canvas, entry: Entry, number: str, *, y: float) -> float:
    """Draw text, dots and number of one line; return where it begins."""
    major = entry.heading.level == 1
    size, x = (11.0, LEFT) if major else (10.0, LEFT + 18)
    start = RIGHT - text_width(number, size)
    text = shortened(entry.heading.text, size, start - x - 24)
    end = draw_text(canvas, x, y, text, size=size)
    draw_text(canvas, start, y, number, size=size)
    canvas.setLineWidth(0.4)
    canvas.setStrokeColorRGB(*_GREY)
    canvas.setDash(0.8, 2.6)
    canvas.line(end + 6, y + 2.5, start - 6, y + 2.5)
    canvas.setDash()
    return x


def insert_contents(
    pdf: pikepdf.Pdf, entries: Sequence[Entry], *, layout: Layout, labels: Labels
) -> None:
    """Insert the contents after the cover, each line a link to its heading."""
    if not layout.contents:
        return
    stream, boxes = io.BytesIO(), []
    canvas = _canvas(stream)
    for sheet in range(layout.contents):
        title = str(labels.contents)
        draw_text(canvas, (WIDTH - text_width(title, 18)) / 2, HEIGHT - 105, title, size=18)
        on_sheet = entries[sheet * _LINES_PER_PAGE : (sheet + 1) * _LINES_PER_PAGE]
        for line, entry in enumerate(on_sheet):
            y = _FIRST_LINE - line * _LINE
            x = _contents_line(canvas, entry, str(layout.printed(entry.index)), y=y)
            boxes.append((layout.cover + sheet, (x, y - 4, RIGHT, y + 12), entry))
        canvas.showPage()
    canvas.save()
    with pikepdf.open(stream) as drawn:
        for sheet, page in enumerate(drawn.pages):
            if "/Trans" in page:  # reportlab's page transition: PDF/A knows none
                del page["/Trans"]
            pdf.pages.insert(layout.cover + sheet, page)
    for index, box, entry in boxes:
        _link(pdf, index, box, entry)


def _link(
    pdf: pikepdf.Pdf, index: int, box: tuple[float, float, float, float], entry: Entry
) -> None:
    page = pdf.pages[index]
    if "/Annots" not in page:
        page.Annots = Array([])
    target = Array([pdf.pages[entry.index].obj, Name.XYZ, 0, entry.top + 6, 0])
    page.Annots.append(
        pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array(list(box)),
                Border=Array([0, 0, 0]),
                F=4,
                Dest=target,
            )  # fmt: skip
        )
    )


def number_pages(pdf: pikepdf.Pdf, *, layout: Layout, labels: Labels) -> None:
    """Print running head and number on every page but the cover, and set page labels."""
    total = len(pdf.pages) - layout.cover
    stream = io.BytesIO()
    canvas = _canvas(stream)
    for number in range(1, total + 1):
        _running_head(canvas, labels)
        text = str(labels.page) % {"page": number, "pages": total}
        draw_text(canvas, (WIDTH - text_width(text, 9)) / 2, 32, text, size=9)
        canvas.showPage()
    canvas.save()
    with pikepdf.open(stream) as drawn:
        for number, sheet in enumerate(drawn.pages):
            _lay_over(pdf, pdf.pages[number + layout.cover], sheet)
    _label_pages(pdf, layout, labels)


def _lay_over(pdf: pikepdf.Pdf, page: pikepdf.Page, sheet: pikepdf.Page) -> None:
    """Draw a sheet over a page under a fixed name: pikepdf's own overlay takes a random one."""
    form = pdf.copy_foreign(sheet.as_form_xobject())
    name = page.add_resource(form, Name.XObject, Name("/Running"))
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ q " + bytes(name) + b" Do Q\n")


def _running_head(canvas: Canvas, labels: Labels) -> None:
    canvas.setFillColorRGB(*_GREY)
    room = RIGHT - LEFT
    right = shortened(labels.running_right, 9, room / 2)
    left = shortened(labels.running_left, 9, room - text_width(right, 9) - 12)
    draw_text(canvas, LEFT, HEIGHT - 42, left, size=9)
    draw_text(canvas, RIGHT - text_width(right, 9), HEIGHT - 42, right, size=9)
    canvas.setStrokeColorRGB(*_GREY)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, HEIGHT - 48, RIGHT, HEIGHT - 48)


def _label_pages(pdf: pikepdf.Pdf, layout: Layout, labels: Labels) -> None:
    numbers = Array([layout.cover, Dictionary(S=Name.D, St=1)])
    if layout.cover:
        numbers = Array([0, Dictionary(P=str(labels.cover)), *numbers])
    pdf.Root.PageLabels = Dictionary(Nums=numbers)


def write_outline(pdf: pikepdf.Pdf, entries: Sequence[Entry]) -> None:
    """Write the bookmarks: second level under the first."""
    with pdf.open_outline() as outline:
        parent: OutlineItem | None = None
        for entry in entries:
            item = OutlineItem(
                entry.heading.text, entry.index, "XYZ", left=0, top=entry.top + 6, zoom=0
            )
            if entry.heading.level == 1 or parent is None:
                outline.root.append(item)
                parent = item if entry.heading.level == 1 else parent
            else:
                parent.children.append(item)
