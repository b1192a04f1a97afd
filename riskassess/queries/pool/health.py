"""The pool in counts, grouped by the database; names only in the lists behind a figure.

Seats count once their review is closed: before, a figure or a list would name a panel at work.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import ExpertState
from models import Assessment, Expert, PanelMember, Review, Unit
from riskassess.domain.actor import Actor
from riskassess.domain.manual import Manual
from riskassess.domain.vocabulary import AssessmentState, MemberState, ReviewState
from riskassess.queries.manuals import list_offered, manuals_by_id
from riskassess.queries.pages import ListPage, Query, read_page

OVER = (AssessmentState.CLOSED, AssessmentState.ARCHIVED, AssessmentState.CANCELLED)
# Who had a seat: reserves who never moved up did not, those who refused or withdrew had no task.
TASKED = (MemberState.INVITED, MemberState.ACCEPTED, MemberState.READY, MemberState.SUBMITTED)
NOT_ASKED = (MemberState.RESERVE, MemberState.RELEASED)


class Alike(NamedTuple):
    """Active experts in term of one profession, class and employer."""

    profession: str
    expert_class: str
    employer: str
    experts: int


def list_alike(session: Session, *, office_id: int, today: date) -> list[Alike]:
    """Return who may be drawn today, grouped by what a draw looks at."""
    rows = session.execute(
        sa.select(
            col(Expert.profession),
            col(Expert.expert_class),
            col(Expert.employer),
            col(Expert.unit_id),
            sa.func.count(),
        )
        .where(*_active(office_id), _in_term(today))
        .group_by(
            col(Expert.profession), col(Expert.expert_class), col(Expert.employer),
            col(Expert.unit_id),
        )
    )  # fmt: skip
    units = session.execute(
        sa.select(col(Unit.id), col(Unit.name)).where(col(Unit.office_id) == office_id)
    )
    names = {row[0]: row[1] for row in units}
    counts: Counter[tuple[str, str, str]] = Counter()
    for profession, expert_class, employer, unit_id, count in rows:
        counts[(profession, expert_class, names.get(unit_id, employer))] += count
    return [Alike(*key, counts[key]) for key in sorted(counts)]


def count_professions(session: Session, *, office_id: int, today: date) -> list[Alike]:
    """Return who may be drawn today by profession and class alone; the employer stays empty."""
    rows = session.execute(
        sa.select(col(Expert.profession), col(Expert.expert_class), sa.func.count())
        .where(*_active(office_id), _in_term(today))
        .group_by(col(Expert.profession), col(Expert.expert_class))
    )
    return sorted(Alike(profession, group, "", count) for profession, group, count in rows)


def count_terms(session: Session, *, office_id: int) -> dict[date | None, int]:
    """Return how many active experts' terms end on each day; None for terms without an end."""
    rows = session.execute(
        sa.select(col(Expert.term_until), sa.func.count())
        .where(*_active(office_id))
        .group_by(col(Expert.term_until))
    )
    return {row[0]: row[1] for row in rows}


def count_tasks(session: Session, *, office_id: int, since: datetime) -> dict[int, int]:
    """Return how many active experts had how many tasks since a moment; 0 included."""
    busy = _tasks(office_id, since).subquery()
    rows = session.execute(
        sa.select(busy.c.tasks, sa.func.count())
        .select_from(Expert)
        .outerjoin(busy, busy.c.expert_id == col(Expert.id))
        .where(*_active(office_id))
        .group_by(busy.c.tasks)
    )
    return {row[0] or 0: row[1] for row in rows}


def count_refusals(
    session: Session, *, office_id: int, since: datetime
) -> list[tuple[str, int, int]]:
    """Return class, invitations and refusals since a moment, by class."""
    refused = sa.case((col(PanelMember.state) == MemberState.DECLINED, 1), else_=0)
    rows = session.execute(
        sa.select(col(Expert.expert_class), sa.func.count(), sa.func.sum(refused))
        .join(PanelMember, col(PanelMember.expert_id) == col(Expert.id))
        .where(*_asked(office_id, since))
        .group_by(col(Expert.expert_class))
        .order_by(col(Expert.expert_class))
    )
    return [(row[0], row[1], int(row[2])) for row in rows]


def count_undrawn(session: Session, *, office_id: int, since: datetime) -> tuple[int, int]:
    """Return who was in the pool before a moment and had no seat since, and of how many."""
    row = session.execute(
        sa.select(sa.func.sum(sa.case((~_seated(since), 1), else_=0)), sa.func.count()).where(
            *_known_before(office_id, since)
        )
    ).one()
    return int(row[0] or 0), row[1]


def list_undrawn(session: Session, actor: Actor, *, since: datetime, page: int = 1) -> ListPage:
    """Return who was in the pool before a moment and had no seat since, by number.

    Rows: id, code, name, profession, employer, term_until.
    """
    query = _people().where(*_known_before(actor.office_id, since), ~_seated(since))
    return read_page(session, query, page=page)


def list_ending(session: Session, actor: Actor, *, until: date, page: int = 1) -> ListPage:
    """Return active experts whose term ends up to a day, or has ended; columns as above."""
    query = _people(col(Expert.term_until)).where(
        *_active(actor.office_id), col(Expert.term_until) <= until
    )
    return read_page(session, query, page=page)


def list_refusing(
    session: Session, actor: Actor, *, since: datetime, at_least: int, page: int = 1
) -> ListPage:
    """Return who refused so often that the standing rule asks the keeper to look; by number."""
    often = (
        sa.select(col(PanelMember.expert_id))
        .where(
            *_asked(actor.office_id, since),
            col(PanelMember.state) == MemberState.DECLINED,
            col(PanelMember.expert_id).is_not(None),
        )
        .group_by(col(PanelMember.expert_id))
        .having(sa.func.count() >= at_least)
    )
    query = _people().where(*_active(actor.office_id), col(Expert.id).in_(often))
    return read_page(session, query, page=page)


def list_employed(
    session: Session, actor: Actor, *, employers: Collection[str], today: date, page: int = 1
) -> ListPage:
    """Return who may be drawn today of employers, as the list of units or the pool names them."""
    of_unit = sa.select(col(Unit.id)).where(
        col(Unit.office_id) == actor.office_id, col(Unit.name).in_(employers)
    )
    named = sa.or_(
        col(Expert.unit_id).in_(of_unit),
        sa.and_(col(Expert.unit_id).is_(None), col(Expert.employer).in_(employers)),
    )
    query = _people().where(*_active(actor.office_id), _in_term(today), named)
    return read_page(session, query, page=page)


def list_busy(
    session: Session, actor: Actor, *, since: datetime, at_least: int, page: int = 1
) -> ListPage:
    """Return active experts with so many tasks since a moment, by number."""
    busy = _tasks(actor.office_id, since).having(sa.func.count() >= at_least).subquery()
    query = _people().where(
        *_active(actor.office_id), col(Expert.id).in_(sa.select(busy.c.expert_id))
    )
    return read_page(session, query, page=page)


def list_manuals_in_use(session: Session, *, office_id: int, day: date) -> list[Manual]:
    """Return the manuals of the office's running assessments; without any, those in force."""
    pinned = set(
        session.execute(
            sa.select(col(Assessment.manual_version_id))
            .where(
                col(Assessment.office_id) == office_id,
                col(Assessment.state).not_in(OVER),
            )
            .distinct()
        ).scalars()
    )
    if not pinned:
        return [manual for _id, manual in list_offered(session, day)]
    stored = manuals_by_id(session)
    return sorted((stored[key][1] for key in pinned), key=lambda row: (row.id, row.version))


def _active(office_id: int) -> Sequence[sa.ColumnElement[bool]]:
    return (col(Expert.office_id) == office_id, col(Expert.state) == ExpertState.ACTIVE)


def _in_term(today: date) -> sa.ColumnElement[bool]:
    return sa.or_(col(Expert.term_until).is_(None), col(Expert.term_until) >= today)


def _known_before(office_id: int, since: datetime) -> Sequence[sa.ColumnElement[bool]]:
    since_then = sa.or_(
        col(Expert.term_from) <= since.date(),
        sa.and_(col(Expert.term_from).is_(None), col(Expert.created_at) <= since),
    )
    return (*_active(office_id), since_then)


def _seated(since: datetime) -> sa.ColumnElement[bool]:
    return (
        sa.select(col(PanelMember.id))
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .where(
            col(PanelMember.expert_id) == col(Expert.id),
            col(PanelMember.state).not_in(NOT_ASKED),
            col(Review.state) == ReviewState.CLOSED,
            col(Review.opened_at) >= since,
        )
        .exists()
    )


def _asked(office_id: int, since: datetime) -> Sequence[sa.ColumnElement[bool]]:
    return (
        col(PanelMember.office_id) == office_id,
        col(PanelMember.state).not_in(NOT_ASKED),
        col(PanelMember.invited_at) >= since,
        col(PanelMember.review_id).in_(
            sa.select(col(Review.id)).where(
                col(Review.office_id) == office_id, col(Review.state) == ReviewState.CLOSED
            )
        ),
    )


def _tasks(office_id: int, since: datetime) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(col(PanelMember.expert_id), sa.func.count().label("tasks"))
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .where(
            col(PanelMember.office_id) == office_id,
            col(PanelMember.expert_id).is_not(None),
            col(PanelMember.state).in_(TASKED),
            col(Review.state) == ReviewState.CLOSED,
            col(Review.opened_at) >= since,
        )
        .group_by(col(PanelMember.expert_id))
    )


def _people(*order: Any) -> Query:
    return sa.select(
        col(Expert.id),
        col(Expert.code),
        col(Expert.name),
        col(Expert.profession),
        col(Expert.employer),
        col(Expert.term_until),
    ).order_by(*order, col(Expert.code))
