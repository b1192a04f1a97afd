"""What an expert sees of the own record."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from expert_pool.vocabulary import ExpertAction
from models import (
    Account,
    Employment,
    Expert,
    ExpertAct,
    ExpertFile,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.queries import personal
from riskassess.queries.manuals import pool_words
from riskassess.queries.participations import count_load
from riskassess.queries.pool.lives import reason_of
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool.records import LETTER, list_acts, list_employments, list_files
from riskassess.queries.pool_manuals import pool_manual_of


def get_own_expert(session: Session, actor: Actor) -> Expert:
    """Return the actor's own record in the pool; raises NotFound for an account without one."""
    expert = session.get(Expert, actor.expert_id) if actor.expert_id else None
    if expert is None or expert.office_id != actor.office_id:
        raise NotFound("not_found", where="expert")
    return expert


def get_own_employment(session: Session, employment_id: int, *, actor: Actor) -> Employment:
    """Return one of the actor's own employments; raises NotFound."""
    row = session.get(Employment, employment_id)
    if row is None or row.expert_id != actor.expert_id or row.office_id != actor.office_id:
        raise NotFound("not_found", where=f"employment:{employment_id}")
    return row


def get_own_act(session: Session, act_id: int, *, actor: Actor) -> ExpertAct:
    """Return an act about the actor's own standing; raises NotFound."""
    row = session.get(ExpertAct, act_id)
    if row is None or row.expert_id != actor.expert_id or row.office_id != actor.office_id:
        raise NotFound("not_found", where=f"expert_act:{act_id}")
    return row


def get_letter(session: Session, expert: Expert) -> ExpertFile:
    """Return the newest letter of appointment; raises NotFound before there is one."""
    found = list_files(session, row_id(expert)).get(LETTER)
    if found is None:
        raise NotFound("not_found", where="letter")
    return found


def profile_page(session: Session, expert: Expert, *, now: datetime) -> dict[str, Any]:
    """Return what the own profile shows: words, employments, load, whether there is a letter."""
    today, key = day_of(now), row_id(expert)
    conditions = pool_manual_of(session, expert.office_id).conditions
    return {
        "names": pool_words(session),
        "levels": {row.code: row.name.zh for row in conditions.title_levels},
        "employments": list_employments(session, key),
        "load": count_load(session, key, year_begins=datetime(today.year, 1, 1, tzinfo=UTC)),
        "has_letter": LETTER in list_files(session, key),
        "request_open": personal.open_correction(session, key),
        "today": today,
    }


def record_page(session: Session, expert: Expert) -> dict[str, Any]:
    """Return acts, tasks and who looked at personal fields, newest first."""
    key = row_id(expert)
    acts = list_acts(session, key)
    return {
        "acts": list(reversed(acts)),
        "reason_of": partial(reason_of, pool_manual_of(session, expert.office_id)),
        "own_acts": _own_acts(session, key, acts),
        "tasks": personal.list_tasks(session, key),
        "rows": personal.list_disclosures(session, key),
    }


def _own_acts(session: Session, expert_id: int, acts: list[ExpertAct]) -> set[int]:
    """Return the ids of requests that the expert made: one does not comment on them."""
    query = select(Account.id).where(col(Account.expert_id) == expert_id)
    own = {key for key in session.exec(query) if key is not None}
    return {row_id(act) for act in acts if act.action is ExpertAction.CORRECT and act.by_id in own}
