"""Submitting a sheet: it is complete, it is committed to and signed, it takes nothing more."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
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
from riskassess.filters import local
from riskassess.proof.canonical import canonical_json
from riskassess.proof.commitments import (
    COMMITMENT_PURPOSE,
    commitment_of,
    commitment_record,
    sealed_payload,
    sheet_copy,
)
from riskassess.proof.signing import frame, signature_record
from riskassess.queries.comparisons import board_of
from riskassess.queries.first_estimates import awaits_first
from riskassess.queries.sheet_contents import SheetContent, sheet_content
from riskassess.queries.sheets import Seat, factors_to_score, form_of, get_seat, manual_of
from riskassess.services.audit import record
from riskassess.services.certificates import keep_key, utc_text
from riskassess.services.sheet_drafts import begin_sheet
from riskassess.services.sheet_places import Place, lock_assessment_of, lock_place
from riskassess.services.sheet_vault import SheetVault, version_bound


@dataclass(frozen=True)
class Submission:
    """A sheet that was just handed in, with the expert's own copy of it.

    Where officers hold the round this copy is the only readable one until they open it: nobody
    can make it again before.
    """

    sheet: Sheet
    copy: str
    is_only_copy: bool


@dataclass(frozen=True)
class Kept:
    """A version that was just kept, with what it commits to."""

    version: SheetVersion
    said: Mapping[str, Any]
    salt: str

    @property
    def copy(self) -> str:
        """The expert's own copy, as a file."""
        return sheet_copy(self.said, self.salt, json.loads(self.version.record))


def submit_sheet(
    session: Session, *, member_id: int, actor: Actor, now: datetime, vault: SheetVault
) -> Sheet:
    """Freeze the actor's own sheet; see `hand_in`, which gives out the copy too."""
    return hand_in(session, member_id=member_id, actor=actor, now=now, vault=vault).sheet


def hand_in(
    session: Session, *, member_id: int, actor: Actor, now: datetime, vault: SheetVault
) -> Submission:
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
        place = begin_sheet(session, place, now=now, vault=vault)
        session.expire_all()
        seat = get_seat(session, member_id, actor=actor)
        content = sheet_content(session, seat.sheet, seal=vault.seal)
        missing = list_missing(session, seat, content)
        if reason := refuse_submission(actor, seat.facts(missing)):
            raise Refused(reason, where=f"member:{member_id}", missing=len(missing))
        if seat.sheet is None:
            raise NotFound("not_found", where=f"member:{member_id}")
        if awaits_first(session, seat, manual_of(session, seat)):
            raise Refused("first_missing", where=f"member:{member_id}")
        sheet = seat.sheet
        kept = keep(
            session, seat, content, place=place, kind=VersionKind.SUBMITTED, now=now, vault=vault
        )
        is_shared = place.key_holder is KeyHolder.OFFICERS
        _freeze(sheet, seat, kept.version, is_shared=is_shared)
        record(
            session, actor=actor, action="sheet:submit", subject=place.subject(), now=now,
            before={"member": MemberState.READY}, after={"digest": sheet.digest},
        )  # fmt: skip
    return Submission(sheet, kept.copy, is_shared)


def _freeze(sheet: Sheet, seat: Seat, version: SheetVersion, *, is_shared: bool) -> None:
    sheet.digest, sheet.submitted_at = version.commitment, version.made_at
    if is_shared:
        sheet.sealed = None  # from here on only two officers together open it
    sheet.state = next_sheet_state(sheet.state, SheetAction.SUBMIT)
    seat.member.state = MemberState.SUBMITTED


def list_missing(session: Session, seat: Seat, content: SheetContent) -> tuple[Any, ...]:
    """Return what a complete sheet still needs."""
    form = form_of(session, seat)
    missing = content.gaps(form, factors_to_score(session, seat))
    if form.is_issues:
        return missing
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
    kept = keep(session, seat, content, place=place, kind=kind, now=now, vault=vault)
    return kept.version


def keep(
    session: Session,
    seat: Seat,
    content: SheetContent,
    *,
    place: Place,
    kind: VersionKind,
    now: datetime,
    vault: SheetVault,
) -> Kept:
    """Keep what the sheet says now as `keep_version` does, and return what is committed to."""
    sheet_id = place.sheet_id or 0
    number = _count_versions(session, sheet_id) + 1
    # Number and moment would tell the office whose sheet a commitment is; so they are in here.
    facts = {"version": number, "kind": kind, "made_at": utc_text(now)}
    said, salt = {**said_by(session, seat, content), **facts}, vault.new_salt()
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
        record=_signed(session, seat, commitment, kind, now, vault),
        made_at=now,
    )
    session.add(version)
    return Kept(version, said, salt)


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
        "kind": kind,
        "made_on": local(now).date().isoformat(),
    }
    made = commitment_record(commitment, facts)
    signature = vault.sign(office.code, frame(COMMITMENT_PURPOSE, made))
    keep_key(session, office=office, signature=signature, now=now)  # the opening asks for it
    return canonical_json({**made, "signature": signature_record(signature)})


def _count_versions(session: Session, sheet_id: int) -> int:
    counted = select(func.count(col(SheetVersion.id))).where(SheetVersion.sheet_id == sheet_id)
    return session.exec(counted).one()
