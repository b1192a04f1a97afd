"""Who stands behind a figure of the pool's health: by number and name, for the keeper alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from expert_pool.recusal import unit_key
from riskassess.domain.actor import Actor
from riskassess.domain.errors import Refused
from riskassess.domain.personal_policy import refuse_keeping
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.vocabulary import RefusalReason
from riskassess.filters import local
from riskassess.queries.pages import ListPage
from riskassess.queries.pool import health
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool.health import YEAR, undrawn_since, year_began


class HealthList(StrEnum):
    """A list behind a figure; the value stands in the address."""

    ENDING = "ending"
    UNDRAWN = "undrawn"
    REFUSING = "refusing"
    BUSY = "busy"
    EMPLOYER = "employer"


BUSY_FROM = 2  # tasks in a year; the page lists who carries more than the usual one


@dataclass(frozen=True)
class Behind:
    """One page of a list, with the rule it follows; `name` is the employer's where one is asked."""

    subject: HealthList
    page: ListPage
    manual: PoolManual
    day: date
    name: str = ""


def refuse_names(actor: Actor) -> RefusalReason | None:
    """Return why the actor is not shown who stands behind a figure, or None."""
    return refuse_keeping(actor, office_id=actor.office_id)


def list_behind(
    session: Session,
    actor: Actor,
    subject: HealthList,
    *,
    employer: str = "",
    now: datetime,
    page: int = 1,
) -> Behind:
    """Return the experts behind a figure, in the order of their numbers; raises Refused."""
    if reason := refuse_names(actor):
        raise Refused(reason, where="pool_health")
    rule, today = pool_manual_of(session, actor.office_id), local(now).date()
    if subject is HealthList.ENDING:
        day = today + timedelta(days=rule.health.term_days)
        return Behind(subject, health.list_ending(session, actor, until=day, page=page), rule, day)
    if subject is HealthList.UNDRAWN:
        since = undrawn_since(rule, now)
        found = health.list_undrawn(session, actor, since=since, page=page)
        return Behind(subject, found, rule, since.date())
    if subject is HealthList.REFUSING:
        often = rule.standing.refusals_a_year
        found = health.list_refusing(session, actor, since=now - YEAR, at_least=often, page=page)
        return Behind(subject, found, rule, (now - YEAR).date())
    if subject is HealthList.BUSY:
        since = year_began(now)
        found = health.list_busy(session, actor, since=since, at_least=BUSY_FROM, page=page)
        return Behind(subject, found, rule, since.date())
    return _employed(session, actor, rule, today=today, employer=employer, page=page)


def _employed(
    session: Session, actor: Actor, rule: PoolManual, *, today: date, employer: str, page: int
) -> Behind:
    """Return everybody of an employer, however its name is written."""
    alike = health.list_alike(session, office_id=actor.office_id, today=today)
    names = {row.employer for row in alike if unit_key(row.employer) == unit_key(employer)}
    found = health.list_employed(session, actor, employers=names, today=today, page=page)
    return Behind(HealthList.EMPLOYER, found, rule, today, min(names, default=employer))
