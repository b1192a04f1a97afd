"""When the things happened that stand in the record of a review."""

from datetime import datetime
from typing import Any


def record_moments(record: Any) -> list[datetime]:
    """Return every moment that stands in the record of a review (`queries.review_record`)."""
    review, members = record.review, [seat.member for seat in record.seats]
    found: list[datetime | None] = [review.opened_at, review.closed_at, review.materials_at]
    found += [at for row in members for at in (row.invited_at, row.answered_at, row.declared_at)]
    found += [row.signed_in_at for row in members]
    found += [line.entry.at for line in record.ledger]
    found += [at for row in record.rounds for at in (row.round.opened_at, row.round.closed_at)]
    found += [post.post.said_at for row in record.rounds for post in row.posts]
    found += [row.changed_at for row in record.due_changes]
    found += [at for row, _code in record.reopenings for at in (row.asked_at, row.answered_at)]
    found += [ballot.row.closed_at for ballot in record.ballots]
    found += [at for row in record.opinions for at in row.moments]
    found += [row.decided_at for row, _code in record.risks]
    found += [at for row in record.points for at in (row.raised_at, row.answered_at)]
    return [at for at in found if at is not None]
