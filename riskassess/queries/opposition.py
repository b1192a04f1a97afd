"""Questions about how strongly people object, as counts by class; never about a person."""

from sqlmodel import Session, col, select

from models import OppositionClass, Survey, row_id
from riskassess.queries.assessments import newest_survey


def list_classes(session: Session, survey: Survey | None) -> list[OppositionClass]:
    """Return the classes of opposition of one version of the survey, in the order recorded."""
    if survey is None:
        return []
    return list(
        session.exec(
            select(OppositionClass)
            .where(OppositionClass.survey_id == row_id(survey))
            .order_by(col(OppositionClass.id))
        )
    )


def has_classes(session: Session, assessment_id: int) -> bool:
    """Return whether the survey that holds today counts opposition by class."""
    return bool(list_classes(session, newest_survey(session, assessment_id)))
