"""Submitting a sheet: it is complete, it gets its digest, it takes nothing more."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from models import Factor, Sheet, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.lifecycle import next_sheet_state
from riskassess.domain.policy import refuse_submission
from riskassess.domain.sheet_values import COMMENT
from riskassess.domain.vocabulary import MemberState, SheetAction
from riskassess.proof.canonical import digest
from riskassess.queries.comparisons import comparison_gaps
from riskassess.queries.sheets import (
    Seat,
    SheetContent,
    factors_to_score,
    form_of,
    get_seat,
    sheet_content,
)
from riskassess.services.audit import record
from riskassess.services.sheet_places import lock_assessment_of, lock_place


def submit_sheet(session: Session, *, member_id: int, actor: Actor, now: datetime) -> Sheet:
    """Freeze the actor's own sheet: it keeps a digest of its content and takes nothing more.

    Raises
    ------
    NotFound
        For everybody who has no place in the review.
    Refused
        `sheet_incomplete`, or what `save_changes` refuses.
    """
    with transaction(session):
        member = get_seat(session, member_id, actor=actor).member
        lock_assessment_of(session, member)  # a round is closed under the same lock
        place = lock_place(session, member_id, actor=actor)
        session.expire_all()
        seat = get_seat(session, member_id, actor=actor)
        content = sheet_content(session, seat.sheet)
        factors = factors_to_score(session, seat)
        missing = content.gaps(form_of(session, seat), factors)
        if seat.sheet is not None:
            missing += tuple(comparison_gaps(session, seat.sheet))
        if reason := refuse_submission(actor, seat.facts(missing)):
            raise Refused(reason, where=f"member:{member_id}", missing=len(missing))
        if seat.sheet is None:
            raise NotFound("not_found", where=f"member:{member_id}")
        sheet = seat.sheet
        sheet.digest = content_digest(seat, content, factors)
        sheet.state = next_sheet_state(sheet.state, SheetAction.SUBMIT)
        sheet.submitted_at = now
        seat.member.state = MemberState.SUBMITTED
        record(
            session, actor=actor, action="sheet:submit", subject=place.subject(), now=now,
            before={"member": MemberState.READY}, after={"digest": sheet.digest},
        )  # fmt: skip
    return sheet


def content_digest(seat: Seat, content: SheetContent, factors: Sequence[Factor]) -> str:
    """Return the digest of everything a sheet says; the expert can compare it later."""
    scores: dict[str, Mapping[str, object]] = {
        factor.code: {
            name: value or "" if name == COMMENT else value
            for name, value in content.scores.get(row_id(factor), {}).items()
        }
        for factor in factors
    }
    return digest(
        {
            "review": seat.review.id,
            "round": seat.round.number if seat.round else None,
            "member": seat.member.code,
            "scores": scores,
            "choices": {name: value and str(value) for name, value in content.choices.items()},
            "opinions": {name: text for name, text in content.opinions.items() if text},
            **_beside_scores(content),
        }
    )


def _beside_scores(content: SheetContent) -> dict[str, object]:
    """Return points and comparisons; a sheet without them keeps the digest it always had."""
    said: dict[str, object] = {}
    if content.points:
        said["points"] = content.points
    if content.comparisons:
        said["comparisons"] = content.comparisons
    return said
