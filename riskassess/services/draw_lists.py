"""Opening the sealed list of a draw: with a purpose, and never without a trace of who looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from expert_pool.vocabulary import Disclosed
from models import Disclosure, Draw, Expert, Review
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.draw_policy import refuse_reading
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.queries.assessments import get_case
from riskassess.queries.draws import DrawView, draw_view, read_json
from riskassess.queries.own_rows import own_row
from riskassess.services.audit import record

LONGEST_PURPOSE = 200


@dataclass(frozen=True)
class OpenedList:
    """What is behind the seal: the lists of the strata, who stays, who was excluded and why."""

    view: DrawView
    lists: Mapping[str, Sequence[Sequence[str]]]
    snapshot: Mapping[str, Any]


def open_list(
    session: Session, *, draw_id: int, purpose: str, actor: Actor, now: datetime
) -> OpenedList:
    """Show the list of a draw; before the manual's moment with a purpose, and logged.

    Each showing is one row of `disclosure` and one entry of the audit chain. Once the list is
    open by the manual, it is shown without either.

    Raises
    ------
    Refused
        For anybody but case officer and pool keeper while it is sealed.
    InvalidInput
        `purpose_missing`, `purpose_too_long`.
    """
    with transaction(session):
        draw = own_row(session, Draw, draw_id, actor=actor, named="draw")
        review = session.get_one(Review, draw.review_id)
        get_case(session, review.assessment_id, actor=actor)
        view = draw_view(session, draw)
        if not view.list_is_open:
            _note(session, draw, review, purpose=purpose.strip(), actor=actor, now=now)
        return OpenedList(view, read_json(draw.lists)["lists"], _with_employers(session, draw))


def _with_employers(session: Session, draw: Draw) -> dict[str, Any]:
    """Return what was frozen with everybody's employer of today, which is not frozen with it."""
    snapshot: dict[str, Any] = read_json(draw.pool_snapshot)
    rows = session.exec(
        select(Expert.code, Expert.employer).where(Expert.office_id == draw.office_id)
    )
    employers = dict(rows.all())
    experts = [[*row[:3], employers.get(row[0], "")] for row in snapshot["experts"]]
    return {**snapshot, "experts": experts}


def _note(
    session: Session, draw: Draw, review: Review, *, purpose: str, actor: Actor, now: datetime
) -> None:
    if reason := refuse_reading(actor):
        raise Refused(reason, where=f"draw:{draw.id}")
    if not purpose:
        raise InvalidInput("purpose_missing", where="purpose")
    if len(purpose) > LONGEST_PURPOSE:
        raise InvalidInput("purpose_too_long", where="purpose", most=LONGEST_PURPOSE)
    session.add(
        Disclosure(
            office_id=draw.office_id,
            kind=Disclosed.DRAW_LIST,
            draw_id=draw.id,
            account_id=actor.account_id,
            purpose=purpose,
            at=now,
        )
    )
    record(
        session, actor=actor, action="draw:open_list", subject=review,
        after={"draw": draw.id, "purpose": purpose}, now=now,
    )  # fmt: skip
