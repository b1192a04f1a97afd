"""Levels of probability and impact, and the shares that stand for them (handbook 5.1).

A level is kept as the upper end of its band, so that one table holds shares and levels alike and a
level comes back from its share by the same bands that sort a share given directly.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.errors import InvalidInput
from riskassess.domain.manual.rules import ScaleLevel

UNIT = 10_000


def share_of_level(scale: Sequence[ScaleLevel], level: int) -> int:
    """Return the upper end of a level's band in ten-thousandths.

    Parameters
    ----------
    scale : sequence of ScaleLevel
        The manual's scale of probability or of impact, lowest level first.
    level : int
        From 1 to the number of levels.

    Returns
    -------
    int
        1 to 10000.

    Raises
    ------
    InvalidInput
        `level_invalid` when the scale has no such level.

    Examples
    --------
    >>> from riskassess.adapters.manuals import builtin_manual
    >>> share_of_level(builtin_manual("cn-default").scales.probability, 3)
    6000
    """
    if not 1 <= level <= len(scale):
        raise InvalidInput("level_invalid", where="level", value=str(level), most=len(scale))
    return int(scale[level - 1].up_to * UNIT)


def level_of_share(scale: Sequence[ScaleLevel], share: int | Fraction | Decimal) -> int:
    """Return the level whose band holds a share: above the band's lower end, up to its upper end.

    Parameters
    ----------
    scale : sequence of ScaleLevel
        The manual's scale of probability or of impact, lowest level first.
    share : int, Fraction or Decimal
        In ten-thousandths of 1, 0 to 10000; a panel's mean need not be whole.

    Returns
    -------
    int
        From 1 to the number of levels; 0 belongs to the lowest.

    Raises
    ------
    InvalidInput
        `file_out_of_range` for a share outside of 0 to 10000.

    Notes
    -----
    Handbook 5.1: level = max(1, ceil(5 × value)) where the bands are fifths; the bands themselves
    are the manual's.

    Examples
    --------
    >>> from riskassess.adapters.manuals import builtin_manual
    >>> scale = builtin_manual("cn-default").scales.impact
    >>> [level_of_share(scale, share) for share in (0, 2000, 2001, 6000, 10000)]
    [1, 1, 2, 3, 5]
    """
    exact = Fraction(share)
    if not 0 <= exact <= UNIT:
        raise InvalidInput(
            "file_out_of_range", where="share", value=str(share), low="0", high=str(UNIT)
        )
    for row in scale:
        if exact <= Fraction(row.up_to) * UNIT:
            return row.level
    return scale[-1].level
