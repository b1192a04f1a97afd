"""Rules of the room where experts work: leader, report quality, votes, rounds (handbook 7)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from riskassess.domain.manual.words import Confidence, NamedCode, Text


class Silence(StrEnum):
    """What it means when a member neither agrees nor writes a dissent by the end of a vote."""

    AGREED = "agreed"
    ABSENT = "absent"


@dataclass(frozen=True)
class LeaderRule:
    """The panel elects its leader; after `ballots` without more than `share` the office names."""

    share: Fraction
    ballots: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class QualityHeading:
    """A heading under which the report gets points up to `maximum`."""

    code: str
    name: Text
    maximum: int
    meaning: Text


@dataclass(frozen=True)
class QualityRule:
    """The report's quality: points by heading; `passes` and `revises` are least totals."""

    headings: tuple[QualityHeading, ...]
    passes: int
    revises: int
    blocking: tuple[NamedCode, ...]
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class VoteRule:
    """How the group opinion comes about.

    It stands when more than `opinion_share` of those present agree; a grade is the panel's when at
    least `grade_share` propose it.
    """

    opinion_share: Fraction
    grade_share: Fraction
    silence: Silence
    days: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class StoppingRule:
    """When scoring rounds may end.

    They may when every item's coefficient of variation is at most `cv`, when Kendall's W is
    significant at `significance` and at least `kendall_w`, or when no median moved by more than
    `change` of the scale since the round before.
    """

    cv: Fraction
    kendall_w: Fraction
    significance: Fraction
    change: Fraction


@dataclass(frozen=True)
class ConsultationRule:
    """Expert consultation: panel, numbers of scoring rounds, stopping, talk between rounds."""

    panel_at_least: int
    rounds_at_least: int
    rounds_at_most: int
    stop: StoppingRule
    agreed_cv: Fraction
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class AttentionRule:
    """Harshness and outliers are shown from `sheets` sheets on; nothing is ever left out for them.

    An estimate is far out beyond `fences` interquartile ranges from the quartiles; an expert is
    harsh or mild when the mean difference to the panel's medians is above `lean` of the scale.
    """

    sheets: int
    fences: Fraction
    lean: Fraction
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class MeetingRule:
    """The report is with the experts `materials_days` days before the meeting."""

    materials_days: int
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class RoomRule:
    """Everything that the room asks of the pool manual."""

    leader: LeaderRule
    quality: QualityRule
    vote: VoteRule
    consultation: ConsultationRule
    attention: AttentionRule
    meeting: MeetingRule
