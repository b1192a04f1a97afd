"""Projects as a list: each with its newest assessment and how many it has."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models import Assessment, Project, Unit
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import AssessmentState
from riskassess.queries.pages import PAGE_SIZE, ListPage, Query, read_page

MOST_WORDS = 5


@dataclass(frozen=True)
class ProjectFilter:
    """What a list of projects is asked for; `own` is the sponsor's, with drafts.

    `order` is `code` or `-code`: by the time of registration; empty the newest first.
    """

    kind: str = ""
    level: str = ""
    state: AssessmentState | None = None
    words: str = ""
    order: str = ""
    own: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.kind or self.level or self.state or self.words)


def list_projects(
    session: Session,
    actor: Actor,
    wanted: ProjectFilter = ProjectFilter(),
    *,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> ListPage:
    """Return one page of projects; `words` are looked for in title, unit and place.

    `state` is that of the newest assessment. Rows: id, title, kind, level, place, unit, newest_id,
    code, state, state_since, count.
    """
    query = _all(own=wanted.own)
    where = [col(getattr(Project, name)) == value
             for name in ("kind", "level") if (value := getattr(wanted, name))]  # fmt: skip
    if wanted.state:
        where.append(col(Assessment.state) == wanted.state)
    where += [_holds(word) for word in wanted.words.split()[:MOST_WORDS]]
    if where:
        query = query.where(*where)
    if wanted.order == "code":
        query = query.order_by(None).order_by(col(Project.id))
    values: dict[str, Any] = {"office_id": actor.office_id}
    if wanted.own:
        values["unit_id"] = actor.unit_id
    return read_page(session, query, values, page=page, size=size)


@cache
def _all(*, own: bool) -> Query:
    counted, newest = aliased(Assessment), aliased(Assessment)
    seen = sa.true() if own else col(newest.state) != AssessmentState.DRAFT
    also = sa.true() if own else col(counted.state) != AssessmentState.DRAFT
    last = (
        sa.select(sa.func.max(col(newest.id)))
        .where(col(newest.project_id) == col(Project.id), seen)
        .correlate(Project)
        .scalar_subquery()
    )
    count = (
        sa.select(sa.func.count())
        .select_from(counted)
        .where(col(counted.project_id) == col(Project.id), also)
        .correlate(Project)
        .scalar_subquery()
    )
    query: Query = sa.select(
        col(Project.id), col(Project.title), col(Project.kind), col(Project.level),
        col(Project.place), col(Unit.name).label("unit"), col(Assessment.id).label("newest_id"),
        col(Assessment.code), col(Assessment.state), col(Assessment.state_since),
        count.label("count"),
    )  # fmt: skip
    where = [col(Project.office_id) == sa.bindparam("office_id")]
    if own:
        where.append(col(Project.unit_id) == sa.bindparam("unit_id"))
    return (
        query.select_from(Project)
        .join(Unit, col(Unit.id) == col(Project.unit_id))
        .join(Assessment, col(Assessment.id) == last)
        .where(*where)
        .order_by(col(Project.id).desc())
    )


def _holds(word: str) -> sa.ColumnElement[bool]:
    return sa.or_(
        col(Project.title).icontains(word, autoescape=True),
        col(Unit.name).icontains(word, autoescape=True),
        col(Project.place).icontains(word, autoescape=True),
    )
