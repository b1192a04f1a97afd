"""What the page of a result shows of the group opinion: its dissents, what must be mended."""

from typing import Any

from riskassess.queries.assessments import Case
from riskassess.queries.group_opinions import final_group_opinion, group_view
from riskassess.services.revision_points import panel_points
from riskassess.web import context


def group_result(case: Case, review: Any, newest: Any) -> dict[str, Any]:
    """Return the final group opinion of a review, and what it asks the sponsor to mend.

    `newest` is the newest review: only its group opinion asks for a revision.
    """
    session = context.db_session()
    opinion = final_group_opinion(session, review)
    return {
        "group": group_view(session, case, review, opinion) if opinion else None,
        "panel_points": panel_points(session, case) if newest.id == review.id else [],
    }
