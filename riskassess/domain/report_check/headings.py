"""The head of a table: how many rows it has and what each column under it means."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from riskassess.domain.report_check.figures import normalised, read_figures
from riskassess.domain.report_check.tables import Cell
from riskassess.domain.report_check.words import (
    DEGREE_TEXTS_TO_READ,
    EDGE_TEXTS_TO_READ,
    MOMENT_TEXTS_TO_READ,
    PERCENT_HEAD_TEXTS_TO_READ,
    PERCENT_TEXTS_TO_READ,
    ROLE_TEXTS_TO_READ,
    ROUND_TEXTS_TO_READ,
)

MOST_HEADER_ROWS = 4
_PERCENT = re.compile(PERCENT_HEAD_TEXTS_TO_READ)
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_SYMBOL = re.compile(r"^(.*?)[(]?(?<![a-z])([a-z])(?:i)?['′]?[)]?$")

Patterns = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """One column: position, head as printed, what it holds, for which moment and round."""

    index: int
    head: str
    role: str = ""
    moment: str = ""
    round: str = ""
    percent: bool = False
    group: str = ""


def match(text: str, patterns: Patterns) -> str:
    """Return the first name whose pattern is found in the text, or nothing.

    >>> match("合计", [("total", "^合计")])
    'total'
    """
    return next((name for name, pattern in patterns if re.search(pattern, text)), "")


def moment_of(text: str) -> str:
    """Return `before`, `after` or nothing.

    >>> moment_of("采取措施后"), moment_of("措施前后对比表")
    ('after', '')
    """
    return match(normalised(text).lower(), MOMENT_TEXTS_TO_READ)


def role_of(head: str) -> str:
    """Return what a column with this head holds, or nothing.

    >>> [role_of(each) for each in ("风险概率（P）", "影响程度q(%)", "风险值R=p×q", "风险程度")]
    ['probability', 'impact', 'risk', 'degree']
    """
    bare = _bare(normalised(head).lower())
    for text in (bare, _BRACKETS.sub("", bare)):
        if role := match(text, ROLE_TEXTS_TO_READ):
            return role
    return ""


def _bare(text: str) -> str:
    """Return a head without moment, round and unit."""
    for _name, pattern in (*MOMENT_TEXTS_TO_READ, *ROUND_TEXTS_TO_READ):
        text = re.sub(pattern, "", text)
    text = _PERCENT.sub("", text).strip(EDGE_TEXTS_TO_READ)
    return re.sub(r"^[(]|[)]$", "", text) if text.count("(") != text.count(")") else text


def header_rows(rows: Sequence[tuple[Cell, ...]]) -> int:
    """Return how many rows on top are the head; 0 when the first row holds figures already."""
    if not rows or (_has_figures(rows[0]) and not _is_numbered_head(rows[0])):
        return 0
    count = 1
    while count < min(MOST_HEADER_ROWS, len(rows)) and _continues(rows[count - 1], rows[count]):
        count += 1
    return count


def _has_figures(cells: Sequence[Cell]) -> bool:
    return any(read_figures(cell.text)[0] for cell in cells)


def _is_numbered_head(cells: Sequence[Cell]) -> bool:
    """Say whether the figures of a row are only 1, 2, 3 … above columns that are numbered so."""
    numbers = [read_figures(cell.text)[0][0].value for cell in cells if read_figures(cell.text)[0]]
    words = [cell for cell in cells if cell.text.strip() and not read_figures(cell.text)[0]]
    known = any(role_of(cell.text) for cell in words)
    return known and numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 1


def _continues(above: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    if _has_figures(cells) and not _is_numbered_head(cells):
        return False
    texts = [cell.text.strip() for cell in cells if cell.text.strip() and not cell.merged]
    if not texts or len(texts) < 2:
        return False
    if any(match(normalised(text).lower(), DEGREE_TEXTS_TO_READ) for text in texts):
        return False
    spans = any(
        up.text.strip() and (nxt.merged and nxt.text == up.text or not nxt.text.strip())
        for up, nxt in zip(above, above[1:], strict=False)
    )
    hangs = any(
        cell.text.strip() and cell.merged and cell.text == up.text
        for up, cell in zip(above, cells, strict=True)
    )
    known = sum(bool(role_of(text)) for text in texts)
    return (spans or hangs) and known * 2 >= len(texts)


def columns_of(rows: Sequence[tuple[Cell, ...]]) -> tuple[Column, ...]:
    """Return the columns under the rows of a head; blank cells take the group on their left."""
    filled = [_filled(cells, is_last=place == len(rows) - 1) for place, cells in enumerate(rows)]
    return tuple(
        _column(index, [texts[index] for texts in filled]) for index in range(len(rows[0]))
    )


def _filled(cells: Sequence[Cell], *, is_last: bool) -> list[str]:
    texts: list[str] = []
    for cell in cells:
        text = cell.text.strip()
        texts.append(text or (texts[-1] if texts and not is_last else ""))
    return texts


def _column(index: int, path: Sequence[str]) -> Column:
    distinct = list(dict.fromkeys(text for text in path if text))
    head = " ".join(distinct)
    clean = normalised(head).lower()
    own = distinct[-1] if distinct else ""
    role = role_of(own) or role_of(head) or symbol_role(own)
    return Column(
        index,
        head,
        role,
        moment_of(head),
        match(clean, ROUND_TEXTS_TO_READ),
        bool(re.search(PERCENT_TEXTS_TO_READ, clean)),
        distinct[0] if len(distinct) > 1 else "",
    )


def symbol_role(head: str) -> str:
    """Return the role that the formula's letter in a head names, or nothing.

    >>> symbol_role("发生的机会 p")
    'probability'
    """
    found = _SYMBOL.match(normalised(head).lower())
    letters = {"w": "weight", "p": "probability", "q": "impact", "r": "risk"}
    return letters.get(found.group(2), "") if found else ""
