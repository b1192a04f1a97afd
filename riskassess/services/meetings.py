"""The meeting of a review: its time and place, materials sent ahead, who was there."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from models import Expert, Office, PanelMember, Review, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor, system_actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.review_policy import (
    PRESENT,
    WAITED_FOR,
    SignInFacts,
    refuse_meeting,
    refuse_sign_in,
)
from riskassess.domain.room_vocabulary import SignInWay
from riskassess.domain.vocabulary import MemberState, Role
from riskassess.filters import datetime_text, local
from riskassess.i18n import _
from riskassess.queries.assessments import Case, lock_case, refuse_halted
from riskassess.queries.review_rooms import review_of_office
from riskassess.services.audit import record
from riskassess.services.expert_letters import ExpertLetter, write_expert
from riskassess.services.letters import Outbox
from riskassess.services.seats import list_members

TOPIC = "meeting"
LONGEST_PLACE = 200
TOLD = WAITED_FOR | {MemberState.SUBMITTED}
Wording = Callable[[Expert, str], tuple[str, str, str]]


def plan_meeting(
    session: Session,
    *,
    review_id: int,
    meeting_at: datetime,
    place: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> Review:
    """Set time and place of a review's meeting, and write to everybody who sits on the panel.

    Raises
    ------
    NotFound, Refused
        For a review of another office, who is no case officer, a case that is not in review; and
        `meeting_held` once somebody is signed in.
    InvalidInput
        `meeting_in_past`, `place_missing`, `text_too_long`.
    """
    with transaction(session):
        case, review = _locked(session, review_id, actor)
        if any(row.signed_in_at for row in list_members(session, review_id)):
            raise Refused("meeting_held", where=f"review:{review_id}")
        _check(meeting_at, place.strip(), now=now)
        review.meeting_at, review.meeting_place = meeting_at, place.strip()
        session.add(review)
        record(
            session, actor=actor, action="review:plan_meeting", subject=review, now=now,
            after={"at": meeting_at.isoformat(), "place": review.meeting_place},
        )  # fmt: skip
        _tell(session, review, lambda expert, office: _invitation(case, review, expert, office),
              actor=actor, now=now, outbox=outbox)  # fmt: skip
        return review


def send_materials(
    session: Session, *, review_id: int, actor: Actor, now: datetime, outbox: Outbox
) -> Review:
    """Write down that the materials are with the experts, and send each the way to them.

    A second time nothing changes and nobody is written to.

    Raises
    ------
    NotFound, Refused
        As `plan_meeting`.
    """
    with transaction(session):
        case, review = _locked(session, review_id, actor)
        if review.materials_at is not None:
            return review
        review.materials_at = now
        session.add(review)
        record(session, actor=actor, action="review:send_materials", subject=review, now=now,
               after={"at": now.isoformat()})  # fmt: skip
        url = f"{outbox.public_url.rstrip('/')}/expert/"
        _tell(session, review, lambda expert, office: _materials(case, expert, office, url),
              actor=actor, now=now, outbox=outbox)  # fmt: skip
        return review


def sign_in_member(session: Session, *, member_id: int, actor: Actor, now: datetime) -> PanelMember:
    """Sign a member in at the meeting: online by the expert's own act, in person by the officer.

    Raises
    ------
    NotFound
        For a member of another office.
    Refused
        `signed_in_already`, `meeting_missing`, `meeting_ahead`, `not_declared`, `not_your_role`.
    """
    with transaction(session):
        case, review, member = _locked_member(session, member_id, actor)
        is_own = actor.expert_id is not None and actor.expert_id == member.expert_id
        meeting_on = local(review.meeting_at).date() if review.meeting_at else None
        facts = SignInFacts(
            case.assessment.state, member.state, member.expert_id, meeting_on,
            is_signed_in=member.signed_in_at is not None,
        )  # fmt: skip
        if reason := refuse_sign_in(actor, facts, today=local(now).date()):
            raise Refused(reason, where=f"member:{member_id}")
        member.signed_in_at, member.signed_in_by_id = now, actor.account_id
        member.signed_in_how = SignInWay.ONLINE if is_own else SignInWay.IN_PERSON
        session.add(member)
        record(session, actor=actor, action="member:sign_in", subject=review, now=now,
               after={"member": member_id, "how": member.signed_in_how})  # fmt: skip
        return member


def strike_sign_in(session: Session, *, member_id: int, actor: Actor, now: datetime) -> PanelMember:
    """Take back what the officer entered by mistake; it stays in the record of the case.

    Raises
    ------
    NotFound, Refused
        As `plan_meeting`; `signed_in_by_self` for who signed in without the officer.
    """
    with transaction(session):
        case, review, member = _locked_member(session, member_id, actor)
        if reason := refuse_meeting(actor, case.assessment.state):
            raise Refused(reason, where=f"member:{member_id}")
        if member.signed_in_how is not SignInWay.IN_PERSON:
            raise Refused("signed_in_by_self", where=f"member:{member_id}")
        before = {"member": member_id, "at": (member.signed_in_at or now).isoformat()}
        member.signed_in_at = member.signed_in_how = member.signed_in_by_id = None
        session.add(member)
        record(session, actor=actor, action="member:strike_sign_in", subject=review, now=now,
               before=before)  # fmt: skip
        return member


def note_opened(session: Session, *, member_id: int, actor: Actor, now: datetime) -> None:
    """Write down when a member first opened a document; later visits change nothing.

    Nothing is written once the review is closed: what is read then was not read for it.
    A visit that cannot be noted now, because somebody else writes, is noted at the next page.
    """
    member = session.get(PanelMember, member_id)
    is_own = member is not None and member.expert_id == actor.expert_id
    if member is None or not is_own or member.opened_at or member.state not in PRESENT:
        return
    try:
        with transaction(session):
            _note_opened(session, member_id, actor=actor, now=now)
    except OperationalError:
        return


def _note_opened(session: Session, member_id: int, *, actor: Actor, now: datetime) -> None:
    member = _lock_member(session, member_id)
    review = session.get_one(Review, member.review_id)
    if member.opened_at is not None or review.closed_at is not None:
        return
    member.opened_at = now
    session.add(member)
    record(session, actor=actor, action="member:open_room", subject=review, now=now,
           after={"member": member_id})  # fmt: skip


def _locked(session: Session, review_id: int, actor: Actor) -> tuple[Case, Review]:
    review = review_of_office(session, review_id, actor=actor)
    case = lock_case(session, review.assessment_id, actor=actor)
    session.refresh(review)
    if reason := refuse_meeting(actor, case.assessment.state):
        raise Refused(reason, where=f"review:{review_id}")
    return case, review


def _locked_member(
    session: Session, member_id: int, actor: Actor
) -> tuple[Case, Review, PanelMember]:
    found = session.get(PanelMember, member_id)
    is_own = found is not None and actor.expert_id and actor.expert_id == found.expert_id
    if found is None or found.office_id != actor.office_id:
        raise NotFound("not_found", where=f"member:{member_id}")
    if not (is_own or actor.has(Role.CASE_OFFICER)):
        raise NotFound("not_found", where=f"member:{member_id}")
    review = session.get_one(Review, found.review_id)
    case = lock_case(session, review.assessment_id, actor=system_actor(review.office_id))
    refuse_halted(case.assessment.state, case.id)
    return case, review, _lock_member(session, member_id)


def _lock_member(session: Session, member_id: int) -> PanelMember:
    return session.exec(
        select(PanelMember)
        .where(PanelMember.id == member_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _check(meeting_at: datetime, place: str, *, now: datetime) -> None:
    if meeting_at <= now:
        raise InvalidInput("meeting_in_past", where="meeting_at")
    if not place:
        raise InvalidInput("place_missing", where="place")
    if len(place) > LONGEST_PLACE:
        raise InvalidInput("text_too_long", where="place", most=LONGEST_PLACE)


def _tell(
    session: Session,
    review: Review,
    wording: Wording,
    *,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> None:
    office = session.get_one(Office, review.office_id).name
    for member in list_members(session, row_id(review)):
        if member.state not in TOLD or member.expert_id is None:
            continue
        expert = session.get_one(Expert, member.expert_id)
        letter = ExpertLetter(TOPIC, row_id(member), *wording(expert, office))
        outbox.message_ids += write_expert(
            session, expert=expert, letter=letter, actor=actor, now=now
        )


def _invitation(case: Case, review: Review, expert: Expert, office: str) -> tuple[str, str, str]:
    body = _(
        "%(name)s专家：\n\n“%(title)s”的评审会安排如下。\n时间：%(at)s（北京时间）\n"
        "地点或方式：%(place)s\n\n到场的由承办人登记签到；线上参加的，请当日登录稳评系统签到。\n\n"
        "%(office)s\n",
        name=expert.name,
        title=case.project.title,
        at=datetime_text(review.meeting_at),
        place=review.meeting_place,
        office=office,
    )
    return (
        _("评审会通知：%(title)s", title=case.project.title),
        body,
        _("%(office)s：有一次会议的通知，请查看邮件或登录系统。", office=office),
    )


def _materials(case: Case, expert: Expert, office: str, link: str) -> tuple[str, str, str]:
    body = _(
        "%(name)s专家：\n\n“%(title)s”的评审材料已经齐备。声明回避与保密后即可阅读：\n%(link)s\n\n"
        "材料只供本次评审使用，请勿外传。\n\n%(office)s\n",
        name=expert.name,
        title=case.project.title,
        link=link,
        office=office,
    )
    return (
        _("评审材料：%(title)s", title=case.project.title),
        body,
        _("%(office)s：评审材料已经齐备，请登录 %(link)s", office=office, link=link),
    )
