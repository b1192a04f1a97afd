"""Another day of a review: with a reason, a year at most, and told to whoever is waited for."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models import DueChange, Expert, Office, PanelMember, Review, Transition, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.granting import FARTHEST
from riskassess.domain.reasons import required_reason
from riskassess.domain.review_policy import WAITED_FOR, refuse_put_off
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.filters import local, long_date
from riskassess.i18n import _
from riskassess.queries.assessments import Case, lock_case, newest_round, standing_round_state
from riskassess.queries.review_rooms import review_of_office
from riskassess.services.audit import record
from riskassess.services.expert_letters import ExpertLetter, write_expert
from riskassess.services.letters import Outbox
from riskassess.services.seats import list_members

TOPIC = "due_change"


def put_off_review(
    session: Session,
    *,
    review_id: int,
    due_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> DueChange:
    """Put off the day by which the sheets are wanted, and write to the members who are waited for.

    An earlier change may be corrected to an earlier day, down to the one the round began with.

    Raises
    ------
    NotFound
        For a review of another office.
    Refused
        For who is no case officer, or when no round is open.
    InvalidInput
        `reason_missing`, `text_too_long`; `due_same`, `due_past`, `due_before_round`,
        `due_too_far`.
    """
    with transaction(session):
        found = review_of_office(session, review_id, actor=actor)
        case = lock_case(session, found.assessment_id, actor=actor)
        session.refresh(found)
        reason = required_reason(reason)
        require_put_off(session, case, found, due_on=due_on, actor=actor, now=now)
        return put_off(
            session, case, found, due_on=due_on, reason=reason, actor=actor, now=now, outbox=outbox
        )


def require_put_off(
    session: Session, case: Case, review: Review, *, due_on: date, actor: Actor, now: datetime
) -> None:
    """Raise as `put_off_review` where nobody, not this actor or not to this day may put off."""
    state = standing_round_state(session, review)
    if refused := refuse_put_off(actor, state, case.assessment.state):
        raise Refused(refused, where=f"review:{review.id}")
    today, first = local(now).date(), _first_day(session, review)
    require_near(due_on, today=today)
    if due_on == review.due_on:
        raise InvalidInput("due_same", where="due_on", day=long_date(review.due_on))
    if due_on < first:
        raise InvalidInput("due_before_round", where="due_on", day=long_date(first))
    if due_on <= today:
        raise InvalidInput("due_past", where="due_on")


def require_near(due_on: date, *, today: date) -> None:
    """Refuse a day of a review more than a year ahead with `due_too_far`."""
    if due_on > today + FARTHEST:
        raise InvalidInput("due_too_far", where="due_on", day=long_date(today + FARTHEST))


def _first_day(session: Session, review: Review) -> date:
    """Return the day the newest round began with, later by the days the case was suspended."""
    round_ = newest_round(session, row_id(review))
    since = round_.opened_at if round_ else review.opened_at
    rows = session.exec(
        select(DueChange)
        .where(DueChange.review_id == review.id, col(DueChange.changed_at) >= since)
        .order_by(col(DueChange.id))
    ).all()
    if not rows:
        return review.due_on
    resumed = session.exec(
        select(Transition.at).where(
            Transition.assessment_id == review.assessment_id,
            Transition.action == AssessmentAction.RESUME,
        )
    ).all()
    paused = (row.due_after - row.due_before for row in rows if row.changed_at in resumed)
    return sum(paused, start=timedelta()) + rows[0].due_before


def put_off(
    session: Session,
    case: Case,
    review: Review,
    *,
    due_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None,
) -> DueChange:
    """Store another day of a review and tell who is waited for, within the caller's transaction."""
    row = DueChange(
        office_id=review.office_id, review_id=row_id(review), due_before=review.due_on,
        due_after=due_on, reason=reason, changed_by_id=actor.account_id or 0,
        changed_at=now,
    )  # fmt: skip
    review.due_on = due_on
    session.add(row)
    session.add(review)
    record(
        session, actor=actor, action="review:put_off", subject=review, now=now,
        before={"due_on": row.due_before.isoformat()},
        after={"due_on": due_on.isoformat(), "reason": row.reason},
    )  # fmt: skip
    for member in list_members(session, row_id(review)):
        if outbox is not None and member.state in WAITED_FOR and member.expert_id is not None:
            letter = _letter(session, case, review, member, row, url=outbox.public_url)
            expert = session.get_one(Expert, member.expert_id)
            outbox.message_ids += write_expert(
                session, expert=expert, letter=letter, actor=actor, now=now
            )
    return row


def _letter(
    session: Session, case: Case, review: Review, member: PanelMember, row: DueChange, *, url: str
) -> ExpertLetter:
    office = session.get_one(Office, member.office_id).name
    link = f"{url.rstrip('/')}/expert/"
    sms = _("%(office)s：您有一份工作的完成日期已更改，请登录 %(link)s", office=office, link=link)
    body = _(
        "%(name)s专家：\n\n“%(title)s”的完成日期由 %(before)s 改为 %(after)s。\n"
        "原因：%(reason)s\n\n已填写的内容都保留。登录稳评系统即可继续：\n%(link)s\n\n%(office)s\n",
        name=session.get_one(Expert, member.expert_id).name,
        title=case.project.title,
        before=long_date(row.due_before),
        after=long_date(row.due_after),
        reason=row.reason,
        link=link,
        office=office,
    )
    return ExpertLetter(
        topic=TOPIC,
        subject_id=row_id(member),
        subject=_("完成日期改为 %(day)s：%(title)s", day=long_date(review.due_on),
                  title=case.project.title),
        body=body,
        sms=sms,
    )  # fmt: skip
