"""The panel's figure from the experts' figures: mean, median or trimmed mean (handbook 5.7)."""

from collections.abc import Sequence
from fractions import Fraction

from riskassess.domain.manual.estimates import Aggregate

# Of fewer figures nothing can be left out at both ends.
FEWEST_TO_TRIM = 3


def middle(values: Sequence[int | Fraction], how: Aggregate, *, trim_from: int) -> Fraction:
    """Return the panel's figure, exactly.

    Parameters
    ----------
    values : sequence of int or Fraction
        One figure an expert, at least one.
    how : Aggregate
        `trimmed` leaves out one highest and one lowest figure.
    trim_from : int
        With fewer experts than this `trimmed` is the mean.

    Returns
    -------
    Fraction
        In the unit of the figures.

    Raises
    ------
    ValueError
        Without figures.

    Examples
    --------
    >>> marks = [1, 2, 3, 10]
    >>> [str(middle(marks, how, trim_from=4)) for how in Aggregate]
    ['4', '5/2', '5/2']
    """
    if not values:
        raise ValueError("there is no figure to aggregate")
    ordered = sorted(values)
    if how is Aggregate.TRIMMED and len(ordered) >= max(trim_from, FEWEST_TO_TRIM):
        ordered = ordered[1:-1]
    if how is Aggregate.MEDIAN:
        cut = (len(ordered) - 1) // 2
        ordered = ordered[cut : len(ordered) - cut]
    return Fraction(sum(ordered)) / len(ordered)
