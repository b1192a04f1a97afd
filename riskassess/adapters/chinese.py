"""Cutting Chinese text into words with rjieba; its dictionary comes with the package."""

import unicodedata
from functools import lru_cache
from typing import Any

SHORTEST = 2  # signs; a single one hardly ever says what a text is about


def cut_words(text: str) -> list[str]:
    """Return the words of a text in one width and case, without marks and single signs.

    Numbers are left out: sizes differ from project to project and name no field.

    >>> cut_words("水库移民安置１２户，ＡＢ公司")
    ['水库', '移民', '安置', 'ab', '公司']
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [word for word in _cutter()(plain) if _says_something(word)]


def _says_something(word: str) -> bool:
    return len(word) >= SHORTEST and any(sign.isalpha() for sign in word)


@lru_cache(maxsize=1)
def _cutter() -> Any:
    import rjieba  # reads its dictionary at the first cut

    return rjieba.cut
