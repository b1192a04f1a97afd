"""Rounds of a consultation: what is fed back to the panel, and whether the rounds may end.

Feedback by median and quartiles follows the Delphi practice (Dalkey and Helmer 1963; Linstone and
Turoff 1975); the rule is the pool manual's (handbook 5.6 (3), 5.7, 7.1).
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from riskassess.domain.agreement.concordance import FEWEST, Concordance, kendall_w
from riskassess.domain.agreement.delphi import variation
from riskassess.domain.agreement.flags import is_too_varied
from riskassess.domain.agreement.moments import mean, quartile, root, variance
from riskassess.domain.errors import InvalidInput
from riskassess.domain.pool_manual.room import ConsultationRule

Marks = Mapping[str, Sequence[int]]
"""Item → marks of the experts in one order, in ten-thousandths of the scale."""
SCALE = 10_000


class StopReason(StrEnum):
    """Why rounds may end."""

    CV = "cv"
    KENDALL_W = "kendall_w"
    STABLE = "stable"
    MOST_ROUNDS = "most_rounds"


@dataclass(frozen=True)
class ItemFeedback:
    """How the marks of one item lie, in ten-thousandths; `cv` is None where it means nothing."""

    item: str
    n: int
    median: Fraction
    q1: Fraction
    q3: Fraction
    minimum: int
    maximum: int
    cv: Decimal | None
    moved: Fraction | None
    is_settled: bool


@dataclass(frozen=True)
class RoundOutcome:
    """What a round came to: figures of each item, concordance, and the rule's answer.

    `by` is empty while the rounds go on; `w` is the weakest among the figures, over the factors,
    and None with its `w_reason` where a figure that is not settled has no order.
    """

    number: int
    items: tuple[ItemFeedback, ...]
    w: Concordance | None
    w_reason: str
    by: tuple[StopReason, ...]

    @property
    def may_end(self) -> bool:
        """Return whether the rule lets the rounds end."""
        return bool(self.by)

    @property
    def unsettled(self) -> tuple[str, ...]:
        """Return the items on which the panel is still apart."""
        return tuple(row.item for row in self.items if not row.is_settled)


def round_outcome(
    marks: Marks,
    *,
    before: Marks | None,
    number: int,
    rule: ConsultationRule,
    scales: Mapping[str, int] = MappingProxyType({}),
) -> RoundOutcome:
    """Return what a scoring round came to, and whether the rounds may end.

    Parameters
    ----------
    marks : mapping
        Marks of each item in this round; every item by the same experts in the same order.
    before : mapping or None
        Marks of the round before, None in the first one. An item without marks there has not
        moved by any known amount, and the rule on change does not hold.
    number : int
        Of the scoring round, from 1.
    rule : ConsultationRule
        Of the pool manual.
    scales : mapping, optional
        Item → length of its scale in the unit of the marks, where it is not 10,000.

    Returns
    -------
    RoundOutcome
        Before `rounds_at_least` no reason but the greatest number of rounds counts.

    Raises
    ------
    ValueError
        When an item has no marks, or the items have different numbers of marks.

    Examples
    --------
    >>> from riskassess.domain.room.examples import RULE
    >>> first = {"A": [2000, 6000, 9000], "B": [3000, 3000, 4000]}
    >>> second = {"A": [5000, 6000, 6000], "B": [3000, 3000, 3000]}
    >>> round_outcome(first, before=None, number=1, rule=RULE).may_end
    False
    >>> [str(reason) for reason in round_outcome(second, before=first, number=2, rule=RULE).by]
    ['cv', 'stable']
    """
    if not marks or len({len(given) for given in marks.values()}) != 1 or not all(marks.values()):
        raise ValueError("every item needs the same number of marks")
    items = tuple(_feedback(item, given, before, rule) for item, given in marks.items())
    w, reason = _concordance(marks, {row.item for row in items if row.is_settled})
    by: list[StopReason] = []
    if number >= rule.rounds_at_least:
        by = _reasons(items, w, rule, scales)
    if number >= rule.rounds_at_most:
        by.append(StopReason.MOST_ROUNDS)
    return RoundOutcome(number, items, w, reason, tuple(by))


def _feedback(
    item: str, marks: Sequence[int], before: Marks | None, rule: ConsultationRule
) -> ItemFeedback:
    ordered = sorted(marks)
    median = quartile(ordered, 2)
    earlier = (before or {}).get(item)
    return ItemFeedback(
        item=item,
        n=len(ordered),
        median=median,
        q1=quartile(ordered, 1),
        q3=quartile(ordered, 3),
        minimum=ordered[0],
        maximum=ordered[-1],
        cv=variation(mean(ordered), root(variance(ordered)) if len(ordered) > 1 else None),
        moved=abs(median - quartile(sorted(earlier), 2)) if earlier else None,
        is_settled=not is_too_varied(ordered, rule.stop.cv),
    )


def _concordance(marks: Marks, settled: Set[str]) -> tuple[Concordance | None, str]:
    """Return the weakest concordance among the figures, each taken over the factors.

    A weight and a probability are not ranked against each other: their scales differ, and the
    ranks would show the scales. Items are named `factor.figure`; without a figure they are one set.
    A figure without an order is left out only where every item of it is settled: there the panel
    agrees. Elsewhere there is no concordance, however well the other figures are ordered.
    """
    sets: dict[str, list[str]] = {}
    for item in marks:
        sets.setdefault(item.partition(".")[2], []).append(item)
    found = {name: _one_concordance([marks[item] for item in sets[name]]) for name in sets}
    for name, (w, reason) in found.items():
        if w is None and not settled >= set(sets[name]):
            return None, reason
    known = [w for w, _reason in found.values() if w is not None]
    return (min(known, key=lambda w: w.w), "") if known else next(iter(found.values()))


def _one_concordance(rows: Sequence[Sequence[int]]) -> tuple[Concordance | None, str]:
    if len(rows) < FEWEST or len(rows[0]) < FEWEST:
        return None, "agreement_too_few"
    try:
        return kendall_w(rows), ""
    except InvalidInput as error:
        return None, error.code


def _reasons(
    items: Sequence[ItemFeedback],
    w: Concordance | None,
    rule: ConsultationRule,
    scales: Mapping[str, int],
) -> list[StopReason]:
    stop, by = rule.stop, []
    if all(row.is_settled for row in items):
        by.append(StopReason.CV)
    if w is not None and w.w >= stop.kendall_w and Fraction(w.p) < stop.significance:
        by.append(StopReason.KENDALL_W)
    if all(_is_stable(row, stop.change * scales.get(row.item, SCALE)) for row in items):
        by.append(StopReason.STABLE)
    return by


def _is_stable(row: ItemFeedback, most: Fraction) -> bool:
    return row.moved is not None and row.moved <= most
