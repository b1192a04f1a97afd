"""What a published source of randomness gives, and when it can be known."""

from dataclasses import dataclass

from riskassess.domain.manual.words import Confidence, Text


@dataclass(frozen=True)
class PublicationRule:
    """When a source publishes: weekdays from 1 (Monday) to 7, and the hour `at` in Beijing.

    A draw is announced at least `lead_hours` before the publication that decides it.
    """

    weekdays: tuple[int, ...]
    at: str
    lead_hours: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class NumberGroup:
    """So many different numbers of one range, as the red balls of a lottery."""

    name: Text
    count: int
    smallest: int
    largest: int
