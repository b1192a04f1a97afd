"""What earlier reviews asked to be mended, with the sponsor's answers: for who reviews again."""

from sqlmodel import Session, col, select

from models import PointKind, ReturnPoint
from riskassess.queries.sheets import Seat


def list_earlier_points(session: Session, seat: Seat) -> list[ReturnPoint]:
    """Return the points that were raised before this review was opened, in their order.

    Nothing of the panel's own review stands here: its opinions come with the group opinion.
    """
    return list(
        session.exec(
            select(ReturnPoint)
            .where(
                ReturnPoint.assessment_id == seat.assessment.id,
                ReturnPoint.kind == PointKind.REVISION,
                col(ReturnPoint.raised_at) <= seat.review.opened_at,
            )
            .order_by(col(ReturnPoint.raised_at), col(ReturnPoint.id))
        )
    )
