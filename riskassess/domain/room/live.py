"""What a live meeting shows of one factor: the marks in order of size, without whose they are."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from riskassess.domain.agreement.delphi import item_figures
from riskassess.domain.agreement.flags import is_too_varied
from riskassess.domain.pool_manual.room import ConsultationRule
from riskassess.domain.room.feedback import Figure
from riskassess.domain.room.written import printed

FEWEST = 2
"""One mark alone would be somebody's."""


def shown_record(
    marks: Mapping[str, Sequence[int]], rule: ConsultationRule
) -> list[dict[str, Any]]:
    """Return what is shown of a factor, as it is stored: figures, and marks in order of size.

    Parameters
    ----------
    marks : mapping
        Field → marks in ten-thousandths, in any order.
    rule : ConsultationRule
        Of the pool manual; `stop.cv` says what is settled.

    Raises
    ------
    ValueError
        For fewer than two marks of a field.

    Examples
    --------
    >>> from riskassess.domain.room.examples import RULE
    >>> row = shown_record({"before_impact": [9000, 1000, 5000]}, RULE)[0]
    >>> row["marks"], row["median"], row["settled"]
    ([1000, 5000, 9000], 5000, False)
    """
    return [_field(field, sorted(given), rule) for field, given in marks.items()]


def _field(field: str, marks: list[int], rule: ConsultationRule) -> dict[str, Any]:
    if len(marks) < FEWEST:
        raise ValueError("fewer than two marks would tell whose they are")
    found = item_figures(marks)
    return {
        "field": field,
        "n": found.n,
        "median": printed(found.median),
        "q1": printed(found.q1),
        "q3": printed(found.q3),
        "minimum": marks[0],
        "maximum": marks[-1],
        "cv": None if found.cv is None else printed(found.cv),
        "settled": not is_too_varied(marks, rule.stop.cv),
        "marks": marks,
    }


def read_shown(text: str) -> list[tuple[Figure, tuple[int, ...]]]:
    """Return what was shown: each figure with its marks.

    >>> from riskassess.domain.room.examples import RULE
    >>> from riskassess.proof.canonical import canonical_json
    >>> figure, marks = read_shown(canonical_json(shown_record({"a": [10, 20]}, RULE)))[0]
    >>> figure.median, marks
    (15, (10, 20))
    """
    return [
        (
            Figure(
                field=row["field"], n=row["n"], median=row["median"], q1=row["q1"], q3=row["q3"],
                minimum=row["minimum"], maximum=row["maximum"], cv=row["cv"], moved=None,
                is_settled=row["settled"],
            ),
            tuple(row["marks"]),
        )
        for row in json.loads(text, parse_float=Decimal)
    ]  # fmt: skip
