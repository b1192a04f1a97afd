"""The assessment manual: versioned rules as data, with the questions the product asks of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from riskassess.domain.errors import NotFound
from riskassess.domain.manual import catalogue, rules
from riskassess.domain.manual.catalogue import (
    Clock,
    DocumentCondition,
    DocumentRule,
    Factor,
    Kind,
    PanelRule,
    ProcedureRule,
    Profession,
    Requirement,
)
from riskassess.domain.manual.estimates import (
    DeductionRule,
    EstimateRule,
    IndexVariant,
    ScoreScale,
    WeightMethod,
)
from riskassess.domain.manual.needs import DocumentNeed, PanelNeed
from riskassess.domain.manual.rules import Criterion
from riskassess.domain.manual.words import Confidence, ManualBase, NamedCode, Text
from riskassess.domain.vocabulary import (
    AssessmentState,
    CriterionKind,
    Decision,
    Procedure,
    RiskGrade,
    Stage,
)

FORMAT = "riskassess.manual/1"
Row = TypeVar("Row")


@dataclass(frozen=True)
class Manual:
    """One version of the rules; made by `parse_manual`, never by hand."""

    format: str
    id: str
    version: int
    title: Text
    source: str
    confidence: Confidence
    effective_from: date
    scales: rules.Scales
    weights: rules.WeightRule
    degrees: rules.Degrees
    index: rules.IndexRule
    grades: tuple[rules.GradeName, ...]
    criteria: tuple[Criterion, ...]
    combine: rules.Combination
    recommendation: rules.Recommendation
    decisions: tuple[rules.DecisionName, ...]
    improvement: rules.ImprovementRule
    survey: rules.SurveyRule
    categories: tuple[NamedCode, ...]
    factors: tuple[Factor, ...]
    stages: tuple[catalogue.StageName, ...]
    levels: tuple[NamedCode, ...]
    modes: tuple[NamedCode, ...]
    procedures: tuple[ProcedureRule, ...]
    panel: PanelRule
    professions: tuple[Profession, ...]
    opinions: tuple[catalogue.OpinionHeading, ...]
    conclusions: tuple[catalogue.ConclusionName, ...]
    conclusion_rule: catalogue.ConclusionRule
    clocks: tuple[Clock, ...]
    kind_groups: tuple[NamedCode, ...]
    kinds: tuple[Kind, ...]
    media: tuple[catalogue.MediaGroup, ...]
    documents: tuple[DocumentRule, ...]
    retention: tuple[catalogue.Retention, ...]
    holidays: catalogue.Holidays = field(default_factory=catalogue.Holidays)
    estimates: EstimateRule = field(default_factory=EstimateRule)
    deduction: DeductionRule | None = None
    base: ManualBase | None = None
    effective_until: date | None = None
    # Whether the rules were checked against the text they come from.
    verified: bool = True
    # What a user must know: what was replaced, what is uncertain.
    notes: tuple[Text, ...] = ()
    # Kinds of project that may be registered under it; none named: all of `kinds`.
    for_kinds: tuple[str, ...] = ()
    # Set by `parse_manual`: the parsed data and the digest over its canonical JSON.
    plain: Mapping[str, object] = field(init=False, repr=False, compare=False)
    digest: str = field(init=False, default="")

    def name(self, locale: str = "zh_CN") -> str:
        """Return the manual's title."""
        return self.title(locale)

    @property
    def asks_weight_scores(self) -> bool:
        """Return whether an expert gives weight scores."""
        return self.asks_scores and set(self.weights.methods) != {WeightMethod.AHP}

    @property
    def asks_comparisons(self) -> bool:
        """Return whether an expert compares factors by pairs."""
        return self.asks_scores and WeightMethod.AHP in self.weights.methods

    @property
    def asks_levels(self) -> bool:
        """Return whether an expert chooses levels of probability and impact, not shares."""
        return self.asks_scores and self.estimates.scale is ScoreScale.LEVEL

    @property
    def asks_scores(self) -> bool:
        """Return whether an expert scores factors."""
        return self.deduction is None

    @property
    def asks_points(self) -> bool:
        """Return whether an expert gives points to the items of a deduction score."""
        return self.deduction is not None

    @property
    def asks_membership(self) -> bool:
        """Return whether the shares of experts by degree are evaluated."""
        return self.index.variant is IndexVariant.FUZZY or any(
            row.active and row.code is CriterionKind.MEMBERSHIP for row in self.criteria
        )

    def is_in_force(self, day: date) -> bool:
        """Return whether new assessments may be pinned to this version on a day."""
        until = self.effective_until
        return self.effective_from <= day and (until is None or day <= until)

    @cached_property
    def _factors(self) -> dict[str, Factor]:
        return {factor.code: factor for factor in self.factors}

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        return {kind.code: kind for kind in self.kinds}

    @cached_property
    def _documents(self) -> dict[str, DocumentRule]:
        return {document.code: document for document in self.documents}

    def has_factor(self, code: str) -> bool:
        """Return whether the library holds a factor."""
        return code in self._factors

    def factor(self, code: str) -> Factor:
        """Return a factor of the library; raises NotFound."""
        return _found(self._factors, code, "factors")

    def kind(self, code: str) -> Kind:
        """Return a project kind; raises NotFound."""
        return _found(self._kinds, code, "kinds")

    def document(self, code: str) -> DocumentRule:
        """Return the rule of a document; raises NotFound."""
        return _found(self._documents, code, "documents")

    def clock(self, code: str) -> Clock:
        """Return a clock; raises NotFound."""
        return _found({clock.code: clock for clock in self.clocks}, code, "clocks")

    def clock_of(self, state: AssessmentState) -> Clock | None:
        """Return the clock that runs in a state, or None."""
        return next((clock for clock in self.clocks if clock.state is state), None)

    def criterion(self, code: CriterionKind) -> Criterion:
        """Return a row of the grade table; raises NotFound."""
        return _found({row.code: row for row in self.criteria}, code, "criteria")

    def procedure(self, code: Procedure) -> ProcedureRule:
        """Return the rule of a procedure; raises NotFound."""
        return _found({rule.code: rule for rule in self.procedures}, code, "procedures")

    def profession(self, word: str) -> Profession | None:
        """Return the profession with this code or Chinese name, or None."""
        return next((row for row in self.professions if word in (row.code, row.name.zh)), None)

    def factors_of_kind(self, kind: str) -> tuple[Factor, ...]:
        """Return the library for a kind: general rows first, then the kind's own."""
        return tuple(row for row in self.factors if not row.kinds or kind in row.kinds)

    def kinds_of_group(self, group: str) -> tuple[Kind, ...]:
        """Return the kinds of one group that may be registered."""
        return tuple(kind for kind in self.kinds if kind.group == group and self.is_for(kind.code))

    def is_for(self, kind: str) -> bool:
        """Return whether projects of a kind may be registered under this manual."""
        return not self.for_kinds or kind in self.for_kinds

    def panel_rule(self, procedure: Procedure, kind: str) -> PanelNeed:
        """Return what a panel must be like; the field seat gets the kind's professions.

        Raises
        ------
        NotFound
            When the manual has no such procedure or kind.
        """
        rule, field_professions = self.procedure(procedure), self.kind(kind).professions
        seats = tuple(
            catalogue.RequiredSeat(
                seat.code, seat.at_least, seat.name, seat.professions or field_professions
            )
            for seat in self.panel.required
        )
        return PanelNeed(rule.panel_size, rule.reserves, rule.quorum_count, self.panel, seats)

    def documents_for(
        self,
        kind: str,
        procedure: Procedure,
        *,
        mode: str = "",
        grade: RiskGrade | None = None,
        facts: Collection[str] = (),
    ) -> tuple[DocumentNeed, ...]:
        """Return every document of the dossier and whether this assessment must have it.

        Parameters
        ----------
        kind, procedure, mode : str
            Of the assessment.
        grade : RiskGrade, optional
            Initial grade, once it is known; before, documents that depend on it are not required.
        facts : collection of str
            What has happened: hearing_held, revision_requested, event_reported, reassessed.
        """
        given: dict[str, Collection[object]] = {
            "procedures": {procedure},
            "kinds": {kind},
            "modes": {mode},
            "grades": {grade},
            "facts": set(facts),
        }
        return tuple(
            DocumentNeed(row, is_required=_is_required(row, given)) for row in self.documents
        )

    def media_types(self, document: str) -> frozenset[str]:
        """Return the media types that a document may have."""
        groups = {group.code: group.types for group in self.media}
        return frozenset(
            media for group in self.document(document).accepts for media in groups[group]
        )

    def retention_years(self, document: str, grade: RiskGrade | None) -> int | None:
        """Return for how many years a document is kept; None means for ever.

        An unknown grade is kept as long as the longest row for the document says.
        """
        rows = [
            row
            for row in self.retention
            if document in row.documents
            and (not row.grades or grade is None or grade in row.grades)
        ] or [row for row in self.retention if not row.documents]
        years = [row.years for row in rows]
        return None if None in years else max(year for year in years if year is not None)

    def decision_name(self, decision: Decision, locale: str = "zh_CN") -> str:
        """Return what an act of the decision body is called."""
        return next(row.name for row in self.decisions if row.decision is decision)(locale)

    def stage_name(self, stage: Stage, locale: str = "zh_CN") -> str:
        """Return what a stage is called."""
        return next(row.name for row in self.stages if row.stage is stage)(locale)


def _found(rows: Mapping[Any, Row], code: str, key: str) -> Row:
    try:
        return rows[code]
    except KeyError:
        raise NotFound("manual_no_such_row", where=key, value=str(code)) from None


def _is_required(rule: DocumentRule, given: Mapping[str, Collection[object]]) -> bool:
    if rule.required is not Requirement.CONDITIONAL:
        return rule.required is Requirement.ALWAYS
    when = rule.when or DocumentCondition()
    return all(set(asked) & set(given[key]) for key in given if (asked := getattr(when, key)))
