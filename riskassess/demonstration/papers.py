"""One-page PDF papers for the demonstration's checklists; plainly marked as such."""

import io
from functools import lru_cache
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from riskassess.i18n import _

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
LEFT, TOP, LINE = 72, 740, 26


def demonstration_paper(title: str, project: str, *, lines: tuple[str, ...] = ()) -> bytes:
    """Return a PDF page that says what it stands for; the same bytes for the same words."""
    font = _font()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True, initialFontName=font)
    canvas.setTitle(title)
    canvas.setFont(font, 20)
    canvas.drawString(LEFT, TOP, title)
    canvas.setFont(font, 12)
    texts = (project, *lines, _("演示文件：内容均为虚构，不代表任何真实项目。"))
    for number, text in enumerate(texts, start=2):
        canvas.drawString(LEFT, TOP - number * LINE, text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _font() -> str:
    if FONT.is_file():
        pdfmetrics.registerFont(TTFont("paper", str(FONT), subfontIndex=0))
        return "paper"
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"
