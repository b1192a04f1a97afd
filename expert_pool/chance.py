"""How much chance a draw needs: whole bits for all its strata together (RFC 3797, section 3.3)."""

import math
from collections.abc import Iterable

from expert_pool.frozen import Stratum


def needed_bits(strata: Iterable[Stratum]) -> int:
    """Return how many whole bits the sources of a draw must at least bring.

    Parameters
    ----------
    strata : iterable of Stratum
        Every stratum that is drawn, reserves included.

    Returns
    -------
    int
        The least number of bits that tell as many values apart as there are selections: the
        product over the strata of the ways to take their places from their lists. Whoever is
        skipped makes it fewer; the greater number is asked for. Exact: no logarithm is rounded.

    Examples
    --------
    >>> rows = tuple((f"ZJ{n:02}", "law", "research", f"u{n}") for n in range(25))
    >>> needed_bits([Stratum("rest", 10, rows, "")])
    22
    """
    ways = 1
    for stratum in strata:
        if 0 < stratum.places < len(stratum.lines):
            ways *= math.comb(len(stratum.lines), stratum.places)
    return (ways - 1).bit_length()
