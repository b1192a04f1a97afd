"""Repairs what a PDF says it shows, so that 风险 is found by search and read aloud rightly.

The converter maps glyphs back to the first character of the font that uses them, which for many
common characters is a radical (⻛ for 风), and writes U+0000 for everything beyond the basic plane.
"""

import io
import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import pikepdf
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from pikepdf import Name

# Radical, ideograph, radical, ideograph …: pairs that share a glyph in Noto CJK and that Unicode's
# own compatibility mapping (used for all others) does not know.
_PAIRS = (
    "⺂乛⺃乚⺅亻⺉刂⺋㔾⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺞歺⺠民⺡氵⺣灬⺤爫⺦丬⺨犭⺫罒⺭礻⺯糹⺰纟⺱罓"
    "⺲罒⺳㓁⺹耂⺺肀⺾艹⻁虎⻂衤⻃覀⻅见⻆角⻈讠⻉贝⻋车⻌辶⻐钅⻑長⻒镸⻓长⻔门⻖阝⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马"
    "⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻮齿⻯竜⻰龙⻱龜⻲亀⼾户"
)
# The converter's fonts carry the year 1970, of which fontTools warns once a font.
logging.getLogger("fontTools.ttLib.tables._h_e_a_d").setLevel(logging.ERROR)

_RADICALS = range(0x2E80, 0x2FE0)
_UNITS = re.compile(r"<([0-9a-f]{4})>", re.IGNORECASE)
_LONG = re.compile(r"<([0-9a-f]{5,6})>(?=\s*$)", re.IGNORECASE | re.MULTILINE)
_RANGES = re.compile(r"<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*(\[[^\]]*\]|<[0-9a-f]+>)", re.IGNORECASE)
_NOTO = Path("/usr/share/fonts/opentype/noto")
_HANA = Path("/usr/share/fonts/truetype/hanazono")
_SOURCES = {  # simplified Chinese is face 2 of the collections
    "HanaMinA": (_HANA / "HanaMinA.ttf", 0),
    "HanaMinB": (_HANA / "HanaMinB.ttf", 0),
    "NotoSansCJKsc-Regular": (_NOTO / "NotoSansCJK-Regular.ttc", 2),
    "NotoSansCJKsc-Bold": (_NOTO / "NotoSansCJK-Bold.ttc", 2),
    "NotoSerifCJKsc-Regular": (_NOTO / "NotoSerifCJK-Regular.ttc", 2),
    "NotoSerifCJKsc-Bold": (_NOTO / "NotoSerifCJK-Bold.ttc", 2),
}
_NEAR = 0.006
"""Share of the em square two outlines may differ by and still be the same character."""

Bounds = tuple[float, float, float, float]
T = TypeVar("T", int, str)


def _unified() -> dict[str, str]:
    """Return radical → ideograph as hexadecimal units of a ToUnicode map."""
    table = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
    for code in _RADICALS:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table.setdefault(chr(code), plain)
    return {f"{ord(radical):04x}": f"{ord(plain):04x}" for radical, plain in table.items()}


_UNIFIED = _unified()


def _mapped_fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for found in pdf.objects:
        if (
            isinstance(found, pikepdf.Dictionary)
            and found.get("/Type") == Name.Font
            and "/ToUnicode" in found
        ):
            yield found


def repair_text_layer(pdf: pikepdf.Pdf, text: str) -> int:
    """Repair the ToUnicode maps of a PDF made from `text`; return how many glyphs stay unknown."""
    rare = "".join(sorted({character for character in text if ord(character) > 0xFFFF}))
    unknown = 0
    for font in _mapped_fonts(pdf):
        before = font.ToUnicode.read_bytes().decode("latin-1")
        after = _UNITS.sub(lambda unit: f"<{_UNIFIED.get(unit[1].lower(), unit[1])}>", before)
        after = _LONG.sub(_surrogates, after)  # reportlab writes <20BB7> where UTF-16 is asked for
        if rare:
            after, missing = _with_rare_characters(font, after, rare)
            unknown += missing
        if after != before:
            font.ToUnicode.write(after.encode("latin-1"))
    return unknown


def _surrogates(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex()}>"


def _known_glyphs(cmap: str) -> set[int]:
    """Return the glyphs that already map to a character."""
    known: set[int] = set()
    for first, last, target in _RANGES.findall(cmap):
        low, high = int(first, 16), int(last, 16)
        if target.startswith("<"):
            known.update(range(low if int(target[1:-1], 16) else low + 1, high + 1))
        else:
            units = re.findall(r"<([0-9a-f]+)>", target, re.IGNORECASE)
            known.update(low + step for step, unit in enumerate(units) if int(unit, 16))
    return known


def _outlines(font: TTFont, glyphs: Mapping[T, str]) -> dict[T, Bounds]:
    """Return the bounds of the glyphs that draw something, in shares of the em square."""
    shapes, scale, found = font.getGlyphSet(), font["head"].unitsPerEm, {}
    for key, glyph in glyphs.items():
        pen = BoundsPen(shapes)
        shapes[glyph].draw(pen)
        if pen.bounds:
            left, bottom, right, top = (edge / scale for edge in pen.bounds)
            found[key] = (left, bottom, right, top)
    return found


@lru_cache(maxsize=32)
def _candidates(name: str, rare: str) -> dict[str, Bounds]:
    """Return the outlines of the rare characters in the font the glyphs were taken from."""
    path, face = _SOURCES[name]
    if not path.is_file():
        return {}
    with TTFont(path, fontNumber=face, lazy=True) as source:
        drawn = source.getBestCmap()
        return _outlines(source, {c: drawn[ord(c)] for c in rare if ord(c) in drawn})


def _with_rare_characters(font: pikepdf.Object, cmap: str, rare: str) -> tuple[str, int]:
    """Return the map with the glyphs recognised by their outlines, and how many were not."""
    name = str(font.BaseFont)[1:].split("+")[-1]
    if name not in _SOURCES or "/DescendantFonts" not in font:
        return cmap, 0
    program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
    with TTFont(io.BytesIO(program), lazy=True, checkChecksums=0) as embedded:
        known = _known_glyphs(cmap)
        order = embedded.getGlyphOrder()
        unknown = {g: order[g] for g in range(1, len(order)) if g not in known}
        shapes = _outlines(embedded, unknown) if unknown else {}
    if not shapes:
        return cmap, 0
    outlines = _candidates(name, rare)
    found = {glyph: _nearest(shape, outlines) for glyph, shape in shapes.items()}
    lines = [
        f"<{glyph:04x}> <{character.encode('utf-16-be').hex()}>"
        for glyph, character in sorted(found.items())
        if character
    ]
    return _with_lines(cmap, lines), len(shapes) - len(lines)


def _nearest(shape: Bounds, outlines: dict[str, Bounds]) -> str:
    """Return the one character of this outline, or nothing when two are too alike."""
    ranked = sorted(
        (max(abs(a - b) for a, b in zip(shape, other, strict=True)), character)
        for character, other in outlines.items()
    )[:2]
    if not ranked or ranked[0][0] > _NEAR:
        return ""
    if len(ranked) > 1 and ranked[1][0] <= ranked[0][0] * 2 + 0.001:
        return ""
    return ranked[0][1]


def _with_lines(cmap: str, lines: list[str]) -> str:
    for start in range(0, len(lines), 100):  # a block holds at most 100 lines
        block = lines[start : start + 100]
        body = "\n".join(block)
        cmap = cmap.replace("endcmap", f"{len(block)} beginbfchar\n{body}\nendbfchar\nendcmap", 1)
    return cmap
