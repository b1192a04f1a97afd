"""Figures of a Delphi round: centre, spread and full marks of an item; authority, response."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.agreement.moments import Exact, mean, quartile, root, variance
from riskassess.domain.agreement.tails import EXACT, exact_decimal


@dataclass(frozen=True)
class ItemFigures:
    """What a round says about one item; in the unit of the ratings.

    `sd` is a sample's (divisor n - 1) and None for one rating; `cv` = sd / mean is None without
    `sd` and where the mean is not above 0; `full_mark_share` is None where no full mark is named.
    """

    n: int
    mean: Fraction
    sd: Decimal | None
    cv: Decimal | None
    median: Fraction
    q1: Fraction
    q3: Fraction
    full_mark_share: Fraction | None


def item_figures(ratings: Sequence[Exact], *, full_mark: Exact | None = None) -> ItemFigures:
    """Return the figures of one item.

    Parameters
    ----------
    ratings : sequence of int or Fraction
        One rating an expert, at least one.
    full_mark : int or Fraction, optional
        The best mark that could be given; it is never taken from the ratings.

    Returns
    -------
    ItemFigures

    Raises
    ------
    ValueError
        Without ratings, or with one above the full mark.

    Examples
    --------
    >>> found = item_figures([3, 4, 5], full_mark=5)
    >>> found.mean, str(found.sd), str(found.cv), found.full_mark_share
    (Fraction(4, 1), '1', '0.25', Fraction(1, 3))
    """
    if not ratings:
        raise ValueError("an item needs at least one rating")
    if full_mark is not None and max(ratings) > full_mark:
        raise ValueError("a rating is above the full mark")
    ordered, n = sorted(ratings), len(ratings)
    centre = mean(ratings)
    sd = root(variance(ratings)) if n > 1 else None
    full = None if full_mark is None else Fraction(ratings.count(full_mark), n)
    return ItemFigures(
        n=n,
        mean=centre,
        sd=sd,
        cv=variation(centre, sd),
        median=quartile(ordered, 2),
        q1=quartile(ordered, 1),
        q3=quartile(ordered, 3),
        full_mark_share=full,
    )


def variation(centre: Exact, sd: Decimal | None) -> Decimal | None:
    """Return the coefficient of variation sd / mean; None where it has no meaning.

    >>> str(variation(4, Decimal("0.9"))), variation(0, Decimal(1))
    ('0.225', None)
    """
    if sd is None or centre <= 0:
        return None
    return EXACT.divide(sd, exact_decimal(centre))


def authority(judgement: Exact, familiarity: Exact) -> Fraction:
    """Return the authority coefficient Cr = (Ca + Cs) / 2 of shares from 0 to 1.

    Raises
    ------
    ValueError
        For a share outside 0 to 1.

    Examples
    --------
    >>> authority(Fraction("0.92"), Fraction("0.91"))
    Fraction(183, 200)
    """
    if not (0 <= judgement <= 1 and 0 <= familiarity <= 1):
        raise ValueError("judgement and familiarity are shares of 0 to 1")
    return Fraction(judgement + familiarity) / 2


def response_rate(returned: int, sent: int) -> Fraction:
    """Return the share of sheets that came back (positivity coefficient).

    Raises
    ------
    ValueError
        Without sheets sent, and for more returned than sent.

    Examples
    --------
    >>> response_rate(8, 9)
    Fraction(8, 9)
    """
    if sent < 1 or not 0 <= returned <= sent:
        raise ValueError("between none and all of the sheets sent come back")
    return Fraction(returned, sent)
