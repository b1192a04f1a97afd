"""Group opinions of a review as its papers need them; what is being voted on tells no vote."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import GroupOpinion, GroupPoint, PanelVote
from riskassess.domain.room_vocabulary import GroupState

ENDED = frozenset({GroupState.FINAL, GroupState.REPLACED})


@dataclass(frozen=True)
class PointRecord:
    """One passage with the ids of the sheets it was merged from: (sheet id, place, field)."""

    point: GroupPoint
    sources: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class GroupRecord:
    """One version of the group opinion; `votes` are empty until its vote has ended."""

    opinion: GroupOpinion
    points: list[PointRecord]
    votes: list[PanelVote]

    @property
    def is_final(self) -> bool:
        """Return whether the panel agreed on it."""
        return self.opinion.state is GroupState.FINAL

    @property
    def has_ended(self) -> bool:
        """Return whether nothing of it changes any more."""
        return self.opinion.state in ENDED

    @property
    def moments(self) -> list[datetime | None]:
        """Return when it was begun, put to the vote, voted on and ended; none of a draft."""
        if not self.has_ended:
            return []
        row = self.opinion
        return [row.started_at, row.put_at, row.ended_at, *(vote.voted_at for vote in self.votes)]


def list_group_opinions(session: Session, review_id: int) -> list[GroupRecord]:
    """Return every version of the group opinion of a review, the first one first."""
    rows = session.exec(
        select(GroupOpinion)
        .where(GroupOpinion.review_id == review_id)
        .order_by(col(GroupOpinion.number))
    )
    return [GroupRecord(row, _points(session, row), _votes(session, row)) for row in rows]


def _points(session: Session, row: GroupOpinion) -> list[PointRecord]:
    if row.state not in ENDED:
        return []
    points = session.exec(
        select(GroupPoint)
        .where(GroupPoint.group_opinion_id == row.id)
        .order_by(col(GroupPoint.position), col(GroupPoint.id))
    )
    return [PointRecord(point, _sources(point.sources)) for point in points]


def _sources(text: str) -> tuple[tuple[int, str, str], ...]:
    return tuple((int(sheet), str(place), str(field)) for sheet, place, field in json.loads(text))


def _votes(session: Session, row: GroupOpinion) -> list[PanelVote]:
    if row.state not in ENDED:
        return []
    votes = session.exec(
        select(PanelVote).where(PanelVote.group_opinion_id == row.id).order_by(col(PanelVote.id))
    )
    return list(votes)
