"""Where a record that is no JSON any more was damaged: the part whose piece cannot be read."""

import json

# how each part opens in the canonical text, in its order there
_OPENINGS = (
    ("announcement", b'{"announcement":{'),
    ("announcement_signature", b',"announcement_signature":{'),
    ("contents", b',"contents":{'),
    ("format", b',"format":"riskassess.'),
    ("ledger", b',"ledger":['),
    ("lists", b',"lists":{'),
    ("members", b',"members":['),
    ("reserves", b',"reserves":['),
    ("salt", b',"salt":"'),
    ("signature", b',"signature":{'),
    ("standing", b',"standing":['),
    ("strata", b',"strata":['),
    ("values", b',"values":['),
)


def damaged_parts(content: bytes) -> list[str]:
    """Return the parts of a damaged record whose pieces cannot be read, one empty text for none.

    Parameters
    ----------
    content : bytes
        A file that is no JSON, or no UTF-8.

    Returns
    -------
    list of str
        Where the opening of a part is damaged, it and the part before it form one piece.

    Examples
    --------
    >>> damaged_parts(b'{"announcement":{"draw":1},"contents":{"a":x},"ledger":[]}')
    ['contents', 'format']
    """
    found: list[tuple[int, int]] = []
    searched = 0
    for number, (_name, opening) in enumerate(_OPENINGS):
        place = content.find(opening, searched)
        if place >= 0:
            found.append((place, number))
            searched = place + len(opening)
    if not found:
        return [""]
    names = [name for name, _opening in _OPENINGS]
    damaged = names[: found[0][1]] if found[0][0] else []
    ends = [*found[1:], (len(content), len(names))]
    for (start, number), (end, following) in zip(found, ends, strict=True):
        piece = b"{" + content[start + 1 : end] + (b"}" if end < len(content) else b"")
        if not _is_object(piece):
            damaged += names[number:following]
    return damaged or [""]


def _is_object(piece: bytes) -> bool:
    try:
        return isinstance(json.loads(piece.decode("utf-8")), dict)
    except (ValueError, RecursionError):
        return False
