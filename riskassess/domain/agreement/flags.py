"""Rules on a panel's dispersion: which items to talk about, and when rounds may end.

Handbook 5.7 and 5.6(3). The limits are the manual's and come in as arguments.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.agreement.concordance import Concordance
from riskassess.domain.agreement.delphi import variation
from riskassess.domain.agreement.moments import Exact, mean, root, variance, variation_exceeds

Levels = Callable[[int], int]
"""From a mark to its level, 1 upwards."""


@dataclass(frozen=True)
class DispersionLimits:
    """Above `cv`, or from `level_range` levels between highest and lowest on, an item is flagged.

    None switches a rule off.
    """

    cv: Fraction | None
    level_range: int | None = None


@dataclass(frozen=True)
class DispersionFlag:
    """Why an item is flagged: `figure` is `cv` or `level_range`, with its value and the limit."""

    figure: str
    value: Decimal | int
    limit: Fraction | int


def dispersion_flags(
    marks: Sequence[Exact], limits: DispersionLimits, *, levels: Sequence[int] = ()
) -> tuple[DispersionFlag, ...]:
    """Return the reasons for which an item's marks are too far apart.

    Parameters
    ----------
    marks : sequence of int or Fraction
        What the experts gave one item, in any unit of 0 or more.
    limits : DispersionLimits
        Limits of the manual; cv is decided exactly, without a root.
    levels : sequence of int, optional
        The levels of the same marks; without them the rule on the range is not applied.

    Returns
    -------
    tuple of DispersionFlag
        Empty where the panel is near enough, and for fewer than two marks.

    Examples
    --------
    >>> limits = DispersionLimits(cv=Fraction(35, 100), level_range=3)
    >>> [(flag.figure, str(flag.value)) for flag in dispersion_flags([2, 4, 6], limits)]
    [('cv', '0.5')]
    >>> dispersion_flags([4, 4, 5], limits, levels=[1, 3, 4])
    (DispersionFlag(figure='level_range', value=3, limit=3),)
    """
    flags = []
    if limits.cv is not None and is_too_varied(marks, limits.cv):
        value = variation(mean(marks), root(variance(marks))) or Decimal(0)
        flags.append(DispersionFlag("cv", value, limits.cv))
    if limits.level_range is not None and len(levels) > 1:
        apart = max(levels) - min(levels)
        if apart >= limits.level_range:
            flags.append(DispersionFlag("level_range", apart, limits.level_range))
    return tuple(flags)


def is_too_varied(marks: Sequence[Exact], limit: Fraction) -> bool:
    """Say whether the coefficient of variation is above a limit; one mark and mean 0 never are.

    >>> is_too_varied([0, 0], Fraction(1, 4)), is_too_varied([1, 3], Fraction(1, 4))
    (False, True)
    """
    return len(marks) > 1 and mean(marks) > 0 and variation_exceeds(marks, limit)


@dataclass(frozen=True)
class RoundVerdict:
    """Whether the rounds may end: `by` holds `cv` and `kendall_w`, `unsettled` the open items."""

    may_end: bool
    by: tuple[str, ...]
    unsettled: tuple[str, ...]


def round_verdict(
    marks: Mapping[str, Sequence[Exact]],
    concordance: Concordance | None,
    *,
    cv_limit: Fraction,
    significance: Fraction,
) -> RoundVerdict:
    """Return whether a Delphi may end (handbook 5.6(3)).

    It may when no item's coefficient of variation is above the limit, or when the concordance of
    the panel is significant.

    Parameters
    ----------
    marks : mapping
        Marks of each item by its code.
    concordance : Concordance or None
        Kendall's W of the round; None where it could not be computed.
    cv_limit : Fraction
        Greatest coefficient of variation of a settled item, itself included.
    significance : Fraction
        W counts when its p is below.

    Returns
    -------
    RoundVerdict

    Examples
    --------
    >>> round_verdict({"A01": [4, 4, 5], "B03": [1, 5, 3]}, None,
    ...               cv_limit=Fraction(1, 4), significance=Fraction(1, 20))
    RoundVerdict(may_end=False, by=(), unsettled=('B03',))
    """
    unsettled = tuple(code for code, given in marks.items() if is_too_varied(given, cv_limit))
    by = [] if unsettled or not marks else ["cv"]
    if concordance is not None and Fraction(concordance.p) < significance:
        by.append("kendall_w")
    return RoundVerdict(bool(by), tuple(by), unsettled)
