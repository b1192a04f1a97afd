"""Reminders by the pool manual's schedule: of invitations, and of sheets that are not in.

A reminder is found from what is waited for now, so it stops by itself when the expert has answered
or submitted, was replaced, or the round is closed. Each has a step that the table takes once only:
two workers at once send one.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Expert, Message, Office, PanelMember, Review, ReviewRound, row_id
from models.engine import transaction
from riskassess.domain.actor import system_actor
from riskassess.domain.deadlines import WorkCalendar
from riskassess.domain.reminding import due_step, send_from
from riskassess.domain.review_policy import WAITED_FOR
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import MemberState
from riskassess.filters import datetime_text, local, long_date
from riskassess.i18n import _
from riskassess.queries.assessments import Case, get_case, lock_case
from riskassess.queries.invitations import refuse_late_answer
from riskassess.queries.offices import list_office_ids
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.audit import record
from riskassess.services.expert_letters import ExpertLetter, write_expert
from riskassess.services.invitations import TOPIC as INVITATION
from riskassess.services.invitations import give_link, invitation_sms

SHEET = "sheet"
Step = tuple[str, date, int]


def list_waited_for(session: Session) -> list[int]:
    """Return the members whose answer or sheet is waited for in an open round, by id."""
    query = (
        sa.select(col(PanelMember.id))
        .join(ReviewRound, col(ReviewRound.review_id) == col(PanelMember.review_id))
        .where(
            col(ReviewRound.state) == RoundState.OPEN,
            col(PanelMember.state).in_(list(WAITED_FOR)),
            col(PanelMember.expert_id).is_not(None),
        )
        .order_by(col(PanelMember.id))
    )
    return list(dict.fromkeys(session.execute(query).scalars()))


def is_waking_time(session: Session, *, now: datetime) -> bool:
    """Return whether no office of the installation has quiet hours at this moment."""
    return all(_is_waking(session, office_id, now=now) for office_id in list_office_ids(session))


def _is_waking(session: Session, office_id: int, *, now: datetime) -> bool:
    rule, moment = pool_manual_of(session, office_id).reminders, local(now)
    earliest = send_from(moment, quiet_from=rule.quiet_from, quiet_until=rule.quiet_until)
    return earliest == moment


def remind_if_due(
    session: Session, *, member_id: int, public_url: str, calendar: WorkCalendar, now: datetime
) -> list[int]:
    """Queue the reminder whose turn it is; return the ids of its messages, mostly none.

    `calendar` is the published one; the assessment manual's own days are laid over it.
    """
    try:
        with transaction(session):
            return _remind(session, member_id, public_url=public_url, calendar=calendar, now=now)
    except IntegrityError:  # another worker took this step just now
        return []


def _remind(
    session: Session, member_id: int, *, public_url: str, calendar: WorkCalendar, now: datetime
) -> list[int]:
    member = session.get_one(PanelMember, member_id)
    review = session.get_one(Review, member.review_id)
    actor = system_actor(review.office_id)
    case = get_case(session, review.assessment_id, actor=actor)
    days = calendar.with_manual(case.manual.holidays)
    if _step_of(session, member, review, calendar=days, now=now) is None:
        return []  # mostly: no lock is taken for it
    case = lock_case(session, review.assessment_id, actor=actor)
    member = session.exec(
        select(PanelMember)
        .where(PanelMember.id == member_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    step = _step_of(session, member, review, calendar=days, now=now)
    if step is None:
        return []
    letter = _letter(session, member, review, case=case, step=step, url=public_url)
    record(
        session, actor=actor, action="member:remind", subject=review,
        after={"member": member_id, "step": letter.step}, now=now,
    )  # fmt: skip
    expert = session.get_one(Expert, member.expert_id)
    return write_expert(session, expert=expert, letter=letter, actor=actor, now=now)


def _step_of(
    session: Session, member: PanelMember, review: Review, *, calendar: WorkCalendar, now: datetime
) -> Step | None:
    """Return topic, last day and step of the reminder whose turn it is and that nobody sent yet."""
    if not _is_waking(session, review.office_id, now=now) or not _is_waited_for(session, member):
        return None
    rule = pool_manual_of(session, review.office_id).reminders
    topic, due, since = _clock_of(member, review, now=now)
    steps = rule.invitation if topic == INVITATION else rule.sheet
    step = due_step(
        local(now).date(), since=local(since).date(), due=due, steps=steps, calendar=calendar
    )
    if step is None or _was_sent(session, step_name(topic, member, due, step)):
        return None
    return topic, due, step


def _is_waited_for(session: Session, member: PanelMember) -> bool:
    is_open = refuse_late_answer(session, member.review_id) is None
    return is_open and member.state in WAITED_FOR and member.expert_id is not None


def _clock_of(member: PanelMember, review: Review, *, now: datetime) -> tuple[str, date, datetime]:
    """Return what is waited for, until when, and since when the expert knows."""
    if member.state is MemberState.INVITED and member.token_expires_at is not None:
        return INVITATION, local(member.token_expires_at).date(), member.invited_at or now
    since = member.declared_at or member.answered_at or member.invited_at or review.opened_at
    return SHEET, review.due_on, since


def step_name(topic: str, member: PanelMember, due: date, step: int) -> str:
    """Return the name under which a step is sent once only."""
    return f"{topic}:{member.id}:{due.isoformat()}:{step}"


def _was_sent(session: Session, name: str) -> bool:
    names = [name, f"{name}:sms"]  # whoever has a number only gets an SMS only
    return session.exec(select(Message.id).where(col(Message.step).in_(names))).first() is not None


def _letter(
    session: Session,
    member: PanelMember,
    review: Review,
    *,
    case: Case,
    step: Step,
    url: str,
) -> ExpertLetter:
    topic, due, number = step
    name = step_name(topic, member, due, number)
    if topic == SHEET:
        return sheet_letter(session, member, case=case, review=review, url=url, step=name)
    return _invitation_letter(session, member, case=case, url=url, step=name)


def _invitation_letter(
    session: Session, member: PanelMember, *, case: Case, url: str, step: str
) -> ExpertLetter:
    """Return the reminder of an invitation: a new link that ends when the older one would have."""
    expires = member.token_expires_at
    if expires is None:
        raise ValueError(f"member {member.id} has no link")
    link = give_link(session, member, expires=expires, public_url=url)
    office = session.get_one(Office, member.office_id).name
    body = _(
        "%(name)s专家：\n\n您还没有答复“%(title)s”的评审邀请。"
        "请在 %(expires)s 以前打开下面的链接答复，不需要密码：\n%(link)s\n\n"
        "先前邮件里的链接已由这个链接代替。\n\n%(office)s\n",
        name=session.get_one(Expert, member.expert_id).name,
        title=case.project.title,
        expires=datetime_text(expires),
        link=link,
        office=office,
    )
    return ExpertLetter(
        topic=INVITATION,
        subject_id=row_id(member),
        subject=_("请答复评审邀请：%(title)s", title=case.project.title),
        body=body,
        sms=invitation_sms(office, member, link=link),
        step=step,
        link_digest=member.token_digest,
    )


def sheet_letter(
    session: Session,
    member: PanelMember,
    *,
    case: Case,
    review: Review,
    url: str,
    step: str | None = None,
) -> ExpertLetter:
    """Return the reminder of a sheet that is not in; it leads to the page after signing in."""
    office = session.get_one(Office, member.office_id).name
    link = f"{url.rstrip('/')}/expert/"
    body = _(
        "%(name)s专家：\n\n“%(title)s”的评分表请于 %(due)s 前提交。"
        "请登录稳评系统，在“我的评审”中完成：\n%(link)s\n\n%(office)s\n",
        name=session.get_one(Expert, member.expert_id).name,
        title=case.project.title,
        due=long_date(review.due_on),
        link=link,
        office=office,
    )
    return ExpertLetter(
        topic=SHEET,
        subject_id=row_id(member),
        subject=_("评分提醒：%(title)s", title=case.project.title),
        body=body,
        sms=_("%(office)s：您有一份工作等待完成，请登录 %(link)s", office=office, link=link),
        step=step,
    )
