"""The manual's lists as data: factors, kinds, panels, clocks, documents, retention."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from riskassess.domain.manual.words import Confidence, NamedCode, Text
from riskassess.domain.vocabulary import (
    AssessmentState,
    Procedure,
    ReviewConclusion,
    RiskGrade,
    Stage,
)


class FactorSet(StrEnum):
    """Where a factor of the library comes from."""

    CORE = "core"
    EXTENSION = "extension"
    KIND = "kind"


class FieldType(StrEnum):
    """What a registration field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


class Bringer(StrEnum):
    """Who brings a document."""

    SPONSOR = "sponsor"
    OFFICE = "office"
    GENERATED = "generated"


class Requirement(StrEnum):
    """Whether a document must be there."""

    ALWAYS = "always"
    CONDITIONAL = "conditional"
    OPTIONAL = "optional"


class DayUnit(StrEnum):
    """What a clock counts."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class StageName:
    """What a stage is called."""

    stage: Stage
    name: Text


@dataclass(frozen=True)
class Factor:
    """One row of the factor library."""

    code: str
    category: str
    set_: FactorSet
    stages: tuple[Stage, ...]
    name: Text
    explanation: str
    indicator: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class KindField:
    """One registration field of a project kind."""

    key: str
    type_: FieldType
    required: bool
    name: Text
    unit: str | None = None
    choices: tuple[NamedCode, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of project."""

    code: str
    group: str
    name: Text
    professions: tuple[str, ...]
    basis: tuple[str, ...]
    fields: tuple[KindField, ...] = ()


@dataclass(frozen=True)
class ProcedureRule:
    """What a procedure asks of the panel; `quorum` is a share of the panel."""

    code: Procedure
    name: Text
    panel_size: int
    reserves: int
    quorum: Fraction

    @property
    def quorum_count(self) -> int:
        """Return how many sheets must be in before the round may be closed.

        >>> name = Text("一般程序", "general")
        >>> ProcedureRule(Procedure.GENERAL, name, 5, 2, Fraction(2, 3)).quorum_count
        4
        """
        return self.sheets_needed(self.panel_size)

    def sheets_needed(self, members: int) -> int:
        """Return the quorum of a panel with so many members."""
        return -(-members * self.quorum.numerator // self.quorum.denominator)


@dataclass(frozen=True)
class RequiredSeat:
    """At least so many members of these professions; `of_kind`: the kind's own professions."""

    code: str
    at_least: int
    name: Text
    professions: tuple[str, ...] = ()
    of_kind: bool = False


@dataclass(frozen=True)
class RecusalQuestion:
    """A question whose yes recuses the expert."""

    code: str
    text: Text


@dataclass(frozen=True)
class PanelRule:
    """How a panel is put together."""

    odd: bool
    per_employer: int
    class_share: Decimal
    classes: tuple[NamedCode, ...]
    required: tuple[RequiredSeat, ...]
    recusal_questions: tuple[RecusalQuestion, ...]


@dataclass(frozen=True)
class Profession:
    """A profession of experts and the class it belongs to."""

    code: str
    class_: str
    name: Text


@dataclass(frozen=True)
class OpinionHeading:
    """A heading of an expert's written opinion."""

    code: str
    name: Text
    hint: str


@dataclass(frozen=True)
class ConclusionName:
    """What a review conclusion is called."""

    conclusion: ReviewConclusion
    name: Text


@dataclass(frozen=True)
class ConclusionRule:
    """How members' conclusions become the panel's."""

    pass_share: Fraction
    revise_share: Fraction
    review_limit: int
    paragraph: str


@dataclass(frozen=True)
class Clock:
    """A period of the procedure; `state` is the state it runs in, if it runs in one."""

    code: str
    days: int
    unit: DayUnit
    name: Text
    confidence: Confidence
    state: AssessmentState | None = None


@dataclass(frozen=True)
class Holidays:
    """Days that differ from the calendar in use."""

    closed: tuple[date, ...] = ()
    working: tuple[date, ...] = ()


@dataclass(frozen=True)
class MediaGroup:
    """Media types that a document may have."""

    code: str
    types: tuple[str, ...]


@dataclass(frozen=True)
class DocumentCondition:
    """When a conditional document is required; every list that is given must hold."""

    procedures: tuple[Procedure, ...] = ()
    kinds: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    grades: tuple[RiskGrade, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentRule:
    """One document of the dossier."""

    code: str
    by: Bringer
    required: Requirement
    needed_for: AssessmentState
    accepts: tuple[str, ...]
    name: Text
    when: DocumentCondition | None = None
    by_kind: bool = False
    restricted: bool = False


@dataclass(frozen=True)
class Retention:
    """How long documents are kept; None means for ever, an empty list all others."""

    code: str
    years: int | None
    documents: tuple[str, ...]
    name: Text
    grades: tuple[RiskGrade, ...] = field(default=())
