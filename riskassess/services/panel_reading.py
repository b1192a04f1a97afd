"""Who read a panel while it was sealed: once a day for each reader, review and purpose."""

from datetime import datetime, time

from sqlmodel import Session, col, select

from expert_pool.vocabulary import Disclosed
from models import Disclosure, Draw, Review, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.filters import SHANGHAI, local
from riskassess.queries.draws import newest_draw
from riskassess.services.audit import record


def note_panel_view(
    session: Session, *, review: Review, purpose: str, actor: Actor, now: datetime
) -> None:
    """Write down that the actor is shown who sits on a sealed panel, or is proposed for it.

    The first view of a day is one row of `disclosure` and one entry of the audit chain. A panel
    without a draw came from outside the pool and was never sealed.
    """
    draw = newest_draw(session, row_id(review))
    if draw is None or _is_noted(session, review, purpose, actor, now):
        return
    with transaction(session):
        row = Disclosure(
            office_id=review.office_id,
            kind=Disclosed.PANEL,
            draw_id=draw.id,
            account_id=actor.account_id,
            purpose=purpose,
            at=now,
        )
        session.add(row)
        record(
            session, actor=actor, action=f"disclosure:{Disclosed.PANEL}", subject=row,
            after={"draw": draw.id, "purpose": purpose}, now=now,
        )  # fmt: skip


def _is_noted(session: Session, review: Review, purpose: str, actor: Actor, now: datetime) -> bool:
    midnight = datetime.combine(local(now).date(), time(), tzinfo=SHANGHAI)
    query = (
        select(Disclosure.id)
        .join(Draw, col(Draw.id) == col(Disclosure.draw_id))
        .where(
            Draw.review_id == review.id,
            Disclosure.kind == Disclosed.PANEL,
            Disclosure.account_id == actor.account_id,
            Disclosure.purpose == purpose,
            col(Disclosure.at) >= midnight,
        )
    )
    return session.exec(query.limit(1)).first() is not None
