"""Krippendorff's α of several coders, with missing values.

Krippendorff, Content Analysis (3rd ed. 2013), chapter 12: α = 1 − D_o / D_e, observed over expected
disagreement of all values that stand beside another one on the same unit. With m values on a unit
and n of them in all,

    α = 1 − (n − 1) · Σ_units [Σ_pairs δ² / (m − 1)] / Σ_all pairs δ²

where δ² of two values is 0 or 1 (nominal), the squared difference of their mid-ranks among all
values (ordinal), their squared difference (interval), or (a − b)² / (a + b)² (ratio).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from riskassess.domain.agreement.disagreement import (
    Units,
    interval_sums,
    nominal_sums,
    ordinal_sums,
    ratio_sums,
)
from riskassess.domain.agreement.marks import LEVELS, read_marks
from riskassess.domain.agreement.ranks import Table, as_array
from riskassess.domain.errors import InvalidInput

Disagreement = tuple[Fraction | float, Fraction | int | float]
"""Σ_units [Σ_pairs δ² / (m − 1)] and Σ_all pairs δ²."""

MEASURES: Mapping[str, Callable[[Units], Disagreement]] = {
    "nominal": nominal_sums,
    "ordinal": ordinal_sums,
    "interval": interval_sums,
    "ratio": ratio_sums,
}


@dataclass(frozen=True)
class Reliability:
    """α and what it rests on.

    `alpha` is None where all values are equal: without any difference nothing can be said about
    reliability, and 1 would be a guess. `dropped` units carry fewer than two values; `values`
    counts those that were used.
    """

    alpha: Fraction | float | None
    level: str
    coders: int
    units: int
    dropped: int
    values: int


def krippendorff_alpha(coders: Table, level: str) -> Reliability:
    """Return Krippendorff's α.

    Parameters
    ----------
    coders : sequence of sequences, or ndarray with NaN for missing, shape (coders, units)
        One row a coder; numbers (int, Decimal, Fraction, float) or numeric text, None for missing.
        Nominal values may be any text. From 20,000 numbers on NumPy counts them.
    level : str
        One of LEVELS.

    Returns
    -------
    Reliability
        Exact but for the ratio level with many values, which sums correctly rounded floats.

    Raises
    ------
    InvalidInput
        For rows of different length, values that are not on the level, fewer than two coders, and
        when no unit carries two values.
    ValueError
        For an unknown level.

    Examples
    --------
    >>> found = krippendorff_alpha([[1, 2, None, 1], [1, 2, 3, 2]], "nominal")
    >>> found.alpha, found.dropped, found.values
    (Fraction(4, 9), 1, 6)
    """
    if level not in LEVELS:
        raise ValueError(f"unknown level: {level}")
    if len(coders) < 2:
        raise InvalidInput("agreement_too_few_raters", where="coders", value=len(coders))
    array = as_array(coders)
    if array is not None:
        from riskassess.domain.agreement.disagreement_arrays import array_sums

        sums = array_sums(array, level)
        if sums is not None:
            return _reliability(sums.disagreement, level, array.shape, sums.dropped, sums.values)
    rows = coders.tolist() if hasattr(coders, "tolist") else coders
    units = Units(read_marks(rows, level))
    shape = (len(rows), len(rows[0]))
    disagreement = MEASURES[level](units) if units.values else (0, 0)
    return _reliability(disagreement, level, shape, units.dropped, units.values)


def _reliability(
    disagreement: Disagreement, level: str, shape: tuple[int, int], dropped: int, values: int
) -> Reliability:
    if not values:
        raise InvalidInput("agreement_no_pairs", where="coders")
    observed, expected = disagreement
    alpha = 1 - (values - 1) * observed / expected if expected else None
    return Reliability(alpha, level, shape[0], shape[1], dropped, values)
