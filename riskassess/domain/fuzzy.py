"""Fuzzy comprehensive evaluation with the operator M(·,+), on one level or two (handbook 5.6).

A membership says how far something belongs to each grade, in the order of the grades from the
mildest to the worst. The weighted sum B = W·R keeps every judgement; the operators with minimum
and maximum drop most of them and are not offered. Everything is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = Fraction | Decimal | int
Membership = tuple[Fraction, ...]


@dataclass(frozen=True)
class TwoLevels:
    """An evaluation on two levels: the membership of each group, and of the whole."""

    first_level: tuple[Membership, ...]
    membership: Membership


@dataclass(frozen=True)
class Greatest:
    """Position of the greatest membership, counted from 0, and all positions that share it."""

    position: int
    tied: tuple[int, ...] = ()


def fuzzy_evaluation(
    weights: Sequence[Number], memberships: Sequence[Sequence[Number]]
) -> Membership:
    """Return B = W·R with the operator M(·,+).

    Parameters
    ----------
    weights : sequence of numbers
        One a factor, 0 or more; divided by their sum, so that scaling them changes nothing.
    memberships : sequence of sequences of numbers
        One row a factor, one column a grade. Rows are taken as they are.

    Returns
    -------
    tuple of Fraction
        One membership a grade; they add up to 1 when every row does.

    Raises
    ------
    ValueError
        When no weight is above 0, one is below, or the shapes do not fit.

    Examples
    --------
    >>> weights = [Decimal(weight) for weight in ("0.1", "0.2", "0.3", "0.4")]
    >>> rows = [("0.2", "0.8"), ("0.7", "0.3"), ("0", "1"), ("0.2", "0.8")]
    >>> R = [[Decimal(each) for each in row] for row in rows]
    >>> [str(each) for each in fuzzy_evaluation(weights, R)]
    ['6/25', '19/25']
    """
    shares = [Fraction(weight) for weight in weights]
    if len(shares) != len(memberships):
        raise ValueError("there must be one row of memberships for each weight")
    whole = sum(shares)
    if whole <= 0 or min(shares) < 0:
        raise ValueError("weights must be 0 or more, and one above 0")
    return tuple(
        sum(
            (share * Fraction(each) for share, each in zip(shares, column, strict=True)), Fraction()
        )
        / whole
        for column in zip(*memberships, strict=True)
    )


def fuzzy_two_levels(
    group_weights: Sequence[Number],
    indicator_weights: Sequence[Sequence[Number]],
    memberships: Sequence[Sequence[Sequence[Number]]],
) -> TwoLevels:
    """Return the evaluation of groups of indicators: each group first, then the groups.

    Parameters
    ----------
    group_weights : sequence of numbers
        One a group.
    indicator_weights : sequence of sequences of numbers
        The weights of each group's indicators.
    memberships : sequence of tables
        For each group one row an indicator; all rows have one column a grade.

    Returns
    -------
    TwoLevels
        The result of the first level is the table of the second.

    Raises
    ------
    ValueError
        As `fuzzy_evaluation`.

    Examples
    --------
    >>> table = [[[1, 0], [0, 1]], [[0, 1]]]
    >>> result = fuzzy_two_levels([1, 1], [[3, 1], [1]], table)
    >>> [str(each) for each in result.membership]
    ['3/8', '5/8']
    """
    first_level = tuple(
        fuzzy_evaluation(weights, table)
        for weights, table in zip(indicator_weights, memberships, strict=True)
    )
    return TwoLevels(first_level, fuzzy_evaluation(group_weights, first_level))


def greatest_membership(membership: Sequence[Fraction]) -> Greatest:
    """Return which grade has the greatest membership; of equal ones the later, worse grade.

    Parameters
    ----------
    membership : sequence of Fraction
        One a grade, from the mildest grade to the worst; compared exactly.

    Returns
    -------
    Greatest
        `tied` names all positions of a tie and is empty where there is none.

    Raises
    ------
    ValueError
        Without memberships.

    Examples
    --------
    >>> greatest_membership([Fraction(2, 5), Fraction(2, 5), Fraction(1, 5)])
    Greatest(position=1, tied=(0, 1))
    """
    most = max(membership)
    positions = tuple(place for place, each in enumerate(membership) if each == most)
    return Greatest(positions[-1], positions if len(positions) > 1 else ())


def fuzzy_score(membership: Sequence[Fraction], grade_scores: Sequence[Number]) -> Fraction:
    """Return the sum of membership × score of the grade.

    The membership is taken as it is: rows that do not add up to 1 move the score as they move the
    membership.

    Raises
    ------
    ValueError
        When there is not one score for each grade.

    Examples
    --------
    >>> fuzzy_score([Fraction(1, 4), Fraction(3, 4)], [Decimal("0.16"), Decimal("0.36")])
    Fraction(31, 100)
    """
    pairs = zip(membership, grade_scores, strict=True)
    return sum((each * Fraction(score) for each, score in pairs), Fraction())


def membership_from_levels(levels: Sequence[int], n_levels: int) -> Membership:
    """Return the share of experts that chose each level: one row of the table R.

    Parameters
    ----------
    levels : sequence of int
        The level that each expert chose, counted from 1.
    n_levels : int
        How many levels there are.

    Returns
    -------
    tuple of Fraction
        One share a level; they add up to 1.

    Raises
    ------
    ValueError
        Without experts, or for a level that does not exist.

    Examples
    --------
    >>> [str(share) for share in membership_from_levels([2, 3, 3, 5], 5)]
    ['0', '1/4', '1/2', '0', '1/4']
    """
    if not levels:
        raise ValueError("a membership needs at least one expert")
    if min(levels) < 1 or max(levels) > n_levels:
        raise ValueError(f"levels lie between 1 and {n_levels}")
    counts = [0] * n_levels
    for level in levels:
        counts[level - 1] += 1
    return tuple(Fraction(count, len(levels)) for count in counts)
