"""A scene for every kind of message: an office of its own does what lets it be written."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from models import Account, Handover, PanelMember, Sheet, row_id
from models.engine import transaction
from riskassess.domain.deadlines import WorkCalendar
from riskassess.domain.people_vocabulary import LinkPurpose
from riskassess.domain.room_vocabulary import RoundWay
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import actor_for
from riskassess.queries.assessments import get_case
from riskassess.services import (
    account_links,
    consultations,
    due_changes,
    meetings,
    reminders,
    sheet_reopening,
    side_states,
)
from riskassess.services.consultations import Desk
from riskassess.services.deputies import Naming, name_deputy
from riskassess.services.emergency import ask_access
from riskassess.services.invitations import invite_member
from riskassess.services.letters import Letter, Outbox, Post
from riskassess.services.link_renewals import renew_link
from riskassess.services.people_letters import Notices
from riskassess.services.pool.applications import apply
from riskassess.services.pool.evaluations import Judgement, correct_evaluation, evaluate_task
from riskassess.services.pool.fees import Attended, Payment, note_payment, settle_fee
from riskassess.services.pool.letters import PoolLetter, write_letter
from riskassess.services.pool.years import YearChoice, confirm_year
from riskassess.services.release_letters import tell_released
from tests import factories
from tests.support.closed_room import closed_room
from tests.support.consultation_room import fill_sheet, scoring_room, told_room
from tests.support.pool_life import Way, papers
from tests.support.review_room import DUE, make_room

BESIDE = "another-unit@example.invalid"  # of the same office: hears of no case of the others
URL = "https://wenping.example.invalid"
SPRING = date(2026, 3, 20)
POINTS = {"preparation": 18, "quality": 27, "independence": 19, "attendance": 14, "opinion": 13}
Scene = Callable[[Session, datetime, Any], None]


def _room(session: Session, now: datetime, **values: Any) -> tuple[Any, dict[str, Any]]:
    room = make_room(session, experts=2, **values)
    room.review.pool_manual_version_id = factories.pool_manual().id
    factories.save(room.review)
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    return room, {"actor": officer, "now": now, "outbox": Outbox(URL)}


def account(session: Session, now: datetime, _seal: Any) -> None:
    """Invite to an account, and let a password be set anew."""
    made = factories.account(Role.CASE_OFFICER)
    actor = factories.actor(Role.SYSTEM_ADMIN, office_id=made.office_id)
    for purpose in (LinkPurpose.INVITATION, LinkPurpose.RESET):
        with transaction(session):
            account_links.issue_link(session, made, purpose, actor=actor, public_url=URL, now=now)


def invitation(session: Session, now: datetime, _seal: Any) -> None:
    """Invite, remind of it, renew the link, and release whoever was invited."""
    room, by = _room(session, now)
    case = get_case(session, row_id(room.assessment), actor=by["actor"])
    invited = {"case": case, "due_on": DUE, "public_url": URL, "actor": by["actor"], "now": now}
    for chair in room.chairs:
        with transaction(session):
            invite_member(session, member=chair.member, **invited)
    member = session.get_one(PanelMember, room.chairs[0].member.id)
    ends = (member.token_expires_at or now).replace(hour=2)
    reminders.remind_if_due(
        session, member_id=row_id(member), public_url=URL, calendar=WorkCalendar(), now=ends
    )
    later = ends + timedelta(days=2)
    renew_link(session, token_digest=member.token_digest or "", public_url=URL, now=later)
    with transaction(session):
        members = [chair.member for chair in room.chairs]
        tell_released(session, case, members, actor=by["actor"], now=now)


def sheet(session: Session, now: datetime, _seal: Any) -> None:
    """Begin a second round, and remind of a sheet."""
    told = told_room(session)
    officer = factories.actor(Role.CASE_OFFICER, office_id=told.review.office_id)
    consultations.open_next_round(
        session, review_id=row_id(told.review), way=RoundWay.OWN_TIME, due_on=SPRING,
        desk=Desk(officer, now), outbox=Outbox(URL),
    )  # fmt: skip
    room, _by = _room(session, now)
    reminders.remind_if_due(
        session, member_id=row_id(room.chairs[0].member), public_url=URL, calendar=WorkCalendar(),
        now=datetime(2026, 3, 13, 2, tzinfo=now.tzinfo),
    )  # fmt: skip


def reopening(session: Session, now: datetime, _seal: Any) -> None:
    """Ask an expert to open the sheet again."""
    room = scoring_room(session)
    fill_sheet(session, room, 0, "50", "公示期已满")
    officer = factories.actor(Role.CASE_OFFICER, office_id=room.review.office_id)
    seat = room.chairs[0].member
    own = session.exec(select(Sheet).where(Sheet.member_id == seat.id)).one()
    sheet_reopening.ask_reopening(
        session, sheet_id=row_id(own), reason="请核对人数", public_url=URL, actor=officer, now=now
    )


def due_change(session: Session, now: datetime, _seal: Any) -> None:
    """Put off the day of a review."""
    room, by = _room(session, now)
    day = DUE + timedelta(days=7)
    due_changes.put_off_review(
        session, review_id=row_id(room.review), due_on=day, reason="补充勘察", **by
    )


def halt(session: Session, now: datetime, _seal: Any) -> None:
    """Suspend a case, and withdraw another one."""
    for act in (side_states.suspend_assessment, side_states.withdraw_assessment):
        room, by = _room(session, now)
        case = get_case(session, row_id(room.assessment), actor=by["actor"])
        factories.account(
            Role.PROJECT_UNIT, office_id=room.review.office_id, unit_id=case.project.unit_id
        )
        (own,) = session.exec(select(Account).where(Account.unit_id == case.project.unit_id)).all()
        withdraws = act is side_states.withdraw_assessment
        who = {**by, "actor": actor_for(session, own)} if withdraws else by
        act(session, assessment_id=row_id(case.assessment), reason="等待规划调整", **who)


def meeting(session: Session, now: datetime, _seal: Any) -> None:
    """Plan a meeting and send the papers."""
    room, by = _room(session, now)
    about = {"review_id": row_id(room.review), **by}
    day = now + timedelta(days=3)
    meetings.plan_meeting(session, meeting_at=day, place="三楼会议室", **about)
    meetings.send_materials(session, **about)


def expert(session: Session, now: datetime, seal: Any) -> None:
    """Take an applicant into the pool, and write every letter that the pool knows."""
    way = Way(session, seal, now).member()
    with transaction(session):
        for letter in PoolLetter:
            write_letter(
                session, way.expert, letter, outbox=Outbox(URL), actor=way.keeper, now=now,
                detail="说明",
            )  # fmt: skip


def address(session: Session, now: datetime, seal: Any) -> None:
    """Apply once more with the same address."""
    way = Way(session, seal, now)
    apply(
        session, office_id=way.office.id, papers=papers(), seal=way.seal, now=now,
        outbox=Outbox(URL),
    )  # fmt: skip


def case_letters(session: Session, now: datetime, _seal: Any) -> None:
    """Write every letter about a case to sponsor, approvers and officer, beside another unit."""
    room, by = _room(session, now)
    case = get_case(session, row_id(room.assessment), actor=by["actor"])
    around = {"office_id": room.review.office_id}
    factories.account(Role.PROJECT_UNIT, **around, unit_id=case.project.unit_id)
    beside = factories.unit(**around)
    factories.account(Role.PROJECT_UNIT, **around, unit_id=beside.id, email=BESIDE)
    factories.actor(Role.APPROVER, **around)
    with transaction(session):
        post = Post(session, case, by["outbox"], by["actor"], now)
        for letter in Letter:
            post.to_sponsor(letter)
            post.to_approvers(letter)
            post.to_account(letter, by["actor"].account_id)


def work(session: Session, now: datetime, _seal: Any) -> None:
    """Judge an expert's work, correct it, confirm the year, settle and pay the fee."""
    room = closed_room(session, now)
    by = {"now": now, "outbox": Outbox(URL)}
    around = {"office_id": room.assessment.office_id}
    officer = {"actor": factories.actor(Role.CASE_OFFICER, **around), **by}
    keeper = {"actor": factories.actor(Role.POOL_KEEPER, **around), **by}
    seat = {"member_id": row_id(room.chairs[0].member)}
    evaluate_task(session, judgement=Judgement(POINTS), **seat, **officer)
    better = Judgement({**POINTS, "opinion": 14})
    correct_evaluation(session, judgement=better, reason="漏计", **seat, **keeper)
    person = room.chairs[0].actor.expert_id
    confirm_year(session, expert_id=person, choice=YearChoice(2026, "excellent"), **keeper)
    attended = Attended("day", "room", "senior")
    fee = settle_fee(session, attended=attended, **seat, **officer)
    paid = Payment(now.date(), "记-031")
    note_payment(session, fee_ids=[row_id(fee)], payment=paid, **officer)


def people(session: Session, now: datetime, _seal: Any) -> None:
    """Name a deputy for somebody absent, ask for roles, and hand work over."""
    officer = factories.account(Role.CASE_OFFICER)
    around = {"office_id": officer.office_id}
    other = factories.account(Role.POOL_KEEPER, **around)
    chief = factories.actor(Role.SECURITY_ADMIN, **around)
    both = {"from_id": row_id(officer), "to_id": row_id(other), "made_by_id": row_id(officer)}
    naming = Naming(
        row_id(officer), row_id(other), roles=frozenset({Role.CASE_OFFICER}),
        first_on=now.date(), last_on=now.date(), reason="年休假",
    )  # fmt: skip
    name_deputy(session, naming=naming, actor=chief, now=now, outbox=Outbox(URL))
    row = Handover(**around, **both, reason="调离", made_at=now)
    with transaction(session):
        factories.save(row)
        notices = Notices(session, Outbox(URL), chief, now)
        notices.work_taken_over(row, 3)
        notices.roles_asked(other)


def emergency(session: Session, now: datetime, _seal: Any) -> None:
    """Ask for a break-glass access, which another officer could agree to."""
    room, by = _room(session, now)
    around = {"office_id": room.review.office_id}
    factories.actor(Role.SECURITY_ADMIN, **around)
    asks = {**by, "actor": factories.actor(Role.AUDITOR, **around)}
    about = {"code": room.assessment.code, "reason": "核实上级转来的一件举报"}
    ask_access(session, hours=2, longest=24, **about, **asks)


LETTERS: dict[str, Scene] = {
    "": case_letters,
    "account": account,
    "invitation": invitation,
    "sheet": sheet,
    "due_change": due_change,
    "halt": halt,
    "meeting": meeting,
    "reopening": reopening,
    "expert": expert,
    "address": address,
    "evaluation": work,
    "evaluation_correction": work,
    "year_evaluation": work,
    "fee": work,
    "fee_payment": work,
    "people": people,
    "emergency": emergency,
}
SCENES = tuple(dict.fromkeys(LETTERS.values()))
