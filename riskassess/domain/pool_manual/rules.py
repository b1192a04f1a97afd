"""Parts of the pool manual: ways in, terms, avoidance, draws, work and pay (handbook 6)."""

from dataclasses import dataclass
from enum import StrEnum

from riskassess.domain.manual.catalogue import DayUnit
from riskassess.domain.manual.words import Confidence, NamedCode, Text
from riskassess.domain.pool_manual.sources import NumberGroup, PublicationRule


class WhenListOpens(StrEnum):
    """The moment at which the list of a draw is no longer sealed."""

    DRAWN = "drawn"
    ROUND_CLOSED = "round_closed"
    FILED = "filed"


class ValueMaker(StrEnum):
    """Who makes the values of a source: somebody who publishes them, or two roles who throw."""

    PUBLISHED = "published"
    THROWN = "thrown"


@dataclass(frozen=True)
class Condition:
    """A condition that an applicant meets; only the outcome is kept."""

    code: str
    name: Text
    evidence: Text
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class TitleLevel:
    """A level of professional titles; `rank` orders them, `suffices` lets into the pool."""

    code: str
    name: Text
    rank: int
    suffices: bool


@dataclass(frozen=True)
class ConditionRule:
    """Who may join: conditions, years of practice, titles."""

    years: int
    conditions: tuple[Condition, ...]
    title_levels: tuple[TitleLevel, ...]
    employer_types: tuple[NamedCode, ...]
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class Attachment:
    """A paper that comes with an application; `accepts` are media types."""

    code: str
    name: Text
    required: bool
    accepts: tuple[str, ...]


@dataclass(frozen=True)
class AdmissionRule:
    """How somebody becomes a member."""

    self_application: bool
    attachments: tuple[Attachment, ...]
    consent: Text
    consent_version: str
    publicity_days: int
    publicity_unit: DayUnit
    link_days: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class TermRule:
    """How long a member is appointed, and what a renewal asks for."""

    years: int
    remind_days: int
    renewal_results: tuple[str, ...]
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class Reason:
    """A reason by its code; `hearing`: the expert is heard before it is acted upon.

    `words`: it says nothing alone, whoever gives it adds why.
    """

    code: str
    name: Text
    hearing: bool = False
    words: bool = False


@dataclass(frozen=True)
class StandingRule:
    """Reasons for suspension and removal, and what the office is told to look at."""

    hearing_days: int
    suspension: tuple[Reason, ...]
    removal: tuple[Reason, ...]
    refusals_a_year: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class RetentionRule:
    """How long personal fields stay after the last term."""

    years_after_term: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class AvoidanceRule:
    """What excludes from a draw beyond the questions of the assessment manual."""

    former_years: int
    with_affiliates: bool
    near_match: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class RandomSource:
    """A source of randomness that a draw may announce.

    `count` values from `smallest` to `largest` with `decimals` decimals, whole ones made of
    `digits` where given, in `groups` of different ones one after the other where given; `bits` is
    how hard they are to guess; `role` who throws, `published` when others publish it.
    """

    code: str
    name: Text
    kind: ValueMaker
    what: Text
    count: int
    smallest: int
    largest: int
    decimals: int
    bits: int
    digits: str | None = None
    role: str | None = None
    published: PublicationRule | None = None
    groups: tuple[NumberGroup, ...] = ()


@dataclass(frozen=True)
class SourceOffer:
    """Sources that are announced together."""

    code: str
    name: Text
    sources: tuple[str, ...]


@dataclass(frozen=True)
class DrawRule:
    """How a draw is made public and repeated."""

    algorithm: str
    list_opens: WhenListOpens
    sources: tuple[RandomSource, ...]
    offers: tuple[SourceOffer, ...]
    redraw_reasons: tuple[Reason, ...]
    appointment_reasons: tuple[Reason, ...]
    refusal_reasons: tuple[Reason, ...]
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class ReminderRule:
    """When whoever has not answered or submitted is reminded; working days before the last one.

    From `quiet_from` o'clock in the evening until `quiet_until` nobody is disturbed.
    """

    invitation: tuple[int, ...]
    sheet: tuple[int, ...]
    quiet_from: int
    quiet_until: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class EvaluationItem:
    """One item of a task's evaluation, and the most points it gives."""

    code: str
    name: Text
    maximum: int
    meaning: Text


@dataclass(frozen=True)
class YearResult:
    """A result of a year, from so many points of the mean on."""

    code: str
    name: Text
    at_least: int


@dataclass(frozen=True)
class EvaluationRule:
    """How a task and a year are judged; a task within so many working days."""

    items: tuple[EvaluationItem, ...]
    results: tuple[YearResult, ...]
    within_days: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class FeeLine:
    """Yuan for one title level and duration, with attendance in the room."""

    title_level: str
    duration: str
    yuan: int


@dataclass(frozen=True)
class Attendance:
    """A way of taking part; `percent` of the amount is paid for it."""

    code: str
    name: Text
    percent: int


@dataclass(frozen=True)
class FeeRule:
    """What is paid for a task."""

    durations: tuple[NamedCode, ...]
    attendances: tuple[Attendance, ...]
    table: tuple[FeeLine, ...]
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class HealthRule:
    """From which figures on the pool's pages ask for attention."""

    draws_per_seat: int
    employer_percent: int
    refusal_percent: int
    guess_percent: int
    undrawn_years: int
    term_days: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class FieldWords:
    """What a profession works on, in words as projects and experts use them; `code` is its own."""

    code: str
    words: str


@dataclass(frozen=True)
class FitRule:
    """How many professions and experts are proposed by likeness of texts, and from which words."""

    professions: int
    experts: int
    terms: int
    silent: tuple[str, ...]  # too common to be told as a reason
    fields: tuple[FieldWords, ...]
    source: str
    confidence: Confidence
