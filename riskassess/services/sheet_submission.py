"""Submitting a sheet: it is complete, it is committed to and signed, it takes nothing more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import Office, Sheet, SheetVersion, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.lifecycle import next_sheet_state
from riskassess.domain.policy import refuse_submission
from riskassess.domain.room_vocabulary import KeyHolder, VersionKind
from riskassess.domain.vocabulary import MemberState, SheetAction
from riskassess.proof.canonical import canonical_json
from riskassess.proof.commitments import (
    COMMITMENT_PURPOSE,
    commitment_of,
    commitment_record,
    sealed_payload,
)
from riskassess.proof.signing import frame, signature_record
from riskassess.queries.comparisons import board_of
from riskassess.queries.sheets import (
    Seat,
    SheetContent,
    factors_to_score,
    form_of,
    get_seat,
    sheet_content,
)
from riskassess.services.audit import record
from riskassess.services.certificates import utc_text
from riskassess.services.sheet_places import Place, lock_assessment_of, lock_place
from riskassess.services.sheet_vault import SheetVault, version_bound


def submit_sheet(
    session: Session, *, member_id: int, actor: Actor, now: datetime, vault: SheetVault
) -> Sheet:
    """Freeze the actor's own sheet: a signed commitment to its content is kept with it.

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
        content = sheet_content(session, seat.sheet, seal=vault.seal)
        missing = list_missing(session, seat, content)
        if reason := refuse_submission(actor, seat.facts(missing)):
            raise Refused(reason, where=f"member:{member_id}", missing=len(missing))
        if seat.sheet is None:
            raise NotFound("not_found", where=f"member:{member_id}")
        sheet = seat.sheet
        version = keep_version(
            session, seat, content, place=place, kind=VersionKind.SUBMITTED, now=now, vault=vault
        )
        sheet.digest = version.commitment
        if place.key_holder is KeyHolder.OFFICERS:
            sheet.sealed = None  # from here on only two officers together open it
        sheet.state = next_sheet_state(sheet.state, SheetAction.SUBMIT)
        sheet.submitted_at = now
        seat.member.state = MemberState.SUBMITTED
        record(
            session, actor=actor, action="sheet:submit", subject=place.subject(), now=now,
            before={"member": MemberState.READY}, after={"digest": sheet.digest},
        )  # fmt: skip
    return sheet


def list_missing(session: Session, seat: Seat, content: SheetContent) -> tuple[Any, ...]:
    """Return what a complete sheet still needs."""
    form = form_of(session, seat)
    missing = content.gaps(form, factors_to_score(session, seat))
    board = board_of(
        session, form.manual, assessment_id=row_id(seat.assessment), document=content.document
    )
    return missing if board is None else (*missing, *board.gaps())


def keep_version(
    session: Session,
    seat: Seat,
    content: SheetContent,
    *,
    place: Place,
    kind: VersionKind,
    now: datetime,
    vault: SheetVault,
) -> SheetVersion:
    """Keep what the sheet says now, sealed for the round's end, with its signed commitment."""
    sheet_id = place.sheet_id or 0
    number = _count_versions(session, sheet_id) + 1
    said, salt = said_by(session, seat, content), vault.new_salt()
    commitment = commitment_of(said, salt)
    bound = version_bound(sheet_id, number)
    payload = sealed_payload(said, salt)
    version = SheetVersion(
        office_id=place.office_id,
        sheet_id=sheet_id,
        number=number,
        kind=kind,
        sealed=vault.seal.seal_for_round(place.round_key or "", payload, bound=bound),
        commitment=commitment,
        record=_signed(session, seat, commitment, number, kind, now, vault),
        made_at=now,
    )
    session.add(version)
    return version


def said_by(session: Session, seat: Seat, content: SheetContent) -> Mapping[str, Any]:
    """Return what is committed to: whose sheet of which round it is, and all that it says."""
    codes = {row_id(factor): factor.code for factor in factors_to_score(session, seat)}
    return {
        "assessment": seat.assessment.code,
        "review": seat.review.number,
        "round": seat.round.number if seat.round else None,
        "member": seat.member.code,
        "places": content.document.published(codes),
    }


def _signed(
    session: Session,
    seat: Seat,
    commitment: str,
    number: int,
    kind: VersionKind,
    now: datetime,
    vault: SheetVault,
) -> str:
    office = session.get_one(Office, seat.assessment.office_id)
    facts = {
        "office": {"code": office.code, "name": office.name},
        "assessment": seat.assessment.code,
        "review": seat.review.number,
        "round": seat.round.number if seat.round else None,
        "version": number,
        "kind": kind,
        "made_at": utc_text(now),
    }
    made = commitment_record(commitment, facts)
    signature = vault.sign(office.code, frame(COMMITMENT_PURPOSE, made))
    return canonical_json({**made, "signature": signature_record(signature)})


def _count_versions(session: Session, sheet_id: int) -> int:
    counted = select(func.count(col(SheetVersion.id))).where(SheetVersion.sheet_id == sheet_id)
    return session.exec(counted).one()
