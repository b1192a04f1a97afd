"""What the pool's size asks of its keeper: one line of the to-do list, or none."""

from datetime import datetime

from sqlmodel import Session

from expert_pool.health import Supply
from riskassess.domain.actor import Actor
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import Role
from riskassess.filters import local
from riskassess.i18n import _
from riskassess.queries.manuals import pool_words
from riskassess.queries.pool import health
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool.health import cells_of, sizes_of


def list_health_tasks(session: Session, actor: Actor, *, now: datetime) -> list[Task]:
    """Return the line that names the class or seat which lacks most; its count is of all short.

    A fixed number of queries for any size of the pool; nothing for others than its keeper.
    """
    if not actor.has(Role.POOL_KEEPER):
        return []
    today = local(now).date()
    manuals = health.list_manuals_in_use(session, office_id=actor.office_id, day=today)
    alike = health.count_professions(session, office_id=actor.office_id, today=today)
    times = pool_manual_of(session, actor.office_id).health.draws_per_seat
    sizes = sizes_of(cells_of(alike, manuals[-1] if manuals else None), manuals, times=times)
    classes = pool_words(session)["classes"]
    found = [(classes.get(row.code, row.code), row) for row in sizes.classes]
    found += [(row.name, row.supply) for row in sizes.seats]
    short = [(name, row) for name, row in found if row.is_short]
    if not short:
        return []
    name, supply = min(short, key=lambda each: each[1].available - each[1].wanted)
    return [
        Task(
            kind=TaskKind.ENLARGE_POOL,
            subject_id=actor.office_id,
            title=name,
            code=_lack(supply),
            since=now,
            due_on=None,
            bucket=bucket_of(today, None, is_mine=True),
            count=len(short),
        )
    ]


def _lack(supply: Supply) -> str:
    return _("现有 %(have)s 人，应有 %(want)s 人", have=supply.available, want=supply.wanted)
