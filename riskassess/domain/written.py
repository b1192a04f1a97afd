"""What people write, without the characters that no store keeps and no page shows."""

import re

# PostgreSQL refuses NUL; half of a surrogate pair cannot be written as UTF-8; XML has no place for
# controls and the last two.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("[\x0b\x0c]")


def printable(text: str) -> str:
    r"""Return the text without control characters; tabs and line breaks stay.

    A line break as word processors write it within a paragraph becomes a plain one.

    Parameters
    ----------
    text : str
        As it was typed, pasted or read from a file.

    Returns
    -------
    str
        What can be stored on every database.

    Examples
    --------
    >>> printable("a\x00b\x0bc\td")
    'ab\nc\td'
    """
    return _UNPRINTABLE.sub("", _BREAKS.sub("\n", text))
