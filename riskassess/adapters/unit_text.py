"""Chinese text of units' names: OpenCC for traditional characters, RapidFuzz for likeness."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


@lru_cache(maxsize=1)
def _converter() -> "OpenCC":
    from opencc import OpenCC  # the tables are read when the first name is compared

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Return the text in simplified characters.

    >>> simplified("雲水縣規劃設計院")
    '云水县规划设计院'
    """
    found: str = _converter().convert(text)
    return found


def likeness(first: str, second: str) -> int:
    """Return how alike two texts are in whole points, 100 for equal ones.

    The share of characters that need not be put in or left out, rounded down and exact at every
    limit, whichever text stands first.

    >>> likeness("云水县规划设计院", "云水县规划设计所")
    87
    """
    from rapidfuzz.distance import Indel

    together = len(first) + len(second)
    if not together:
        return 100
    return 100 * (together - int(Indel.distance(first, second))) // together
