"""A second review of an invented example: the draw is announced, both throws are awaited."""

from riskassess.demonstration.review_case import announce_review
from riskassess.demonstration.staging import Stage
from riskassess.domain.vocabulary import AssessmentState

CODE = "example-levels"


def dice_awaited(stage: Stage) -> str:
    """Announce the draw of a second review; a visitor may throw as case officer and as keeper.

    The first review came with the file, its panel from elsewhere; nobody is drawn yet for this one.
    """
    case = stage.case(CODE, "officer")
    stage.place_papers(case, until=(AssessmentState.IN_REVIEW,))
    announce_review(stage, case)
    return f"{CODE}: dice awaited"
