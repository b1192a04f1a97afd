"""Registering a project of the demonstration with all that its first step needs."""

from sqlmodel import Session

from models import Project
from riskassess.adapters.manuals import builtin_manual
from riskassess.demonstration.staging import Stage
from riskassess.domain.vocabulary import AssessmentState
from riskassess.i18n import _
from riskassess.queries.assessments import Case
from riskassess.services import projects
from riskassess.services.projects import Registration

INVENTED = {"voltage": "110", "nearest_home": "180", "length": "1200"}


def registered(
    stage: Stage, facts: Registration, *, login: str, manual_id: str | None = None
) -> Case:
    """Register a project, mark it as demonstration and upload what submitting needs."""
    assessment = projects.register_project(
        stage.session,
        facts=facts,
        actor=stage.actor(login),
        now=stage.moment(),
        manual_id=manual_id,
    )
    _mark(stage.session, assessment.project_id)
    case = stage.case(assessment.code, login)
    stage.upload_missing(case, login, needed_for=AssessmentState.SUBMITTED)
    return case


def _mark(session: Session, project_id: int) -> None:
    session.get_one(Project, project_id).is_demonstration = True


def invented_details(kind: str) -> dict[str, str]:
    """Fill the required fields of a kind with invented values."""
    samples = {"text": _("演示"), "number": "100", "date": "2026-06-30", **INVENTED}
    return {
        row.key: row.choices[0].code
        if row.choices
        else samples.get(row.key, samples[row.type_.value])
        for row in builtin_manual("cn-default")
        .kind(kind)
        .fields  # every built-in manual has its kinds
        if row.required
    }
