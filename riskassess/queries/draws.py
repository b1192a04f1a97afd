"""Questions about draws: what was announced, which values are in, whether the list is open."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import DrawState, RequestState
from models import (
    Draw,
    DrawRequest,
    DrawValue,
    Expert,
    PanelMember,
    Review,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.draw_policy import PanelFacts, SourceFacts, list_is_open
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import Role
from riskassess.queries.assessments import Case, get_case, standing_of, standing_round_state
from riskassess.queries.ledger import account_names
from riskassess.queries.own_rows import own_row
from riskassess.queries.pool_manuals import pool_manual_by_digest
from riskassess.queries.progress import SEATED
from riskassess.queries.stand_ins import entry_of, persons_behind


def read_json(text: str) -> Any:
    """Return stored canonical JSON with exact numbers."""
    return json.loads(text, parse_float=Decimal)


@dataclass(frozen=True)
class SourceLine:
    """One announced source: what it is, and the values if they are in."""

    announced: Mapping[str, Any]
    value: DrawValue | None
    entered_by: str
    confirmed_by: str = ""
    persons: frozenset[int] = frozenset()
    """Who counts as having entered them, while the draw waits: nobody of these confirms."""

    @property
    def code(self) -> str:
        """Return the code of the source."""
        return str(self.announced["code"])

    @property
    def role(self) -> Role | None:
        """Return who throws; None for values that somebody else publishes."""
        role = self.announced.get("role")
        return Role(role) if role else None

    @property
    def is_settled(self) -> bool:
        """Return whether the values decide: thrown, or published and confirmed by another."""
        return self.value is not None and (self.role is not None or self.is_confirmed)

    @property
    def is_confirmed(self) -> bool:
        """Return whether another person has confirmed the values."""
        return self.value is not None and self.value.confirmed_at is not None

    @property
    def expected_at(self) -> datetime:
        """Return the moment before which nobody can know the values."""
        return utc_moment(self.announced["expected_at"])


@dataclass(frozen=True)
class DrawView:
    """A draw of the second form with what belongs to it."""

    draw: Draw
    review: Review
    announcement: Mapping[str, Any]
    sources: list[SourceLine]
    announced_by: str
    list_is_open: bool

    @property
    def id(self) -> int:
        """Return the id of the draw."""
        return row_id(self.draw)

    @property
    def missing(self) -> list[SourceLine]:
        """Return the sources whose values are not in yet."""
        return [line for line in self.sources if line.value is None]

    @property
    def unsettled(self) -> list[SourceLine]:
        """Return the sources that do not decide yet: not in, or not confirmed."""
        return [line for line in self.sources if not line.is_settled]

    @property
    def is_announced(self) -> bool:
        """Return whether the draw waits for values."""
        return self.draw.state is DrawState.ANNOUNCED

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """Return the whole record; empty before the draw."""
        found: Mapping[str, Any] = read_json(self.draw.record) if self.draw.record else {}
        return found

    def shows_values_of(self, line: SourceLine) -> bool:
        """Return whether entered values may be seen: a throw not before the other one is in."""
        return line.value is not None and (line.role is None or not self.is_announced)


def utc_moment(text: str) -> datetime:
    """Return the moment of a text as records write it, 2026-11-22T08:30:00Z."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def list_values(session: Session, draw_id: int) -> dict[str, DrawValue]:
    """Return the values that are in, by source."""
    rows = session.exec(select(DrawValue).where(DrawValue.draw_id == draw_id))
    return {row.source: row for row in rows}


def newest_draw(session: Session, review_id: int) -> Draw | None:
    """Return the last draw of a review, or None."""
    return session.exec(
        select(Draw).where(Draw.review_id == review_id).order_by(col(Draw.number).desc())
    ).first()


def is_newest(session: Session, draw: Draw) -> bool:
    """Return whether no later draw of the same review was announced."""
    newest = newest_draw(session, draw.review_id)
    return newest is None or newest.id == draw.id


def panel_facts(session: Session, review: Review) -> PanelFacts:
    """Return how the panel of a review stands now."""
    seated = session.exec(
        select(sa.func.count(col(PanelMember.id))).where(
            PanelMember.review_id == review.id, col(PanelMember.state).in_(SEATED)
        )
    ).one()
    newest = newest_draw(session, row_id(review))
    return PanelFacts(
        round_state=standing_round_state(session, review),
        seated=seated,
        size=review.panel_size,
        is_announced=newest is not None and newest.state is DrawState.ANNOUNCED,
    )


def source_facts(view: DrawView, line: SourceLine) -> SourceFacts:
    """Return what decides who may enter the values of a source."""
    others = (each for each in view.sources if each.code != line.code and each.role)
    return SourceFacts(
        is_announced=view.is_announced,
        expected_at=line.expected_at,
        role=line.role,
        is_entered=line.value is not None,
        throwers=frozenset().union(*(each.persons for each in others)),
        entered_by=line.persons,
        is_confirmed=line.is_confirmed,
    )


def draw_view(session: Session, draw: Draw) -> DrawView:
    """Return a draw of the second form with its sources; raises NotFound for another form."""
    if not draw.announcement:
        raise NotFound("not_found", where=f"draw:{draw.id}")
    announcement = read_json(draw.announcement)
    values = list_values(session, row_id(draw))
    review = session.get_one(Review, draw.review_id)
    persons = [key for row in values.values() for key in (row.entered_by_id, row.confirmed_by_id)]
    names = account_names(session, [draw.announced_by_id, *persons])
    acts = {code: entry_of(row) for code, row in values.items()}
    is_open = draw.state is DrawState.ANNOUNCED  # afterwards nobody confirms any more
    behind = persons_behind(session, acts.values() if is_open else ())
    counted = {code: behind[act] for code, act in acts.items() if is_open}
    lines = [
        SourceLine(
            source, value, names.get(value.entered_by_id, "") if value else "",
            names.get(value.confirmed_by_id, "") if value else "",
            counted.get(source["code"], frozenset()),
        )
        for source in announcement["sources"]
        for value in [values.get(source["code"])]
    ]  # fmt: skip
    return DrawView(
        draw, review, announcement, lines, names.get(draw.announced_by_id, ""),
        _is_open(session, draw, review, announcement),
    )  # fmt: skip


def _is_open(session: Session, draw: Draw, review: Review, announcement: Mapping[str, Any]) -> bool:
    manual = pool_manual_by_digest(session, announcement["pool_manual_digest"])
    return list_is_open(
        manual.draw.list_opens,
        is_drawn=draw.drawn_at is not None,
        round_state=standing_round_state(session, review),
        assessment_state=standing_of(session, review.assessment_id),
    )


def get_draw(session: Session, draw_id: int, *, actor: Actor) -> tuple[Case, DrawView]:
    """Return a draw of the actor's office with its case; raises NotFound."""
    draw = own_row(session, Draw, draw_id, actor=actor, named="draw")
    review = session.get_one(Review, draw.review_id)
    case = get_case(session, review.assessment_id, actor=actor)
    return case, draw_view(session, draw)


def get_public_draw(session: Session, code: str) -> DrawView:
    """Return the draw that has this address; raises NotFound."""
    draw = session.exec(select(Draw).where(Draw.code == code)).one_or_none()
    if draw is None:
        raise NotFound("not_found", where="draw")
    return draw_view(session, draw)


def list_public_draws(session: Session, *, most: int = 100) -> list[DrawView]:
    """Return the newest announced draws of all offices."""
    rows = session.exec(
        select(Draw)
        .where(col(Draw.code).is_not(None))
        .order_by(col(Draw.announced_at).desc(), col(Draw.id).desc())
        .limit(most)
    )
    return [draw_view(session, row) for row in rows]


@dataclass(frozen=True)
class RequestLine:
    """A request with the names of both officers."""

    request: DrawRequest
    requested_by: str
    decided_by: str
    draw_number: int | None
    expert_code: str

    @property
    def is_open(self) -> bool:
        """Return whether it waits for a decision."""
        return self.request.state is RequestState.OPEN


def list_requests(session: Session, review_id: int) -> list[RequestLine]:
    """Return the requests of a review, newest first."""
    rows = session.exec(
        select(DrawRequest, Draw.number, Expert.code)
        .outerjoin(Draw, col(Draw.id) == col(DrawRequest.draw_id))
        .outerjoin(Expert, col(Expert.id) == col(DrawRequest.expert_id))
        .where(DrawRequest.review_id == review_id)
        .order_by(col(DrawRequest.id).desc())
    ).all()
    ids = [key for row, *_rest in rows for key in (row.requested_by_id, row.decided_by_id)]
    names = account_names(session, ids)
    return [
        RequestLine(
            row, names.get(row.requested_by_id, ""), names.get(row.decided_by_id, ""),
            number, code or "",
        )
        for row, number, code in rows
    ]  # fmt: skip


def has_open_request(session: Session, review_id: int) -> bool:
    """Return whether a request of the review waits for its decision."""
    query = select(DrawRequest.id).where(
        DrawRequest.review_id == review_id, DrawRequest.state == RequestState.OPEN
    )
    return session.exec(query.limit(1)).first() is not None


def get_request(session: Session, request_id: int, *, actor: Actor) -> DrawRequest:
    """Return a request of the actor's office; raises NotFound."""
    row = own_row(session, DrawRequest, request_id, actor=actor, named="request")
    review = session.get_one(Review, row.review_id)
    get_case(session, review.assessment_id, actor=actor)
    return row
