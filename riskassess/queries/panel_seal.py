"""Whether it is open who sits on a panel: the moment at which the lists of its draws open."""

from sqlmodel import Session, col, select

from models import Draw, Review
from riskassess.domain.draw_policy import list_is_open
from riskassess.queries.assessments import standing_of, standing_round_state
from riskassess.queries.draws import read_json
from riskassess.queries.pool_manuals import pool_manual_by_digest, pool_manual_of


def panel_is_open(session: Session, review: Review) -> bool:
    """Return whether the members of a review's panel are sealed no longer.

    The pool manual is that of the newest announced draw; a panel without one goes by the office's.
    """
    draws = session.exec(
        select(Draw.announcement, Draw.drawn_at)
        .where(Draw.review_id == review.id)
        .order_by(col(Draw.number))
    ).all()
    digests = [read_json(text)["pool_manual_digest"] for text, _at in draws if text]
    manual = (
        pool_manual_by_digest(session, digests[-1])
        if digests
        else pool_manual_of(session, review.office_id)
    )
    return list_is_open(
        manual.draw.list_opens,
        is_drawn=any(at is not None for _text, at in draws),
        round_state=standing_round_state(session, review),
        assessment_state=standing_of(session, review.assessment_id),
    )


def sealed_reviews(session: Session, assessment_id: int) -> list[Review]:
    """Return the reviews of an assessment whose panels are sealed."""
    rows = session.exec(select(Review).where(Review.assessment_id == assessment_id))
    return [row for row in rows if not panel_is_open(session, row)]
