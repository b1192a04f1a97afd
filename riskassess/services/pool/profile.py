"""What experts do with their own record: contact, employer, calendar, requests, comments."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from expert_pool.vocabulary import ExpertAction, Relation
from models import Employment, Expert, ExpertAct, Unavailability, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import IllegalTransition, InvalidInput, NotFound, Refused
from riskassess.domain.vocabulary import RefusalReason, Role
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool.records import find_account_of, lock_expert
from riskassess.services.audit import record
from riskassess.services.pool.contact import checked_email, checked_phone
from riskassess.services.pool.personal import Seal, refuse_numbers
from riskassess.services.pool.unit_links import find_written
from riskassess.services.pool.work_comments import joined
from riskassess.wording.pool_files import FIELDS

LONGEST_ABSENCE = 200
FARTHEST = timedelta(days=730)
MOST_ABSENCES = 60


@dataclass(frozen=True)
class OwnProfile:
    """What an expert may change alone; the office is not asked."""

    email: str
    phone: str
    employer: str
    employer_type: str
    specialities: str


def lock_own(session: Session, *, actor: Actor) -> Expert:
    """Return the actor's own record in the pool, locked; raises Refused, NotFound."""
    if not actor.has(Role.EXPERT) or actor.expert_id is None:
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where="expert")
    expert = lock_expert(session, actor.expert_id, office_id=actor.office_id)
    if expert.erased_at is not None:
        raise Refused("personal_erased", where=f"expert:{expert.id}")
    return expert


def edit_own_profile(
    session: Session, *, profile: OwnProfile, actor: Actor, now: datetime, seal: Seal
) -> list[str]:
    """Change the own contact, employer and fields; return the names of what changed.

    A former employer is kept as an employment that ends today: draws avoid it for the manual's
    years.

    Raises
    ------
    InvalidInput
        `personal_missing`, `personal_phone_wrong`, `personal_email_…`, `personal_number_…`.
    """
    texts = {name: " ".join(getattr(profile, name).split()) for name in ("employer", "phone")}
    phone, email = checked_phone(texts["phone"]), checked_email(profile.email, is_needed=True)
    if not texts["employer"]:
        raise InvalidInput("personal_missing", where="employer", field=FIELDS["employer"])
    refuse_numbers(employer=texts["employer"], specialities=profile.specialities)
    with transaction(session):
        expert = lock_own(session, actor=actor)
        given = {
            "email": email,
            "employer": texts["employer"],
            "employer_type": profile.employer_type,
            "specialities": profile.specialities.strip(),
        }
        changed = [name for name, value in given.items() if getattr(expert, name) != value]
        if "employer" in changed:
            leave_employer(session, expert, to=given["employer"], actor=actor, now=now)
        for name in changed:
            setattr(expert, name, given[name])
        if put_phone(expert, phone, seal=seal):
            changed.append("phone")
        if "email" in changed:
            _follow(session, expert)
        session.add(expert)
        _record(session, expert, "expert:edit_profile", changed, actor=actor, now=now)
        return changed


def put_phone(expert: Expert, phone: str, *, seal: Seal) -> bool:
    """Seal another telephone number for an expert; return whether it is another."""
    office_id, code = expert.office_id, expert.code
    if seal.open(expert.phone_sealed, office_id=office_id, expert=code) == phone:
        return False
    expert.phone_sealed = seal.seal(phone, office_id=office_id, expert=code)
    return True


def _follow(session: Session, expert: Expert) -> None:
    """Let the account's address be the one that the expert gave."""
    account = find_account_of(session, row_id(expert))
    if account is not None:
        account.email = expert.email
        session.add(account)


def leave_employer(
    session: Session, expert: Expert, *, to: str, actor: Actor, now: datetime
) -> None:
    """Keep the employer that is left now, with today as its end, and link the one gone to."""
    if expert.employer:
        session.add(
            Employment(
                office_id=expert.office_id,
                expert_id=row_id(expert),
                relation=Relation.EMPLOYEE,
                employer=expert.employer,
                unit_id=expert.unit_id,
                until_on=day_of(now),
                added_by_id=actor.account_id,
                added_at=now,
            )
        )
    expert.employer, expert.unit_id = to, find_written(session, expert.office_id, to)


def _record(
    session: Session, expert: Expert, act: str, told: object, *, actor: Actor, now: datetime
) -> None:
    """Leave an audit entry that names fields or ids, never their values."""
    record(session, actor=actor, action=act, subject=expert, after={"of": told}, now=now)


def add_employment(
    session: Session,
    *,
    relation: Relation,
    employer: str,
    from_on: date | None,
    until_on: date | None,
    actor: Actor,
    now: datetime,
) -> Employment:
    """Add what the expert is or was to a unit, not what will be; draws avoid it.

    Raises
    ------
    InvalidInput
        `personal_missing`, `personal_number_…`, `career_order`, `career_ahead`.
    """
    name = " ".join(employer.split())
    if not name:
        raise InvalidInput("personal_missing", where="employer", field=FIELDS["employer"])
    refuse_numbers(employer=name)
    if from_on and until_on and until_on < from_on:
        raise InvalidInput("career_order", where="until_on")
    if from_on and from_on > day_of(now):
        raise InvalidInput("career_ahead", where="from_on")
    with transaction(session):
        expert = lock_own(session, actor=actor)
        row = Employment(
            office_id=expert.office_id,
            expert_id=row_id(expert),
            relation=relation,
            employer=name,
            unit_id=find_written(session, expert.office_id, name),
            from_on=from_on,
            until_on=until_on,
            added_by_id=actor.account_id,
            added_at=now,
        )
        session.add(row)
        session.flush()
        _record(session, expert, "expert:add_employment", row.id, actor=actor, now=now)
        return row


def end_employment(
    session: Session, *, employment_id: int, until_on: date, actor: Actor, now: datetime
) -> None:
    """Say since when the expert is no longer with a unit; an end once said stays."""
    with transaction(session):
        expert = lock_own(session, actor=actor)
        row = session.get(Employment, employment_id)
        if row is None or row.expert_id != expert.id:
            raise NotFound("not_found", where=f"employment:{employment_id}")
        if row.until_on is not None:
            raise IllegalTransition("career_ended", where=f"employment:{employment_id}")
        if row.from_on and until_on < row.from_on:
            raise InvalidInput("career_order", where="until_on")
        row.until_on = until_on
        session.add(row)
        _record(session, expert, "expert:end_employment", row.id, actor=actor, now=now)


def add_absence(
    session: Session, *, from_on: date, until_on: date, note: str, actor: Actor, now: datetime
) -> Unavailability:
    """Add days on which the expert cannot be drawn.

    Raises
    ------
    InvalidInput
        `absence_order`, `absence_past`, `absence_too_long`, `absence_too_many`, `absence_twice`.
    """
    today = day_of(now)
    if until_on < from_on:
        raise InvalidInput("absence_order", where="until_on")
    if until_on < today:
        raise InvalidInput("absence_past", where="until_on")
    if (until_on - from_on).days >= LONGEST_ABSENCE or until_on > today + FARTHEST:
        raise InvalidInput("absence_too_long", where="until_on", days=LONGEST_ABSENCE)
    refuse_numbers(note=note)
    with transaction(session):
        expert = lock_own(session, actor=actor)
        query = select(Unavailability).where(Unavailability.expert_id == expert.id)
        known = [row for row in session.exec(query) if row.until_on >= today]
        if any((row.from_on, row.until_on) == (from_on, until_on) for row in known):
            raise InvalidInput("absence_twice", where="from_on")
        if len(known) >= MOST_ABSENCES:
            raise InvalidInput("absence_too_many", where="from_on", most=MOST_ABSENCES)
        row = Unavailability(
            office_id=expert.office_id,
            expert_id=row_id(expert),
            from_on=from_on,
            until_on=until_on,
            note=note.strip(),
            added_at=now,
        )
        session.add(row)
        session.flush()
        days = [row.from_on.isoformat(), row.until_on.isoformat()]
        _record(session, expert, "expert:add_absence", days, actor=actor, now=now)
        return row


def remove_absence(session: Session, *, absence_id: int, actor: Actor, now: datetime) -> None:
    """Take days back that have not passed; a second press finds nothing and changes nothing."""
    with transaction(session):
        expert = lock_own(session, actor=actor)
        row = session.get(Unavailability, absence_id)
        if row is None or row.expert_id != expert.id:
            raise NotFound("not_found", where=f"absence:{absence_id}")
        if row.until_on < day_of(now):
            raise InvalidInput("absence_past", where="absence")
        days = [row.from_on.isoformat(), row.until_on.isoformat()]
        session.delete(row)
        _record(session, expert, "expert:remove_absence", days, actor=actor, now=now)


def request_correction(session: Session, *, text: str, actor: Actor, now: datetime) -> ExpertAct:
    """Ask the pool keeper to correct what the expert may not change alone."""
    if not text.strip():
        raise InvalidInput("comment_missing", where="text")
    refuse_numbers(text=text)
    with transaction(session):
        expert = lock_own(session, actor=actor)
        return add_correction(session, expert, text, actor=actor, now=now)


def add_correction(
    session: Session, expert: Expert, note: str, *, actor: Actor, now: datetime
) -> ExpertAct:
    """Record a request for a correction, or the correction itself, within a transaction."""
    act = ExpertAct(
        office_id=expert.office_id,
        expert_id=row_id(expert),
        action=ExpertAction.CORRECT,
        before=expert.state,
        after=expert.state,
        note=note.strip(),
        by_id=actor.account_id,
        at=now,
    )
    session.add(act)
    record(session, actor=actor, action="expert:correct", subject=expert, now=now)
    return act


def comment_on_act(
    session: Session, *, act_id: int, text: str, actor: Actor, now: datetime
) -> ExpertAct:
    """Put the expert's word beside an act about the own standing, below what was said before."""
    if not text.strip():
        raise InvalidInput("comment_missing", where="text")
    refuse_numbers(text=text)
    with transaction(session):
        expert = lock_own(session, actor=actor)
        act = session.get(ExpertAct, act_id)
        if act is None or act.expert_id != expert.id:
            raise NotFound("not_found", where=f"expert_act:{act_id}")
        act.comment, act.commented_at = joined(act, text.strip()), now
        session.add(act)
        _record(session, expert, "expert:comment", act.id, actor=actor, now=now)
        return act
