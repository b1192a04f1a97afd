"""Factors with their own estimates, measures with their factors and commitments."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Commitment, Document, Factor, Measure, MeasureFactor, OwnEstimate
from riskassess.domain.errors import NotFound
from riskassess.domain.manual import Manual
from riskassess.domain.manual.catalogue import Factor as LibraryFactor
from riskassess.domain.scoring import factor_degree
from riskassess.domain.vocabulary import Degree
from riskassess.queries.assessments import Case, list_factors


@dataclass(frozen=True)
class EstimatedFactor:
    """One factor with the own estimate, its degrees, and how many measures act on it."""

    factor: Factor
    estimate: OwnEstimate | None
    before: Degree | None
    after: Degree | None
    measure_count: int

    @property
    def improves_without_measure(self) -> bool:
        """Whether the estimate falls though nothing is done about the factor."""
        if self.estimate is None or self.measure_count:
            return False
        own = self.estimate
        return own.after_probability * own.after_impact < own.before_probability * own.before_impact


@dataclass(frozen=True)
class PlannedMeasure:
    """One measure, the factors it acts on, and how far its proof has come."""

    measure: Measure
    factors: tuple[Factor, ...]
    commitment: Commitment | None
    document: Document | None


@dataclass(frozen=True)
class LibraryGroup:
    """One category of the library with the rows offered for the kind."""

    code: str
    name: str
    rows: tuple[LibraryFactor, ...]


def list_estimated_factors(session: Session, case: Case) -> list[EstimatedFactor]:
    """Return the factors in their order, each with estimate and number of measures."""
    factors = list_factors(session, case.id)
    ids = [factor.id for factor in factors]
    estimates = {
        row.factor_id: row
        for row in session.exec(select(OwnEstimate).where(col(OwnEstimate.factor_id).in_(ids)))
    }
    acting = list(
        session.exec(
            select(MeasureFactor.factor_id)
            .join(Measure, col(Measure.id) == col(MeasureFactor.measure_id))
            .where(Measure.assessment_id == case.id, col(Measure.removed_at).is_(None))
        )
    )
    return [
        EstimatedFactor(
            factor,
            own := estimates.get(factor.id or 0),
            _degree(case.manual, own, "before"),
            _degree(case.manual, own, "after"),
            acting.count(factor.id or 0),
        )
        for factor in factors
    ]


def _degree(manual: Manual, own: OwnEstimate | None, moment: str) -> Degree | None:
    if own is None:
        return None
    probability = getattr(own, f"{moment}_probability")
    return factor_degree(probability, getattr(own, f"{moment}_impact"), manual)


def get_estimated_factor(session: Session, case: Case, factor_id: int) -> EstimatedFactor:
    """Return one factor of the list; raises NotFound."""
    for row in list_estimated_factors(session, case):
        if row.factor.id == factor_id:
            return row
    raise NotFound("not_found", where=f"factor:{factor_id}")


def list_measures(session: Session, case: Case) -> list[PlannedMeasure]:
    """Return the standing measures by code, each with its factors and its proof."""
    factors = {row.id: row for row in list_factors(session, case.id)}
    rows = session.exec(
        select(Measure, Commitment, Document)
        .outerjoin(Commitment, col(Commitment.measure_id) == col(Measure.id))
        .outerjoin(Document, col(Document.id) == col(Commitment.document_id))
        .where(Measure.assessment_id == case.id, col(Measure.removed_at).is_(None))
        .order_by(col(Measure.id))
    ).all()
    links = session.exec(
        select(MeasureFactor)
        .where(col(MeasureFactor.measure_id).in_([row[0].id for row in rows]))
        .order_by(col(MeasureFactor.position))
    ).all()
    return [
        PlannedMeasure(
            measure,
            tuple(
                factors[link.factor_id]
                for link in links
                if link.measure_id == measure.id and link.factor_id in factors
            ),
            commitment,
            document,
        )
        for measure, commitment, document in rows
    ]


def get_measure(session: Session, case: Case, measure_id: int) -> PlannedMeasure:
    """Return one standing measure; raises NotFound."""
    for row in list_measures(session, case):
        if row.measure.id == measure_id:
            return row
    raise NotFound("not_found", where=f"measure:{measure_id}")


def search_library(
    case: Case, *, words: str = "", locale: str = "zh_CN", chosen: Sequence[Factor] = ()
) -> list[LibraryGroup]:
    """Return the library for the case's kind by category; the kind's own rows come first.

    `words` are looked for in code, name, explanation and indicator; factors in the list are left
    out.
    """
    taken = {factor.code for factor in chosen}
    wanted = words.casefold().split()
    groups = []
    for category in case.manual.categories:
        rows = [
            row
            for row in case.manual.factors_of_kind(case.project.kind)
            if row.category == category.code
            and row.code not in taken
            and all(word in _searched(row, locale) for word in wanted)
        ]
        if rows:
            rows.sort(key=lambda row: not row.kinds)
            groups.append(LibraryGroup(category.code, category.name(locale), tuple(rows)))
    return groups


def _searched(row: LibraryFactor, locale: str) -> str:
    return f"{row.code} {row.name(locale)} {row.explanation} {row.indicator}".casefold()
