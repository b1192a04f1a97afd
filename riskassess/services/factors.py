"""The sponsor's risk factors: from the library or own, with the own estimate of each."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import Factor, OwnEstimate, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound
from riskassess.domain.improvement import RANK
from riskassess.domain.scoring import factor_degree
from riskassess.domain.vocabulary import AssessmentAction, Stage
from riskassess.queries.assessments import Case, list_factors, lock_case
from riskassess.services.assessments import require
from riskassess.services.audit import record

OWN_PREFIX = "XO"


@dataclass(frozen=True)
class OwnFactor:
    """A factor that the library does not know."""

    name: str
    category: str
    stage: Stage
    note: str = ""


@dataclass(frozen=True)
class Estimate:
    """The sponsor's own estimate of one factor, in ten-thousandths."""

    before_probability: int
    before_impact: int
    after_probability: int
    after_impact: int
    reason: str = ""


def add_library_factors(
    session: Session, *, assessment_id: int, codes: list[str], actor: Actor, now: datetime
) -> int:
    """Take factors from the manual's library; return how many were added.

    Those already in the list are left alone, a removed one comes back with its old estimate.
    Raises NotFound for a code that the library does not hold for this kind.
    """
    with transaction(session):
        case = _open_case(session, assessment_id, actor=actor)
        offered = {row.code: row for row in case.manual.factors_of_kind(case.project.kind)}
        known = {row.code: row for row in _all_factors(session, case)}
        position = max((row.position for row in known.values()), default=0)
        added = 0
        for code in dict.fromkeys(codes):
            if code not in offered:
                raise NotFound("not_found", where=f"factor:{code}")
            if code in known and known[code].removed_at is None:
                continue
            added += 1
            rule = offered[code]
            factor = known.get(code) or Factor(
                office_id=case.assessment.office_id,
                assessment_id=case.id,
                code=code,
                name=str(rule.name),
                category=rule.category,
                stage=rule.stages[0],
                position=0,
                added_by_id=actor.account_id,
            )
            factor.removed_at, factor.position = None, position + added
            _store(session, factor, actor=actor, now=now)
    return added


def add_own_factor(
    session: Session, *, assessment_id: int, own: OwnFactor, actor: Actor, now: datetime
) -> Factor:
    """Add a factor of the project's own; its code XO01, XO02 … is never used twice.

    Raises InvalidInput `factor_known` when the list already has a factor of this name.
    """
    with transaction(session):
        case = _open_case(session, assessment_id, actor=actor)
        if own.category not in {row.code for row in case.manual.categories}:
            raise InvalidInput("manual_no_such_row", where="category", value=own.category)
        known = _all_factors(session, case)
        if any(row.name == own.name and row.removed_at is None for row in known):
            raise InvalidInput("factor_known", where="name", name=own.name)
        number = sum(row.is_own for row in known) + 1
        factor = Factor(
            office_id=case.assessment.office_id,
            assessment_id=case.id,
            code=f"{OWN_PREFIX}{number:02}",
            is_own=True,
            position=max((row.position for row in known), default=0) + 1,
            added_by_id=actor.account_id,
            **asdict(own),
        )
        _store(session, factor, actor=actor, now=now)
    return factor


def remove_factor(
    session: Session, *, assessment_id: int, factor_id: int, actor: Actor, now: datetime
) -> Factor:
    """Take a factor out of the list; the row and its history stay."""
    with transaction(session):
        case = _open_case(session, assessment_id, actor=actor)
        factor = _standing(session, case, factor_id)
        factor.removed_at = now
        record(
            session,
            actor=actor,
            action="factor:remove",
            subject=factor,
            before={"code": factor.code, "name": factor.name},
            now=now,
        )
    return factor


def save_estimate(
    session: Session,
    *,
    assessment_id: int,
    factor_id: int,
    estimate: Estimate,
    actor: Actor,
    now: datetime,
) -> OwnEstimate:
    """Store the own estimate of one factor.

    Raises InvalidInput `estimate_reason_missing` when the degree falls by more than the manual
    allows without a written reason.
    """
    with transaction(session):
        case = _open_case(session, assessment_id, actor=actor)
        factor = _standing(session, case, factor_id)
        _refuse_silent_improvement(case, estimate)
        row = session.exec(
            select(OwnEstimate).where(OwnEstimate.factor_id == row_id(factor))
        ).one_or_none()
        values = asdict(estimate)
        if row is None:
            row = OwnEstimate(
                office_id=factor.office_id,
                factor_id=row_id(factor),
                recorded_at=now,
                **values,
            )
            session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.recorded_by_id, row.recorded_at = actor.account_id, now
        record(session, actor=actor, action="factor:estimate", subject=factor, now=now)
    return row


def _open_case(session: Session, assessment_id: int, *, actor: Actor) -> Case:
    case = lock_case(session, assessment_id, actor=actor)
    require(session, case, action=AssessmentAction.EDIT_FACTORS, actor=actor)
    return case


def _all_factors(session: Session, case: Case) -> list[Factor]:
    return list(
        session.exec(select(Factor).where(Factor.assessment_id == case.id).order_by(col(Factor.id)))
    )


def _standing(session: Session, case: Case, factor_id: int) -> Factor:
    for factor in list_factors(session, case.id):
        if factor.id == factor_id:
            return factor
    raise NotFound("not_found", where=f"factor:{factor_id}")


def _store(session: Session, factor: Factor, *, actor: Actor, now: datetime) -> None:
    session.add(factor)
    record(
        session,
        actor=actor,
        action="factor:add",
        subject=factor,
        after={"code": factor.code, "name": factor.name},
        now=now,
    )


def _refuse_silent_improvement(case: Case, estimate: Estimate) -> None:
    """Raise when the degree falls far and nobody says why (handbook 5.5)."""
    before = factor_degree(estimate.before_probability, estimate.before_impact, case.manual)
    after = factor_degree(estimate.after_probability, estimate.after_impact, case.manual)
    allowed = case.manual.improvement.degrees_without_reason
    if RANK[before] - RANK[after] > allowed and not estimate.reason.strip():
        raise InvalidInput("estimate_reason_missing", where="reason", allowed=allowed)
