"""The seat whose work is judged or paid: locked, with its review, round and expert."""

from dataclasses import dataclass

from sqlmodel import Session, select

from expert_pool.forbidden import forbidden_number
from models import Expert, PanelMember, Review
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound
from riskassess.domain.room_vocabulary import RoundState
from riskassess.queries.assessments import standing_round_state

LONGEST_TEXT = 2000


@dataclass(frozen=True)
class JudgedSeat:
    """A seat of a panel with what the rules ask of it; an external member has no expert."""

    member: PanelMember
    review: Review
    round_state: RoundState | None
    expert: Expert | None


def lock_seat(session: Session, member_id: int, *, actor: Actor) -> JudgedSeat:
    """Return a seat of the actor's office, locked for a change; raises NotFound."""
    member = session.exec(
        select(PanelMember)
        .where(PanelMember.id == member_id, PanelMember.office_id == actor.office_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if member is None:
        raise NotFound("not_found", where=f"member:{member_id}")
    return seat_of(session, member)


def seat_of(session: Session, member: PanelMember) -> JudgedSeat:
    """Return a member's seat with its review, round and expert."""
    review = session.get_one(Review, member.review_id)
    expert = session.get(Expert, member.expert_id) if member.expert_id else None
    return JudgedSeat(member, review, standing_round_state(session, review), expert)


def checked_text(text: str, *, where: str, name: str) -> str:
    """Return a note of an officer or expert as it is kept.

    Raises
    ------
    InvalidInput
        `personal_number_…` when a number of a card stands in it; `text_too_long`.
    """
    if kind := forbidden_number(text):
        raise InvalidInput(f"personal_number_{kind}", where=where, field=name)
    if len(text.strip()) > LONGEST_TEXT:
        raise InvalidInput("text_too_long", where=where, most=LONGEST_TEXT)
    return text.strip()
