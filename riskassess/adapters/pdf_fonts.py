"""Fonts for what is drawn over and between converted pages: contents, heads, numbers."""

from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from riskassess.adapters.pdf_engine import PdfError

OVERLAY_FONT = "wqy"
_FILES = {  # TrueType only: reportlab embeds no CFF outlines
    OVERLAY_FONT: Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    "hana-b": Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
    "hana-a": Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"),
}


class FontMissing(PdfError):
    """A font of the documents is not installed."""

    code = "pdf_font_missing"


@lru_cache(maxsize=len(_FILES))
def _characters(font: str) -> frozenset[int]:
    """Register a font once and return the characters it draws."""
    path = _FILES[font]
    if not path.is_file():
        raise FontMissing(str(path))
    loaded = TTFont(font, str(path), subfontIndex=0)
    _mend_advances(loaded)
    pdfmetrics.registerFont(loaded)
    return frozenset(loaded.face.charToGlyph)


def _mend_advances(font: TTFont) -> None:
    """Undo a slip of reportlab: past the table of full metrics it repeats the last advance scaled.

    Only Hanazono (1024 units to the em, all ideographs one em wide) is touched by it.
    """
    em = font.face.unitsPerEm
    scaled = 1000
    if em == scaled or font.fontName == OVERLAY_FONT:
        return
    font.face.hmetrics = [
        (em if width == scaled else width, side) for width, side in font.face.hmetrics
    ]


def use_fonts() -> None:
    """Make the overlay font known to reportlab."""
    _characters(OVERLAY_FONT)


def _font_for(character: str) -> str:
    if ord(character) in _characters(OVERLAY_FONT):
        return OVERLAY_FONT
    rare = "hana-b" if ord(character) > 0xFFFF else "hana-a"
    return rare if ord(character) in _characters(rare) else OVERLAY_FONT


def _runs(text: str) -> list[tuple[str, str]]:
    return [(font, "".join(run)) for font, run in groupby(text, key=_font_for)]


def text_width(text: str, size: float) -> float:
    """Return the width of a text in points, rare characters from the fallback fonts."""
    return sum(pdfmetrics.stringWidth(run, font, size) for font, run in _runs(text))


def draw_text(canvas: Canvas, x: float, y: float, text: str, *, size: float) -> float:
    """Draw a text from x on and return where it ends."""
    for font, run in _runs(text):
        canvas.setFont(font, size)
        canvas.drawString(x, y, run)
        x += pdfmetrics.stringWidth(run, font, size)
    return x


def shortened(text: str, size: float, room: float) -> str:
    """Return the text, cut with an ellipsis when it is wider than the room."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text + "…"
