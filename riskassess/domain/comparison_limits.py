"""How many things the manual's table of random indexes allows to be compared with each other."""

from collections.abc import Iterable

from riskassess.domain.comparison_sets import ComparedFactor, comparison_sets
from riskassess.domain.manual import Manual
from riskassess.domain.pairwise import TABLES


def largest_set(random_index: str) -> int:
    """Return the largest size up to which a table has every value.

    Beyond it there is no consistency ratio, so the answers could not be judged (handbook 5.6).

    Examples
    --------
    >>> largest_set("saaty"), largest_set("chinese_textbook"), largest_set("iwa_table_2")
    (10, 15, 8)
    """
    n = 2  # two things never contradict each other
    while TABLES[random_index].of(n + 1) is not None:
        n += 1
    return n


def oversized_sets(factors: Iterable[ComparedFactor], manual: Manual) -> dict[str, int]:
    """Return the sets that are too large to be compared, with their sizes.

    Parameters
    ----------
    factors : iterable of ComparedFactor
        Of the assessment.
    manual : Manual
        Whose pairwise rule names the table of random indexes.

    Returns
    -------
    dict
        Set as in `comparison_sets` → how many things it holds; empty where nothing is compared.
    """
    rule = manual.weights.pairwise
    if rule is None or not manual.asks_comparisons:
        return {}
    most = largest_set(rule.random_index)
    sets = comparison_sets(factors, manual)
    return {within: len(codes) for within, codes in sets.items() if len(codes) > most}
