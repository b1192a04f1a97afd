"""The limits that figures are held against: the manual's, or those that the report prints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from riskassess.domain.manual import Condition, Manual
from riskassess.domain.report_check.figures import Span
from riskassess.domain.vocabulary import CriterionKind

GRADES = ("low", "medium", "high")
SCALES = ("degrees", "probability", "impact", "index", "opposition", "headcount", "points")


@dataclass(frozen=True)
class Band:
    """One step of a scale: its name and the values that it takes.

    `None` as an end is open; `takes_low` and `takes_high` say whether the end itself belongs to it,
    None where nobody says so (then it is accepted on both sides).
    """

    name: str
    low: Decimal | None = None
    high: Decimal | None = None
    takes_low: bool | None = None
    takes_high: bool | None = None

    def reaches(self, span: Span) -> bool:
        """Say whether some value of the span lies in the band."""
        above = self.low is None or span.high > self.low
        if self.low is not None and span.high == self.low:
            above = self.takes_low is not False
        below = self.high is None or span.low < self.high
        if self.high is not None and span.low == self.high:
            below = self.takes_high is not False
        return above and below


@dataclass(frozen=True)
class Scale:
    """Bands from the mildest to the worst."""

    bands: tuple[Band, ...]
    printed: bool = False

    def names_for(self, span: Span) -> tuple[str, ...]:
        """Return the names that are right for some value of the span, mildest first.

        >>> scale = climbing((("minor", None), ("major", Decimal("0.36"))), on_limit="below")
        >>> scale.names_for(Span(Decimal("0.36"), Decimal("0.36")))
        ('minor',)
        >>> scale.names_for(Span(Decimal("0.355"), Decimal("0.365")))
        ('minor', 'major')
        """
        return tuple(band.name for band in self.bands if band.reaches(span))

    def covers(self, name: str) -> bool:
        """Say whether a band bears the name."""
        return any(band.name == name for band in self.bands)


def climbing(steps: Sequence[tuple[str, Decimal | None]], *, on_limit: str) -> Scale:
    """Return a scale from names and lower limits, mildest first.

    Parameters
    ----------
    steps : sequence of (str, Decimal or None)
        Name and lower limit of each step.
    on_limit : {"below", "above", "unsaid"}
        To which step a value exactly on a limit belongs.
    """
    takes = {"below": False, "above": True, "unsaid": None}[on_limit]
    highs = [limit for _name, limit in steps[1:]] + [None]
    return Scale(
        tuple(
            Band(name, low, high, takes, None if takes is None else not takes)
            for (name, low), high in zip(steps, highs, strict=True)
        )
    )


@dataclass(frozen=True)
class ReportRules:
    """Limits of degrees, words and grades."""

    degrees: Scale
    probability: Scale
    impact: Scale
    index: Scale | None = None
    opposition: Scale | None = None
    headcount: Scale | None = None
    points: Scale | None = None
    single_high: tuple[tuple[str, int], ...] = ()
    single_medium: tuple[tuple[str, int], ...] = ()
    opinion_points: Decimal | None = None

    def single_factor(self, degrees: Iterable[str]) -> str:
        """Return the grade that the degrees of all factors give by themselves."""
        words = list(degrees)
        for grade, counts in (("high", self.single_high), ("medium", self.single_medium)):
            if any(words.count(degree) >= least for degree, least in counts):
                return grade
        return "low"


def rules_of(manual: Manual, *, points: Manual | None = None) -> ReportRules:
    """Return the limits of a manual.

    Parameters
    ----------
    manual : Manual
        Usually `cn-default`.
    points : Manual, optional
        A manual of deduction, for totals of points and the points of opposition (handbook 5.8).
        Without it a total is graded only by limits that the report prints.
    """
    steps = [(str(step.degree), step.above) for step in manual.degrees.steps]
    scales = manual.scales
    return ReportRules(
        degrees=climbing(steps, on_limit="below"),
        probability=climbing(
            [(str(each.level), each.above or None) for each in scales.probability], on_limit="below"
        ),
        impact=climbing(
            [(str(each.level), each.above or None) for each in scales.impact], on_limit="below"
        ),
        index=_criterion_scale(manual, CriterionKind.INDEX),
        opposition=_criterion_scale(manual, CriterionKind.OPPOSITION),
        headcount=_criterion_scale(manual, CriterionKind.HEADCOUNT),
        points=_criterion_scale(points, CriterionKind.DEDUCTION) if points else None,
        single_high=_counts(manual, "high"),
        single_medium=_counts(manual, "medium"),
        opinion_points=_opinion_points(points),
    )


def _opinion_points(manual: Manual | None) -> Decimal | None:
    items = manual.deduction.items if manual and manual.deduction else ()
    return next((item.maximum for item in items if item.by_opposition), None)


def points_scale(medium: Decimal, high: Decimal | None) -> Scale:
    """Return the scale of a deduction score: above `medium` medium, from `high` on high."""
    bands = [Band("low", None, medium, None, True), Band("medium", medium, high, False, False)]
    return Scale((*bands, Band("high", high, None, True)) if high is not None else tuple(bands))


def _criterion_scale(manual: Manual, kind: CriterionKind) -> Scale | None:
    found = next((row for row in manual.criteria if row.code is kind), None)
    if found is None or found.medium is None or found.high is None:
        return None
    lower, lower_in = _limit(found.medium)
    upper, upper_in = _limit(found.high)
    return Scale(
        (
            Band("low", None, lower, None, not lower_in),
            Band("medium", lower, upper, lower_in, not upper_in),
            Band("high", upper, None, upper_in, None),
        )
    )


def _limit(condition: Condition) -> tuple[Decimal | None, bool]:
    if condition.at_least is not None:
        return condition.at_least, True
    return condition.above, False


def _counts(manual: Manual, grade: str) -> tuple[tuple[str, int], ...]:
    found = next((row for row in manual.criteria if row.code is CriterionKind.SINGLE_FACTOR), None)
    condition: Condition | None = getattr(found, grade) if found else None
    return tuple(
        (str(each.degree), each.at_least) for each in (condition.counts if condition else ())
    )


def with_printed(rules: ReportRules, **scales: Scale) -> ReportRules:
    """Return the rules with the limits that the report prints in place of the manual's."""
    given = {name: scales.get(name, getattr(rules, name)) for name in SCALES}
    return replace(rules, **given)
