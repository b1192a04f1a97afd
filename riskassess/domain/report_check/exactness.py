"""Whether printed figures are the very ones that were reckoned with, or rounded from finer ones.

A figure of one place, 0.7, may stand for anything from 0.65 to 0.75, and with so wide a tolerance
few slips could be seen. Most reports, though, reckon with what they print. The evidence for it is
in the table itself, and is weighed as a chance: how likely would the table look so, had its figures
been rounded from finer ones? Only when that is most unlikely are they taken as exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import comb

from riskassess.domain.report_check.figures import Figure

CHANCE_OF_GRID = Decimal("0.00002")
CHANCE_OF_COLUMN = Decimal("0.001")
CHANCE_OF_PRODUCTS = Decimal("0.0001")
COARSE = Decimal("0.1")
CHANCE_OF_COARSE = Decimal("0.01")
"""That factors of one place are rounded although their product is printed finer."""
MOST_SUSPECTS = 3

Triple = tuple[Figure, Figure, Figure]


def grid_chance(figures: Iterable[Figure]) -> Decimal:
    """Return how likely rounded figures all end in 0, or in 0 and 5, as these do; 1 if they do not.

    >>> from riskassess.domain.report_check.figures import read_figure
    >>> grid_chance([read_figure(text) for text in ("0.70", "0.60", "0.40", "0.30")])
    Decimal('0.0001')
    >>> grid_chance([read_figure(text) for text in ("0.71", "0.60", "0.40", "0.30")])
    Decimal('1')
    """
    rounded = [each for each in figures if each.half > 0 and each.value != 0]
    if len({each.value for each in rounded}) < 3:
        return Decimal(1)
    steps = [abs(each.value / each.unit) for each in rounded]
    for size in (10, 5):
        if all(step % size == 0 for step in steps):
            return 1 / Decimal(size) ** len(steps)
    return Decimal(1)


def exact_columns(columns: Mapping[str, Sequence[Figure]]) -> set[str]:
    """Return the columns that are exact because they end so regularly, each and together.

    >>> from riskassess.domain.report_check.figures import read_figure
    >>> given = [read_figure(text) for text in ("0.75", "0.60", "0.45", "0.30", "0.25")]
    >>> sorted(exact_columns({"p": given, "q": given}))
    ['p', 'q']
    """
    chances = {name: grid_chance(figures) for name, figures in columns.items()}
    regular = {name: chance for name, chance in chances.items() if chance <= CHANCE_OF_COLUMN}
    joint = Decimal(1)
    for chance in regular.values():
        joint *= chance
    return set(regular) if joint <= CHANCE_OF_GRID else set()


def products_are_exact(rows: Sequence[Triple]) -> bool:
    """Say whether products are so often those of the printed factors that the factors are exact.

    Parameters
    ----------
    rows : sequence of (Figure, Figure, Figure)
        Two factors and the printed product of each row.

    Notes
    -----
    With factors rounded by up to h, the product moves by an error whose density is at most
    1 / (2 h max(a, b)); so the chance that a product printed in units of u is nevertheless that of
    the printed factors is at most u / (2 h max(a, b)). The chances of the rows that agree are
    multiplied, times the number of ways to choose the rows that do not, times the chance that
    rounded factors end so regularly as these. Factors of one place with a finer product, and
    columns in which closing noughts are left out, are seldom rounded ones.
    """
    seen: set[tuple[str, str]] = set()
    chance, suspects, total = Decimal(1), 0, 0
    for first, second, product in rows:
        if first.half == 0 and second.half == 0:
            continue
        total += 1
        if not _agrees((first, second, product)):
            suspects += 1
        elif (first.text, second.text) not in seen:
            seen.add((first.text, second.text))
            chance *= _by_chance(first, second, product)
    if total == 0 or suspects > MOST_SUSPECTS or suspects * 3 > total:
        return False
    if all(_is_coarse(row) for row in rows) or any(_drops_noughts(rows, at) for at in (0, 1)):
        chance *= CHANCE_OF_COARSE
    for at in (0, 1):
        chance *= grid_chance(row[at] for row in rows)
    return comb(total, suspects) * chance <= CHANCE_OF_PRODUCTS


def marks_agree(rows: Sequence[Triple]) -> bool | None:
    """Say whether marks of one place, such as 0.4 or 3, are what the products were made of.

    People give marks of one place, and only what is reckoned is rounded; so the products need only
    agree more often than not. None where that is undecided: no product agrees with so coarse
    factors, or as many do as do not.

    >>> from riskassess.domain.report_check.figures import read_figure
    >>> texts = [("0.8", "0.8", "0.64"), ("0.4", "0.4", "0.18"), ("0.6", "0.6", "0.36")]
    >>> marks_agree([tuple(read_figure(text) for text in row) for row in texts])
    True
    """
    coarse = [row for row in rows if _is_coarse(row) or _are_whole(row)]
    if len(coarse) < 2 or len(coarse) < len(rows):
        return False
    good = sum(_agrees(row) for row in coarse)
    return True if good * 2 > len(coarse) else None


def _agrees(row: Triple) -> bool:
    first, second, product = row
    return abs(first.value * second.value - product.value) <= product.half


def _is_coarse(row: Triple) -> bool:
    first, second, product = row
    return min(first.unit, second.unit) >= COARSE and product.unit < COARSE


def _are_whole(row: Triple) -> bool:
    """Say whether a row is one of levels or points: 4 × 3 = 12."""
    return all(each.is_whole and each.unit == 1 for each in row)


def _drops_noughts(rows: Sequence[Triple], at: int) -> bool:
    """Say whether a column prints 0.4 beside 0.45: it was not rounded to a number of places."""
    places = {row[at].unit for row in rows}
    return max(places) >= COARSE > min(places)


def weights_are_exact(weights: Sequence[Figure]) -> bool:
    """Say whether weights are marks of one place, such as 0.3; equal ones may be 1/n rounded.

    >>> from riskassess.domain.report_check.figures import read_figure
    >>> weights_are_exact([read_figure(text) for text in ("0.3", "0.5", "0.3")])
    True
    >>> weights_are_exact([read_figure(text) for text in ("0.3", "0.3", "0.3")])
    False
    """
    coarse = all(each.unit >= COARSE and not each.percent and each.value <= 1 for each in weights)
    return coarse and len({each.value for each in weights}) > 1


def _by_chance(first: Figure, second: Figure, product: Figure) -> Decimal:
    moved = 2 * max(first.half * second.value, second.half * first.value)
    return Decimal(1) if moved <= 0 else min(Decimal(1), product.unit / moved)
