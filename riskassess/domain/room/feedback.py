"""What a closed round tells its experts: how the marks lie, where the own one is, what others say.

Median, quartiles and the own position are the feedback of the Delphi method (Dalkey and Helmer
1963; Linstone and Turoff 1975); reasons stand under the names of the round (handbook 5.7, 7.1).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from riskassess.domain.room.statement import Reason

Number = int | Decimal


@dataclass(frozen=True)
class Figure:
    """How the marks of one figure lie, in ten-thousandths; `own` is the reader's, if there is one.

    `cv` is None where it means nothing, `moved` where there is no round before to compare with.
    """

    field: str
    n: int
    median: Number
    q1: Number
    q3: Number
    minimum: int
    maximum: int
    cv: Number | None
    moved: Number | None
    is_settled: bool
    own: int | None = None


@dataclass(frozen=True)
class FactorFeedback:
    """One factor: its figures in the order of the sheet, the own reason and those of the others."""

    factor_id: int
    code: str
    name: str
    figures: tuple[Figure, ...]
    own_reason: str
    reasons: tuple[Reason, ...]

    @property
    def is_settled(self) -> bool:
        """Return whether the panel is together on every figure."""
        return all(row.is_settled for row in self.figures)


@dataclass(frozen=True)
class Outcome:
    """What the stopping rule of the manual said; `w` is None with its reason."""

    may_end: bool
    by: tuple[str, ...]
    w: Decimal | None
    p: Decimal | None
    w_reason: str
    figures: Mapping[str, tuple[Figure, ...]]


def read_outcome(text: str) -> Outcome:
    """Return the outcome of a round as it was stored, its figures by factor code.

    >>> found = read_outcome(
    ...     '{"by":[],"items":[{"cv":0.3,"item":"B03.before_impact","maximum":9000,"median":5000,'
    ...     '"minimum":1000,"moved":null,"n":3,"q1":3000,"q3":7000,"settled":false}],'
    ...     '"may_end":false,"round":1,"w":null,"w_reason":"agreement_too_few"}'
    ... )
    >>> found.figures["B03"][0].field, found.figures["B03"][0].cv, found.w
    ('before_impact', Decimal('0.3'), None)
    """
    plain = json.loads(text, parse_float=Decimal)
    w = plain["w"]
    figures: dict[str, list[Figure]] = {}
    for row in plain["items"]:
        code, _, field = row["item"].partition(".")
        figures.setdefault(code, []).append(_figure(field, row))
    return Outcome(
        may_end=plain["may_end"],
        by=tuple(plain["by"]),
        w=None if w is None else Decimal(w["w"]),
        p=None if w is None else Decimal(w["p"]),
        w_reason=plain["w_reason"] or "",
        figures={code: tuple(rows) for code, rows in figures.items()},
    )


def _figure(field: str, row: Mapping[str, Any]) -> Figure:
    names = ("n", "median", "q1", "q3", "minimum", "maximum", "cv", "moved")
    return Figure(field=field, is_settled=row["settled"], **{name: row[name] for name in names})


def unsettled(factors: Sequence[FactorFeedback]) -> tuple[FactorFeedback, ...]:
    """Return the factors on which the panel is still apart."""
    return tuple(row for row in factors if not row.is_settled)
