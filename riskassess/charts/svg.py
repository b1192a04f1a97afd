"""The few SVG elements every chart is made of, escaped and with presentation attributes only.

The PDF engine is an old QtWebKit: no gradients, no patterns, no `use`, no `style`.
"""

from decimal import Decimal

from markupsafe import Markup, escape

Number = int | float | Decimal

INK = "#1b2430"
QUIET = "#52606d"
LINE = "#c3cac5"
ACT = "#14506b"
PAPER = "#ffffff"
# Lightness falls with the degree, so the steps can be told apart in grey.
DEGREE_FILLS = ("#f7f8f6", "#e9f0e6", "#f3e8c6", "#efcfa6", "#e3a99f")
# Width of a character in em: Chinese fills the square, Latin letters and digits about half.
_NARROW = 0.56
_LAST_NARROW = "\u2e7f"


def number(value: Number) -> str:
    """Return a coordinate with at most one decimal."""
    text = f"{float(value):.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def _written(key: str, value: Number | str) -> Markup:
    said = value if isinstance(value, str) else number(value)
    return Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), said)


def element(name: str, *children: str, **attributes: Number | str) -> Markup:
    """Return one element; `stroke_width` becomes `stroke-width`, plain text is escaped."""
    written = Markup("").join(_written(key, value) for key, value in attributes.items())
    if not children:
        return Markup("<{}{}/>").format(name, written)
    inner = Markup("").join(escape(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, inner)


def picture(width: Number, height: Number, *, title: str, desc: str, body: list[Markup]) -> Markup:
    """Return the whole figure with its title and description first, as assistive software wants."""
    wide, high = number(width), number(height)
    return element(
        "svg",
        element("title", title),
        element("desc", desc),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        version="1.1",
        role="img",
        width=wide,
        height=high,
        viewBox=f"0 0 {wide} {high}",
    )


def text(words: str, x: Number, y: Number, *, size: Number = 13, **more: Number | str) -> Markup:
    """Return a line of text with its baseline at y."""
    return element("text", words, x=x, y=y, font_size=size, **({"fill": INK} | more))


def text_width(words: str, size: float) -> float:
    """Return about how wide the words print, in the units of the picture."""
    return size * sum(_NARROW if letter <= _LAST_NARROW else 1.0 for letter in words)


def second_key(first: str, *, size: float = 12, at_least: float = 86) -> float:
    """Return how far to the right of the first mark of a key its second one stands."""
    return max(at_least, 32 + text_width(first, size))


def shortened(words: str, size: float, room: float) -> str:
    """Return the words, cut with an ellipsis where they do not fit the room."""
    if text_width(words, size) <= room:
        return words
    while words and text_width(words, size) + size > room:
        words = words[:-1]
    return words + "…"


def wrapped(words: str, size: float, room: float, *, lines: int = 2) -> list[str]:
    """Return the words on at most so many lines; only the last one is ever cut."""
    done: list[str] = []
    while len(done) < lines - 1 and text_width(words, size) > room:
        cut = len(words)
        while cut > 1 and text_width(words[:cut], size) > room:
            cut -= 1
        done.append(words[:cut])
        words = words[cut:]
    return [*done, shortened(words, size, room)]
