"""Reopening a submitted sheet: the office asks with a reason, the expert alone consents.

No version is ever taken back: the reopened sheet is a draft again, a new submission is another
version, and without one the last submitted version counts when the round is closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import (
    Expert,
    PanelMember,
    Review,
    ReviewRound,
    Sheet,
    SheetReopening,
    SheetVersion,
    row_id,
)
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.lifecycle import next_sheet_state
from riskassess.domain.policy import SheetFacts
from riskassess.domain.reopening_policy import refuse_answering, refuse_asking
from riskassess.domain.room_vocabulary import KeyHolder
from riskassess.domain.sheet_document import FACTOR, SheetDocument
from riskassess.domain.vocabulary import MemberState, SheetAction, SheetState
from riskassess.i18n import _
from riskassess.proof.commitments import commitment_of
from riskassess.proof.room_check import read_room
from riskassess.queries.assessments import Case, list_factors, lock_case
from riskassess.queries.sheet_versions import find_last_submitted, find_open_reopening
from riskassess.queries.sheets import get_seat
from riskassess.services.audit import record
from riskassess.services.expert_letters import ExpertLetter, write_expert
from riskassess.services.sheet_blanks import blank_document
from riskassess.services.sheet_drafts import form_at
from riskassess.services.sheet_places import Place, lock_assessment_of, lock_place
from riskassess.services.sheet_vault import SheetVault
from riskassess.services.version_checks import require_reopened

TOPIC = "reopening"


@dataclass(frozen=True)
class Asked:
    """A request to reopen a sheet, and the messages that tell the expert."""

    reopening: SheetReopening
    message_ids: list[int]


@dataclass(frozen=True)
class Answer:
    """What an expert answers; `copy` is the own copy of the version, where it is needed."""

    is_granted: bool
    words: str
    copy: bytes | None = None


def ask_reopening(
    session: Session, *, sheet_id: int, reason: str, public_url: str, actor: Actor, now: datetime
) -> Asked:
    """Ask the expert whether the submitted sheet may be worked on again.

    Raises
    ------
    NotFound
        For a sheet of another office.
    Refused
        What `refuse_asking` says; `sheet_unversioned` for a sheet of before there were versions.
    InvalidInput
        `reason_missing`.
    """
    with transaction(session):
        found = session.get(Sheet, sheet_id)
        if found is None or found.office_id != actor.office_id:
            raise NotFound("not_found", where=f"sheet:{sheet_id}")
        member = session.get_one(PanelMember, found.member_id)
        review = session.get_one(Review, member.review_id)
        case = lock_case(session, review.assessment_id, actor=actor)
        session.expire_all()  # a sheet may just have come in, or the round been closed
        version = find_last_submitted(session, sheet_id)
        is_asked = find_open_reopening(session, sheet_id) is not None
        if why := refuse_asking(actor, _facts(session, found, member), is_asked=is_asked):
            raise Refused(why, where=f"sheet:{sheet_id}")
        if version is None:
            raise Refused("sheet_unversioned", where=f"sheet:{sheet_id}")
        if not reason.strip():
            raise InvalidInput("reason_missing", where="reason")
        row = SheetReopening(
            office_id=found.office_id, sheet_id=sheet_id, version_number=version.number,
            reason=reason.strip(), asked_by_id=actor.account_id or 0, asked_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        record(session, actor=actor, action="sheet:ask_reopening", subject=review, now=now,
               after={"member": row_id(member), "version": version.number})  # fmt: skip
        expert = session.get_one(Expert, member.expert_id)
        letter = _letter(member, expert, case, public_url)
        ids = write_expert(session, expert=expert, letter=letter, actor=actor, now=now)
        return Asked(row, ids)


def answer_reopening(
    session: Session,
    *,
    member_id: int,
    answer: Answer,
    actor: Actor,
    now: datetime,
    vault: SheetVault,
) -> SheetReopening:
    """Consent to reopening the own sheet, which then is a draft again, or refuse.

    Where officers hold the round nobody can read what was handed in: the draft is filled from the
    expert's own copy, which has to fit the version's commitment, or begins blank.

    Raises
    ------
    NotFound
        For everybody who has no place in the review.
    Refused
        What `refuse_answering` says.
    InvalidInput
        `reason_missing` for a refusal without words; `copy_unread`, `copy_other` for a copy that
        is none, or not of the version that counts.
    """
    with transaction(session):
        lock_assessment_of(session, get_seat(session, member_id, actor=actor).member)
        place = lock_place(session, member_id, actor=actor)
        session.expire_all()
        seat = get_seat(session, member_id, actor=actor)
        row = find_open_reopening(session, place.sheet_id)
        if why := refuse_answering(actor, seat.facts(), is_asked=row is not None):
            raise Refused(why, where=f"member:{member_id}")
        if row is None or seat.sheet is None:
            raise NotFound("not_found", where=f"member:{member_id}")
        if not answer.is_granted and not answer.words.strip():
            raise InvalidInput("reason_missing", where="words")
        if answer.is_granted:
            _reopen(session, seat.sheet, place, answer.copy, now=now, vault=vault)
            seat.member.state = MemberState.READY
        row.is_granted, row.answer, row.answered_at = answer.is_granted, answer.words.strip(), now
        session.add(row)
        after = {"version": row.version_number, "is_granted": answer.is_granted}
        record(session, actor=actor, action="sheet:answer_reopening", subject=place.subject(),
               after=after, now=now)  # fmt: skip
    return row


def restore_reopened(session: Session, round_: ReviewRound, *, actor: Actor, now: datetime) -> None:
    """Let the last submitted version count of every sheet that is reopened; never commits.

    For the end of a round: who has left the panel meanwhile is left out.

    Raises
    ------
    Refused
        `sheet_tampered` for a sheet whose last submitted version is not the one that was reopened.
    """
    drafts = session.exec(
        select(Sheet, PanelMember)
        .join(PanelMember, col(PanelMember.id) == col(Sheet.member_id))
        .where(
            Sheet.round_id == round_.id,
            Sheet.state == SheetState.DRAFT,
            PanelMember.state == MemberState.READY,
        )
    ).all()
    for sheet, member in drafts:
        version = find_last_submitted(session, row_id(sheet))
        require_reopened(session, sheet, version)
        if version is not None:
            _restore(sheet, member, version)
            review = session.get_one(Review, member.review_id)
            after = {"member": row_id(member), "version": version.number}
            record(session, actor=actor, action="sheet:restore", subject=review, after=after,
                   now=now)  # fmt: skip
    session.flush()


def _restore(sheet: Sheet, member: PanelMember, version: SheetVersion) -> None:
    sheet.state = next_sheet_state(sheet.state, SheetAction.SUBMIT)
    sheet.submitted_at, sheet.digest, sheet.sealed = version.made_at, version.commitment, None
    member.state = MemberState.SUBMITTED


def _facts(session: Session, sheet: Sheet, member: PanelMember) -> SheetFacts:
    round_ = session.get_one(ReviewRound, sheet.round_id)
    return SheetFacts(
        office_id=sheet.office_id,
        owner_expert_id=member.expert_id,
        member_state=member.state,
        round_state=round_.state,
        sheet_state=sheet.state,
    )


def _letter(member: PanelMember, expert: Expert, case: Case, url: str) -> ExpertLetter:
    link = f"{url}/expert/reviews/{member.id}/reopening"
    body = _(
        "%(name)s专家：\n\n承办人请您考虑重新打开“%(title)s”中已提交的评分表，理由见下面的页面。"
        "是否同意由您决定；不答复或不同意的，已提交的评分表照旧有效。\n%(link)s\n",
        name=expert.name, title=case.project.title, link=link,
    )  # fmt: skip
    return ExpertLetter(TOPIC, row_id(member), _("是否重新打开评分表"), body)


def _reopen(
    session: Session,
    sheet: Sheet,
    place: Place,
    copy: bytes | None,
    *,
    now: datetime,
    vault: SheetVault,
) -> None:
    version = find_last_submitted(session, row_id(sheet))
    if version is None:
        raise NotFound("not_found", where=f"sheet:{sheet.id}")
    if place.key_holder is KeyHolder.OFFICERS and copy:
        places = _places_of(copy, version)
        document = _document(session, place, places, vault)
        sheet.sealed = vault.seal.seal_draft(bytes(document), sheet_id=row_id(sheet))
    sheet.state = next_sheet_state(sheet.state, SheetAction.REOPEN)
    sheet.submitted_at, sheet.digest, sheet.saved_at = None, "", now


def _places_of(copy: bytes, version: SheetVersion) -> Mapping[str, Mapping[str, Any]]:
    """Return what a copy says; raises InvalidInput unless the version commits to exactly this."""
    found = read_room(copy)
    if found is None or "salt" not in found:
        raise InvalidInput("copy_unread", where="copy")
    if commitment_of(found["content"], found["salt"]) != version.commitment:
        raise InvalidInput("copy_other", where="copy")
    places: Mapping[str, Mapping[str, Any]] = found["content"]["places"]
    return places


def _document(
    session: Session, place: Place, places: Mapping[str, Mapping[str, Any]], vault: SheetVault
) -> SheetDocument:
    """Return the draft that a copy gives; of factors that were removed nothing is taken."""
    codes = {
        f"{FACTOR}{row.code}": str(row.id) for row in list_factors(session, place.assessment_id)
    }
    form = form_at(session, place, with_quality=True)
    document = SheetDocument.blank(blank_document(session, place, form, seal=vault.seal).places())
    for name, fields in places.items():
        if not name.startswith(FACTOR) or name in codes:
            for field, value in fields.items():
                document.set(codes.get(name, name), field, value)
    return document
