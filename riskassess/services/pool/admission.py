"""What the pool keeper does with an application: returned, checked, made public, refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from expert_pool.standing import refuse
from expert_pool.vocabulary import ExpertAction
from models import ConditionCheck, Expert, ExpertAct, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.deadlines import WEEKDAYS, WorkCalendar
from riskassess.domain.errors import InvalidInput
from riskassess.domain.pool_manual import PoolManual
from riskassess.filters import long_date
from riskassess.i18n import _
from riskassess.queries.pool import records
from riskassess.queries.pool.periods import day_of, last_day
from riskassess.queries.pool.words import list_professions
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.audit import record
from riskassess.services.letters import Outbox
from riskassess.services.points import MarkedPoint
from riskassess.services.pool import facts as rules
from riskassess.services.pool.facts import Desk
from riskassess.services.pool.letters import PoolLetter, write_letter


@dataclass(frozen=True)
class Outcome:
    """Whether one condition holds, and what that was seen from."""

    holds: bool
    evidence: str = ""


@dataclass(frozen=True)
class Placing:
    """Class and profession after the second check, and why they differ from the application."""

    expert_class: str
    profession: str
    reason: str = ""


def return_application(
    session: Session,
    *,
    expert_id: int,
    points: list[MarkedPoint],
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> ExpertAct:
    """Send an application back with marked reasons; the person corrects it by the status link."""
    note = "\n".join(_("%(what)s：%(text)s", what=row.subject.strip() or _("补正"),
                       text=row.text.strip()) for row in points if row.text.strip())  # fmt: skip
    with transaction(session):
        expert, desk = open_case(session, expert_id, actor, now)
        given = rules.facts_of(session, expert, desk, reason=note)
        rules.require(expert, ExpertAction.RETURN, desk, given)
        act = rules.add_act(session, expert, ExpertAction.RETURN, desk, note=note)
        _write(session, expert, PoolLetter.RETURNED, desk, outbox, detail=note)
        return act


def check_form(
    session: Session,
    *,
    expert_id: int,
    outcomes: Mapping[str, Outcome],
    actor: Actor,
    now: datetime,
) -> str | None:
    """Record the outcome of every condition and move on when nothing is left against it.

    Returns
    -------
    str or None
        Code of what is against it; the outcomes are kept all the same. None: under review now.

    Raises
    ------
    Refused, IllegalTransition
        When the actor may not check this application at all.
    InvalidInput
        `pool_outcome_missing` for a condition without an outcome.
    """
    with transaction(session):
        expert, desk = open_case(session, expert_id, actor, now)
        manual = pool_manual_of(session, expert.office_id)
        checkable = rules.facts_of(session, expert, desk, **_PASSING)
        rules.require(expert, ExpertAction.CHECK_FORM, desk, checkable)
        _keep_outcomes(session, expert, outcomes, manual=manual, desk=desk)
        given = rules.facts_of(session, expert, desk)
        code = refuse(ExpertAction.CHECK_FORM, desk.party, given)
        if code is None:
            rules.add_act(session, expert, ExpertAction.CHECK_FORM, desk)
        return code


# What the formal check itself finds out: with it, only standing and person are judged.
_PASSING = {
    "has_consented": True, "is_returned": False, "missing": (), "has_years": True,
    "has_title": True, "unmet": (),
}  # fmt: skip


def _keep_outcomes(
    session: Session,
    expert: Expert,
    outcomes: Mapping[str, Outcome],
    *,
    manual: PoolManual,
    desk: Desk,
) -> None:
    known = records.list_checks(session, row_id(expert))
    for rule in manual.conditions.conditions:
        outcome = outcomes.get(rule.code)
        if outcome is None:
            raise InvalidInput("pool_outcome_missing", where=rule.code, name=rule.name.zh)
        row = known.get(rule.code) or ConditionCheck(
            office_id=expert.office_id,
            expert_id=row_id(expert),
            code=rule.code,
            holds=outcome.holds,
            checked_by_id=desk.actor.account_id or 0,
            checked_at=desk.now,
        )
        row.holds, row.evidence = outcome.holds, outcome.evidence.strip()
        row.checked_by_id, row.checked_at = desk.actor.account_id or 0, desk.now
        session.add(row)
    session.flush()  # the facts ask for them
    record(
        session,
        actor=desk.actor,
        action="expert:conditions",
        subject=expert,
        after={code: outcome.holds for code, outcome in outcomes.items()},
        now=desk.now,
    )


def check_class(
    session: Session, *, expert_id: int, placing: Placing, actor: Actor, now: datetime
) -> ExpertAct:
    """Record the second check; a corrected class or profession needs a reason.

    Raises
    ------
    InvalidInput
        `pool_profession_unknown` for a pair that no stored assessment manual has.
    """
    with transaction(session):
        expert, desk = open_case(session, expert_id, actor, now)
        before = (expert.expert_class, expert.profession)
        after = (placing.expert_class, placing.profession)
        given = rules.facts_of(
            session, expert, desk, changes_class=before != after, reason=placing.reason
        )
        rules.require(expert, ExpertAction.CHECK_CLASS, desk, given)
        names = _names_of(session)
        if after not in names:
            raise InvalidInput("pool_profession_unknown", where="profession")
        note = placing.reason
        if before != after:
            expert.expert_class, expert.profession = after
            note = _("由“%(old)s”改为“%(new)s”。理由：%(why)s", old=names.get(before, before[1]),
                     new=names[after], why=placing.reason.strip())  # fmt: skip
            rules.record_change(session, expert, ["expert_class", "profession"], [], desk)
        return rules.add_act(session, expert, ExpertAction.CHECK_CLASS, desk, note=note)


def _names_of(session: Session) -> dict[tuple[str, str], str]:
    return {
        (row.code, code): f"{row.name} · {name}"
        for row in list_professions(session)
        for code, name in row.professions
    }


def publish(
    session: Session,
    *,
    expert_id: int,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
    calendar: WorkCalendar = WEEKDAYS,
) -> Expert:
    """Begin the publicity: name, employer, profession and class are public until its last day."""
    with transaction(session):
        expert, desk = open_case(session, expert_id, actor, now, calendar)
        given = rules.facts_of(session, expert, desk)
        rules.require(expert, ExpertAction.PUBLISH, desk, given)
        rule = pool_manual_of(session, expert.office_id).admission
        expert.published_until = last_day(
            day_of(now), rule.publicity_days, rule.publicity_unit, calendar
        )
        until = long_date(expert.published_until)
        rules.add_act(session, expert, ExpertAction.PUBLISH, desk, note=_("至 %(day)s", day=until))
        _write(session, expert, PoolLetter.PUBLISHED, desk, outbox, detail=until)
        return expert


def record_objection(
    session: Session, *, expert_id: int, text: str, actor: Actor, now: datetime
) -> ExpertAct:
    """Record what was objected during the publicity: the matter, never who objected."""
    with transaction(session):
        expert, desk = open_case(session, expert_id, actor, now)
        given = rules.facts_of(session, expert, desk, reason=text)
        rules.require(expert, ExpertAction.OBJECT, desk, given)
        return rules.add_act(session, expert, ExpertAction.OBJECT, desk, note=text)


def refuse_application(
    session: Session,
    *,
    expert_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox,
) -> Expert:
    """Do not admit an applicant, with the reason that the person reads."""
    with transaction(session):
        expert, desk = open_case(session, expert_id, actor, now)
        given = rules.facts_of(session, expert, desk, reason=reason)
        rules.require(expert, ExpertAction.REFUSE, desk, given)
        rules.add_act(session, expert, ExpertAction.REFUSE, desk, note=reason)
        expert.published_until = None
        _write(session, expert, PoolLetter.REFUSED, desk, outbox, detail=reason.strip())
        return expert


def open_case(
    session: Session,
    expert_id: int,
    actor: Actor,
    now: datetime,
    calendar: WorkCalendar = WEEKDAYS,
) -> tuple[Expert, Desk]:
    """Return the expert, locked, and the pool keeper's desk; raises Refused, NotFound."""
    desk = rules.office_desk(actor, now=now, calendar=calendar)
    return records.lock_expert(session, expert_id, office_id=actor.office_id), desk


def _write(
    session: Session,
    expert: Expert,
    letter: PoolLetter,
    desk: Desk,
    outbox: Outbox,
    *,
    detail: str = "",
) -> None:
    write_letter(
        session, expert, letter, outbox=outbox, actor=desk.actor, now=desk.now, detail=detail
    )
