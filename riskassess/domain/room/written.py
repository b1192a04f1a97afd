"""A round's outcome as it is stored and printed: plain values, recomputable from the sheets."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from riskassess.domain.room.rounds import ItemFeedback, RoundOutcome

DIGITS = 12


def outcome_record(outcome: RoundOutcome) -> dict[str, Any]:
    """Return the outcome of a round as plain values with twelve significant digits.

    >>> from riskassess.domain.room.examples import RULE
    >>> from riskassess.domain.room.rounds import round_outcome
    >>> found = outcome_record(round_outcome({"A": [4000, 6000]}, before=None, number=1, rule=RULE))
    >>> found["items"][0]["median"], found["w"], found["may_end"]
    (5000, None, False)
    """
    w = outcome.w
    return {
        "round": outcome.number,
        "may_end": outcome.may_end,
        "by": [str(reason) for reason in outcome.by],
        "w": None if w is None else {"w": printed(w.w), "p": printed(w.p), "df": w.df},
        "w_reason": outcome.w_reason or None,
        "items": [_item(row) for row in outcome.items],
    }


def _item(row: ItemFeedback) -> dict[str, Any]:
    return {
        "item": row.item,
        "n": row.n,
        "median": printed(row.median),
        "q1": printed(row.q1),
        "q3": printed(row.q3),
        "minimum": row.minimum,
        "maximum": row.maximum,
        "cv": None if row.cv is None else printed(row.cv),
        "moved": None if row.moved is None else printed(row.moved),
        "settled": row.is_settled,
    }


def printed(number: Fraction | Decimal | int) -> int | Decimal:
    """Return a number as it is written: whole ones as such, others to twelve digits.

    >>> printed(Fraction(1, 3)), printed(Fraction(4, 2))
    (Decimal('0.333333333333'), 2)
    """
    exact = Fraction(number)
    if exact.denominator == 1:
        return int(exact)
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    return Decimal(f"{decimal:.{DIGITS}g}")
