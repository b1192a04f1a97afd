"""What a panel agrees on and what it does not, with the reasons given (handbook 5.7, 7.1).

An item is agreed when the coefficient of variation of its last marks is at most `agreed_cv` of the
pool manual. The statement says so whatever ended the rounds: time running out makes nobody agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskassess.domain.agreement.delphi import variation
from riskassess.domain.agreement.flags import is_too_varied
from riskassess.domain.agreement.moments import mean, quartile, root, variance
from riskassess.domain.pool_manual.room import ConsultationRule


@dataclass(frozen=True)
class Reason:
    """What somebody wrote of a factor; `name` is that of the round, never of the person."""

    name: str
    text: str


@dataclass(frozen=True)
class Judged:
    """One item with its marks in ten-thousandths and the reasons given for its factor."""

    factor: str
    field: str
    marks: Sequence[int]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where the panel stands on one item, in ten-thousandths; `cv` is None where it means nothing.

    `reasons` are those of the factor. A lone mark shows no agreement and is disputed.
    """

    factor: str
    field: str
    n: int
    median: Fraction
    q1: Fraction
    q3: Fraction
    minimum: int
    maximum: int
    cv: Decimal | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Statement:
    """What the panel agrees on, and what it does not, in the order of the items."""

    agreed: tuple[Standing, ...]
    disputed: tuple[Standing, ...]

    @property
    def disputed_factors(self) -> tuple[str, ...]:
        """Return the factors with at least one disputed item, each once."""
        return tuple(dict.fromkeys(row.factor for row in self.disputed))

    @property
    def agreed_factors(self) -> tuple[str, ...]:
        """Return the factors of which every item is agreed."""
        apart = set(self.disputed_factors)
        return tuple(dict.fromkeys(row.factor for row in self.agreed if row.factor not in apart))

    def of_factor(self, factor: str) -> tuple[Standing, ...]:
        """Return every item of a factor, the agreed ones first."""
        return tuple(row for row in (*self.agreed, *self.disputed) if row.factor == factor)


def statement(items: Sequence[Judged], rule: ConsultationRule) -> Statement:
    """Return what the panel agrees on and what it does not.

    Parameters
    ----------
    items : sequence of Judged
        Every item of the last round with its marks in ten-thousandths.
    rule : ConsultationRule
        Of the pool manual; `agreed_cv` is the greatest coefficient of variation of an agreed item.

    Returns
    -------
    Statement

    Raises
    ------
    ValueError
        When an item has no marks.

    Examples
    --------
    >>> from riskassess.domain.room.examples import RULE
    >>> said = (Reason("A", "补偿标准未定"),)
    >>> apart = Judged("B03", "before_impact", [1000, 5000, 9000], said)
    >>> close = Judged("E01", "before_impact", [5000, 5500, 6000])
    >>> found = statement([apart, close], RULE)
    >>> found.agreed_factors, found.disputed_factors, found.disputed[0].reasons[0].text
    (('E01',), ('B03',), '补偿标准未定')
    """
    agreed: list[Standing] = []
    disputed: list[Standing] = []
    for item in items:
        if not item.marks:
            raise ValueError(f"{item.factor}.{item.field} has no marks")
        is_agreed = len(item.marks) > 1 and not is_too_varied(item.marks, rule.agreed_cv)
        (agreed if is_agreed else disputed).append(_standing(item))
    return Statement(tuple(agreed), tuple(disputed))


def judged(
    marks: Mapping[str, Sequence[int]], reasons: Mapping[str, Sequence[Reason]]
) -> list[Judged]:
    """Return the items of a round from marks by `factor.field` and reasons by factor.

    >>> judged({"B03.before_impact": [5000]}, {"B03": [Reason("A", "依据")]})[0].reasons
    (Reason(name='A', text='依据'),)
    """
    found = []
    for item, given in marks.items():
        factor, _, field = item.partition(".")
        found.append(Judged(factor, field, given, tuple(reasons.get(factor, ()))))
    return found


def _standing(item: Judged) -> Standing:
    ordered = sorted(item.marks)
    spread = root(variance(ordered)) if len(ordered) > 1 else None
    return Standing(
        factor=item.factor,
        field=item.field,
        n=len(ordered),
        median=quartile(ordered, 2),
        q1=quartile(ordered, 1),
        q3=quartile(ordered, 3),
        minimum=ordered[0],
        maximum=ordered[-1],
        cv=variation(mean(ordered), spread),
        reasons=item.reasons,
    )
