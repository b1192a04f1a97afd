"""An assessment as a portable file (`riskassess.assessment/1`), from raw records only."""

import json
from collections.abc import Sequence
from decimal import Decimal

from sqlmodel import Session, col, select

from models import Factor, Measure, MeasureFactor, Office, PanelMember, Sheet, Unit, row_id
from riskassess.domain.vocabulary import SheetState
from riskassess.queries.assessments import Case, list_factors, newest_survey
from riskassess.queries.sheet_files import given_by_experts, opposition_classes

FORMAT = "riskassess.assessment/1"
COUNTS = ("issued", "valid", "support", "conditional", "indifferent", "oppose")
Plain = dict[str, object]


def assessment_file(session: Session, case: Case, *, round_id: int | None) -> Plain:
    """Return the case as a file: plain values, numbers exact (int or Decimal).

    Only submitted sheets of the round are in it. What an imported file held besides is given
    back under its own keys.
    """
    factors = list_factors(session, case.id)
    codes = {row_id(factor): factor.code for factor in factors}
    panel = [] if round_id is None else submitted_panel(session, round_id)
    file: Plain = {
        "format": FORMAT,
        "id": case.assessment.code,
        "title": case.project.title,
        "kind": case.project.kind,
        "level": case.project.level,
        "manual": case.manual.id,
        "procedure": case.assessment.procedure.value,
        "units": _units(session, case),
        "survey": _survey(session, case.id),
        **opposition_classes(session, case),
        "forecast": {
            "event_class": case.assessment.event_class,
            "headcount": case.assessment.headcount,
            "note": case.assessment.forecast_note,
        },
        "experts": [_expert(case, member) for member, _sheet in panel],
        "factors": [_factor(factor) for factor in factors],
    }
    file |= given_by_experts(session, case.manual, panel, factors)
    file["measures"] = list_measures(session, case.id, codes)
    extras = json.loads(case.assessment.file_extras, parse_float=Decimal)
    return {**file, **extras}


def submitted_panel(session: Session, round_id: int) -> Sequence[tuple[PanelMember, Sheet]]:
    """Return members with their submitted sheet of a round, in the order of the panel."""
    rows = session.exec(
        select(PanelMember, Sheet)
        .join(Sheet, col(Sheet.member_id) == col(PanelMember.id))
        .where(Sheet.round_id == round_id, Sheet.state == SheetState.SUBMITTED)
        .order_by(col(PanelMember.position), col(PanelMember.id))
    )
    return [(member, sheet) for member, sheet in rows]


def list_measures(session: Session, assessment_id: int, codes: dict[int, str]) -> list[Plain]:
    """Return the measures with the codes of the factors they act on."""
    measures = session.exec(
        select(Measure)
        .where(Measure.assessment_id == assessment_id, col(Measure.removed_at).is_(None))
        .order_by(col(Measure.id))
    ).all()
    links = session.exec(
        select(MeasureFactor)
        .where(col(MeasureFactor.measure_id).in_([row.id for row in measures]))
        .order_by(col(MeasureFactor.position), col(MeasureFactor.id))
    ).all()
    return [
        {
            "id": measure.code,
            "factors": [
                codes[link.factor_id]
                for link in links
                if link.measure_id == measure.id and link.factor_id in codes
            ],
            "text": measure.text,
            "owner": measure.owner,
            "stage": measure.stage,
            "due": measure.due_on.isoformat() if measure.due_on else None,
            **({"helper": measure.helper} if measure.helper else {}),
        }
        for measure in measures
    ]


def _units(session: Session, case: Case) -> Plain:
    unit = session.get_one(Unit, case.project.unit_id)
    office = session.get_one(Office, case.assessment.office_id)
    units: Plain = {
        "project_unit": unit.name,
        "assessment_subject": case.assessment.assessment_subject,
        "filing_organ": office.name,
    }
    if case.assessment.institution:
        units["institution"] = case.assessment.institution
    return units


def _survey(session: Session, assessment_id: int) -> Plain | None:
    survey = newest_survey(session, assessment_id)
    return {name: getattr(survey, name) for name in COUNTS} if survey else None


def _expert(case: Case, member: PanelMember) -> Plain:
    profession = case.manual.profession(member.profession)
    return {
        "id": member.code,
        "profession": profession.name.zh if profession else member.profession,
        "employer": member.employer,
    }


def _factor(factor: Factor) -> Plain:
    line: Plain = {"code": factor.code, "stage": factor.stage}
    if factor.is_own:
        line |= {"name": factor.name, "category": factor.category}
    if factor.improvement_reason:
        line["improvement_reason"] = factor.improvement_reason
    return line
