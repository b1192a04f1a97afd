"""One version of a pool manual."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar

from riskassess.domain.manual.words import Confidence, Text
from riskassess.domain.pool_manual.room import RoomRule
from riskassess.domain.pool_manual.rules import (
    AdmissionRule,
    AvoidanceRule,
    ConditionRule,
    DrawRule,
    EvaluationRule,
    FeeRule,
    FitRule,
    HealthRule,
    RandomSource,
    Reason,
    ReminderRule,
    RetentionRule,
    StandingRule,
    TermRule,
)


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=_Coded)


@dataclass(frozen=True)
class PoolManual:
    """Rules of an expert pool; `digest` is over the canonical JSON of `plain`."""

    format: str
    id: str
    version: int
    title: Text
    source: str
    confidence: Confidence
    effective_from: date
    admission: AdmissionRule
    conditions: ConditionRule
    term: TermRule
    standing: StandingRule
    retention: RetentionRule
    avoidance: AvoidanceRule
    draw: DrawRule
    reminders: ReminderRule
    evaluation: EvaluationRule
    fees: FeeRule
    health: HealthRule
    fit: FitRule
    room: RoomRule
    notes: tuple[Text, ...] = ()
    plain: Mapping[str, Any] = field(init=False, repr=False, compare=False)
    digest: str = field(init=False, default="")

    def random_source(self, code: str) -> RandomSource | None:
        """Return a source of randomness by its code."""
        return find_code(self.draw.sources, code)

    def offered_sources(self, offer: str) -> tuple[RandomSource, ...]:
        """Return the sources of an offer in their order; empty for an unknown one."""
        found = find_code(self.draw.offers, offer)
        sources = map(self.random_source, found.sources if found else ())
        return tuple(source for source in sources if source is not None)

    def offered_bits(self, offer: str) -> int:
        """Return how many bits the sources of an offer bring together."""
        return sum(source.bits for source in self.offered_sources(offer))

    def reason(self, reasons: Iterable[Reason], code: str) -> Reason | None:
        """Return a reason of one of the lists by its code."""
        return find_code(reasons, code)


def find_code(rows: Iterable[T], code: str) -> T | None:
    """Return the row with a code, or None."""
    return next((row for row in rows if row.code == code), None)
