"""A review room whose round is closed, for tests of what follows: judging and paying."""

from models import Review, ReviewRound
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, MemberState
from tests import factories
from tests.support.kept_scene import kept
from tests.support.review_room import make_room


@kept
def closed_room(session, closed_at, *, experts=1, state=MemberState.SUBMITTED):
    """Make a room whose experts have all come to a state, and close its round."""
    room = make_room(session, experts=experts, state=state)
    close(session, room, closed_at)
    return room


def close(session, room, closed_at):
    """Close the round and the review."""
    round_ = session.get_one(ReviewRound, room.round.id)
    round_.state, round_.closed_at = RoundState.CLOSED, closed_at
    review = session.get_one(Review, room.review.id)
    review.closed_at = closed_at
    room.assessment.state = AssessmentState.FILED
    for row in (round_, review, room.assessment):
        factories.save(row)
