"""First estimates: what an expert thinks before the sponsor's own estimates are shown."""

from datetime import datetime

from sqlmodel import Session

from models import SheetVersion
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.policy import refuse_saving
from riskassess.domain.room_vocabulary import VersionKind
from riskassess.domain.sheet_values import SCORE_FIELDS
from riskassess.queries.first_estimates import awaits_first
from riskassess.queries.sheet_contents import SheetContent, sheet_content
from riskassess.queries.sheets import Seat, factors_to_score, form_of, get_seat, manual_of
from riskassess.services.audit import record
from riskassess.services.sheet_places import lock_assessment_of, lock_place
from riskassess.services.sheet_submission import keep_version
from riskassess.services.sheet_vault import SheetVault


def keep_first_estimates(
    session: Session, *, member_id: int, actor: Actor, now: datetime, vault: SheetVault
) -> SheetVersion:
    """Keep the figures of all factors as they stand; from here on the sponsor's own are shown.

    Raises
    ------
    NotFound
        For everybody who has no place in the review.
    Refused
        `first_not_asked` where none are asked for or they are kept already, `first_incomplete`
        while a figure is missing, or what `save_changes` refuses.
    """
    with transaction(session):
        lock_assessment_of(session, get_seat(session, member_id, actor=actor).member)
        place = lock_place(session, member_id, actor=actor)
        session.expire_all()
        seat = get_seat(session, member_id, actor=actor)
        if reason := refuse_saving(actor, seat.facts()):
            raise Refused(reason, where=f"member:{member_id}")
        content = _require_figures(session, seat, vault)
        if seat.sheet is None:
            raise NotFound("not_found", where=f"member:{member_id}")
        version = keep_version(
            session, seat, content, place=place, kind=VersionKind.FIRST, now=now, vault=vault
        )
        seat.sheet.first_at = now
        record(
            session, actor=actor, action="sheet:first", subject=place.subject(), now=now,
            after={"digest": version.commitment},
        )  # fmt: skip
    return version


def _require_figures(session: Session, seat: Seat, vault: SheetVault) -> SheetContent:
    """Return what the sheet says; raises Refused unless every figure of every factor is given."""
    where = f"member:{seat.member.id}"
    if not awaits_first(session, seat, manual_of(session, seat)):
        raise Refused("first_not_asked", where=where)
    content = sheet_content(session, seat.sheet, seal=vault.seal)
    gaps = content.gaps(form_of(session, seat), factors_to_score(session, seat))
    if missing := sum(gap.field in SCORE_FIELDS for gap in gaps):
        raise Refused("first_incomplete", where=where, missing=missing)
    return content
