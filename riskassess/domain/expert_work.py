"""Judging and paying an expert's work in one task: points, years, fees (handbook 6.6, 6.7).

What is judged is the work in this task only, never the person (handbook 12.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.domain.pool_manual.rules import EvaluationRule, FeeRule, YearResult
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import MemberState, RefusalReason, Role

HUNDRED = 100
# Who came, and who had accepted and then handed in nothing.
TASKED = frozenset({MemberState.SUBMITTED, MemberState.READY, MemberState.ACCEPTED})
_JUDGES = (Role.CASE_OFFICER, Role.POOL_KEEPER)


def refuse_judging(
    actor: Actor, *, round_state: RoundState | None, member_state: MemberState, in_pool: bool
) -> RefusalReason | str | None:
    """Return why the work on this seat may not be judged by the actor now, or None.

    >>> keeper = Actor(1, 1, roles=frozenset({Role.POOL_KEEPER}))
    >>> refuse_judging(
    ...     keeper, round_state=RoundState.OPEN, member_state=MemberState.SUBMITTED, in_pool=True
    ... )
    <RefusalReason.ROUND_STILL_OPEN: 'round_still_open'>
    """
    if not actor.has(*_JUDGES):
        return RefusalReason.NOT_YOUR_ROLE
    if round_state is not RoundState.CLOSED:
        return RefusalReason.ROUND_STILL_OPEN
    return None if in_pool and member_state in TASKED else "no_task"


def refuse_paying(
    actor: Actor, *, round_state: RoundState | None, member_state: MemberState, in_pool: bool
) -> RefusalReason | str | None:
    """Return why no fee may be settled for this seat now, or None: only handed-in work is paid."""
    reason = refuse_judging(
        actor, round_state=round_state, member_state=member_state, in_pool=in_pool
    )
    if reason is None and member_state is not MemberState.SUBMITTED:
        return "nothing_handed_in"
    return reason


def refuse_year(actor: Actor) -> RefusalReason | None:
    """Return why the actor may not confirm a yearly result, or None."""
    return None if actor.has(Role.POOL_KEEPER) else RefusalReason.NOT_YOUR_ROLE


def refuse_payment(actor: Actor) -> RefusalReason | None:
    """Return why the actor may not note that fees were paid, or None."""
    return None if actor.has(*_JUDGES) else RefusalReason.NOT_YOUR_ROLE


def checked_points(rule: EvaluationRule, points: Mapping[str, int | None]) -> dict[str, int]:
    """Return the points of every item of the rule, in its order.

    Raises
    ------
    InvalidInput
        `item_points_missing` or `item_points_range`; `where` is the item.
    """
    found = {}
    for item in rule.items:
        value = points.get(item.code)
        if value is None:
            raise InvalidInput("item_points_missing", where=item.code, item=str(item.name))
        if not 0 <= value <= item.maximum:
            raise InvalidInput(
                "item_points_range", where=item.code, item=str(item.name), most=item.maximum
            )
        found[item.code] = value
    return found


def year_mean(totals: Sequence[int]) -> int:
    """Return the mean of the tasks of a year in hundredths of a point, cut off.

    Cut off, not rounded: a mean that is shown as 90.00 has reached 90.

    >>> year_mean([90, 90, 89])
    8966
    """
    if not totals:
        raise InvalidInput("year_without_tasks", where="year")
    return sum(totals) * HUNDRED // len(totals)


def year_result(rule: EvaluationRule, mean: int) -> YearResult:
    """Return the result that a mean (hundredths of a point) gives; limits are whole points."""
    return next(row for row in rule.results if mean >= row.at_least * HUNDRED)


@dataclass(frozen=True)
class Reckoned:
    """A fee and what it was reckoned from; `amount` in fen, exact."""

    title_level: str
    duration: str
    attendance: str
    yuan: int
    percent: int

    @property
    def amount(self) -> int:
        """Return the amount in fen: yuan times percent are hundredths of a yuan."""
        return self.yuan * self.percent


def reckon_fee(manual: PoolManual, *, title_level: str, duration: str, attendance: str) -> Reckoned:
    """Return the fee by the pool manual's table.

    Raises
    ------
    InvalidInput
        `fee_title_missing` without a title level, `fee_unknown` for a word that the manual lacks.
    """
    if not title_level:
        raise InvalidInput("fee_title_missing", where="title_level")
    rule: FeeRule = manual.fees
    line = next(
        (row for row in rule.table if (row.title_level, row.duration) == (title_level, duration)),
        None,
    )
    way = find_code(rule.attendances, attendance)
    if line is None:
        known = find_code(manual.conditions.title_levels, title_level)
        raise InvalidInput("fee_unknown", where="duration" if known else "title_level")
    if way is None:
        raise InvalidInput("fee_unknown", where="attendance")
    return Reckoned(title_level, duration, attendance, line.yuan, way.percent)


def yuan_text(fen: int) -> str:
    """Return an amount in yuan with its two decimals.

    >>> yuan_text(123456789), yuan_text(5)
    ('1,234,567.89', '0.05')
    """
    return f"{fen // HUNDRED:,}.{fen % HUNDRED:02d}"
