"""Review rooms under each kind of manual, and what fills their sheets."""

from typing import Any

from sqlmodel import select

from models import OppositionClass, Survey, row_id
from riskassess.adapters.manuals import builtin_manual
from riskassess.domain.sheet_form import SheetForm
from riskassess.domain.vocabulary import AssessmentState
from tests import factories
from tests.support.kept_scene import kept
from tests.support.review_room import ReviewRoom, make_room

CLASSES = ((10_000, 2), (7_000, 4), (3_000, 3))  # nine object in the room's survey of 121
OPINIONS = (
    ("sheet", "conclusion", "pass"), ("sheet", "initial_grade", "medium"),
    ("sheet", "expected_grade", "low"), ("opinions", "overall", "总体可行。"),
)  # fmt: skip


@kept
def kind_room(session: Any, manual_id: str, *, classes: bool = False, **values: Any) -> ReviewRoom:
    """Make a room whose assessment is pinned to a built-in manual."""
    row = factories.manual(builtin_manual(manual_id))
    case = factories.assessment(state=AssessmentState.IN_REVIEW, manual_version_id=row.id)
    room = make_room(session, assessment=case, **values)
    if classes:
        survey = session.exec(select(Survey).where(Survey.assessment_id == case.id)).one()
        for intensity, count in CLASSES:
            factories.save(
                OppositionClass(
                    office_id=case.office_id, survey_id=row_id(survey), intensity=intensity,
                    count=count,
                )
            )  # fmt: skip
    return room


def figures(room: ReviewRoom, form: SheetForm) -> list[tuple[str, str, str]]:
    """Return place, field and value of every figure that a complete sheet needs."""
    found = [
        (place, field, "0" if item.options else "3.5")
        for place, item in form.items.items()
        for field in form.point_fields(item)
    ]
    return found + [
        (str(factor.id), field, "7" if "weight" in field else "3")
        for factor in room.factors
        for field in form.score_fields
    ]
