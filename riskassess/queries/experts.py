"""The expert pool as the office reads it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from expert_pool.vocabulary import MEMBERS, ExpertState
from models import Expert, ExpertGram
from models.expert_words import FIRST, pairs, small
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.personal_policy import may_see_standing, refuse_keeping
from riskassess.queries.pages import COUNTED, PAGE_SIZE, ListPage, page_within

FEW = COUNTED
"""So many experts are read one by one; more are dense enough to be met in the order of codes."""
DENSE = 2_000
"""A pair that so many have tells little: no other pair of the word is looked for beside it."""
MOST_PAIRS = 8
MOST_WORDS = 5
NO_MEMBERS = tuple(each for each in ExpertState if each not in MEMBERS)
COLUMNS = (
    col(Expert.id), col(Expert.code), col(Expert.name), col(Expert.expert_class),
    col(Expert.profession), col(Expert.title), col(Expert.employer), col(Expert.state),
    col(Expert.term_until),
)  # fmt: skip


@dataclass(frozen=True)
class PoolFilter:
    """What the list of the pool is asked for; nothing asked is all its members.

    `ends_within` are days from `today` in which the term ends; the list then begins with the
    earliest end. `descending` turns the order of codes round. `after` and `before` are the marks
    of a page's last and first line.
    """

    expert_class: str = ""
    profession: str = ""
    state: ExpertState | None = None
    title_level: str = ""
    employer: str = ""
    words: str = ""
    ends_within: int | None = None
    today: date | None = None
    descending: bool = False
    after: str = ""
    before: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked for."""
        return replace(self, today=None, descending=False, after="", before="") != PoolFilter()


@dataclass(frozen=True)
class PoolPage:
    """One page of the pool: rows, how many there are in all, marks of the neighbouring pages."""

    page: ListPage
    after: str
    before: str


def list_experts(
    session: Session, actor: Actor, *, wanted: PoolFilter = PoolFilter(), number: int = 1
) -> PoolPage:
    """Return one page of the office's pool, by code; no address, no telephone.

    Pages are found by the mark of the line before them, so that the last page of a large pool
    costs what the first one costs. A number without a mark was written by somebody: it is looked
    up among the first `COUNTED` lines, and one beyond the end is the last page. Rows: id, code,
    name, expert_class, profession, title, employer, state, term_until.
    """
    where = conditions(session, actor, wanted)
    backwards = bool(wanted.before)
    mark = wanted.before or wanted.after
    order = _order(wanted)
    if mark:
        down = backwards is not wanted.descending
        where = [*where, _beyond(order, _unmarked(mark, wanted), backwards=down)]
    elif number > 1:
        number = page_within(number, count_experts(session, actor, wanted=wanted))
    skipped = 0 if mark else (max(number, 1) - 1) * PAGE_SIZE
    rows = list(_first_rows(session, where, wanted, backwards=backwards, skipped=skipped))
    if mark and not rows:  # nothing is there any more beyond the mark
        unmarked = replace(wanted, after="", before="")
        return list_experts(session, actor, wanted=unmarked, number=1 if backwards else COUNTED)
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    has_next = backwards or more
    has_previous = more if backwards else bool(mark or skipped)
    total = len(rows)
    if mark or more or skipped:
        total = count_experts(session, actor, wanted=wanted)
    number = page_within(number, total) if total <= COUNTED else max(number, 1)
    page = ListPage(rows, number, has_next, total)
    return PoolPage(
        page,
        after=_mark(rows[-1], wanted) if rows and has_next else "",
        before=_mark(rows[0], wanted) if rows and has_previous else "",
    )


def count_experts(session: Session, actor: Actor, *, wanted: PoolFilter) -> int:
    """Return how many experts are asked for; counting stops one beyond `COUNTED`."""
    where = conditions(session, actor, wanted)
    some = sa.select(sa.literal(1)).select_from(Expert).where(*where).limit(COUNTED + 1).subquery()
    return int(session.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def conditions(session: Session, actor: Actor, wanted: PoolFilter) -> list[sa.ColumnElement[bool]]:
    """Return what holds of the experts that are asked for."""
    equal = {
        "expert_class": wanted.expert_class,
        "profession": wanted.profession,
        "title_level": wanted.title_level,
    }
    where: list[sa.ColumnElement[bool]] = [col(Expert.office_id) == actor.office_id]
    if wanted.state is None:  # said so that no index of states is taken for the order of codes
        where.append(col(Expert.state).not_in(NO_MEMBERS))
    else:
        may = may_see_standing(actor, is_member=wanted.state in MEMBERS)
        where.append(col(Expert.state) == wanted.state if may else sa.false())
    where += [getattr(Expert, name) == value for name, value in equal.items() if value]
    if wanted.ends_within is not None and wanted.today is not None:
        until = wanted.today + timedelta(days=wanted.ends_within)
        where.append(col(Expert.term_until).between(wanted.today, until))
    texts = [(word, False) for word in wanted.words.split()[:MOST_WORDS]]
    texts += [(word, True) for word in wanted.employer.split()[:MOST_WORDS]]
    return where + _written(session, actor.office_id, texts)


def _written(
    session: Session, office_id: int, texts: list[tuple[str, bool]]
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of words; the rarest one names the experts one by one."""
    where = [_has(word, in_employer=in_employer) for word, in_employer in texts]
    known = [
        found for word, _only in texts if (found := _few(session, office_id, word)) is not None
    ]
    if known:
        where.append(col(Expert.id).in_(min(known, key=len)))
    return where


def _has(word: str, *, in_employer: bool) -> sa.ColumnElement[bool]:
    employer = col(Expert.employer).icontains(word, autoescape=True)
    if in_employer:
        return employer
    if len(word) == 1:
        return col(Expert.name).istartswith(word, autoescape=True)
    name = col(Expert.name).icontains(word, autoescape=True)
    return sa.or_(name, employer, col(Expert.code).in_([word, word.upper()]))


def _few(session: Session, office_id: int, word: str) -> list[int] | None:
    """Return the experts that have every pair of a word; None when they are many."""
    grams = sorted(pairs(word))[:MOST_PAIRS] or [FIRST + small(word)]
    counts = _count_grams(session, office_id, grams)
    rarest, *others = sorted(grams, key=lambda gram: counts[gram])
    if counts[rarest] > DENSE:
        return None
    one = aliased(ExpertGram)
    also = [
        sa.exists().where(
            col(other.office_id) == office_id,
            col(other.gram) == gram,
            col(other.expert_id) == col(one.expert_id),
        )
        for gram in others
        for other in [aliased(ExpertGram)]
    ]
    found = session.execute(
        sa.select(col(one.expert_id))
        .where(col(one.office_id) == office_id, col(one.gram) == rarest, *also)
        .limit(FEW + 1)
    ).scalars().all()  # fmt: skip
    named = session.execute(
        sa.select(col(Expert.id)).where(
            col(Expert.office_id) == office_id, col(Expert.code).in_([word, word.upper()])
        )
    ).scalars()
    return [*found, *(key for key in named if key)] if len(found) <= FEW else None


def _count_grams(session: Session, office_id: int, grams: list[str]) -> dict[str, int]:
    """Return how many experts have each pair, no farther than one beyond `DENSE`."""
    some = [
        sa.select(sa.literal(1))
        .where(col(ExpertGram.office_id) == office_id, col(ExpertGram.gram) == gram)
        .limit(DENSE + 1)
        .subquery()
        for gram in grams
    ]
    counted = [sa.select(sa.func.count()).select_from(each).scalar_subquery() for each in some]
    return dict(zip(grams, session.execute(sa.select(*counted)).one(), strict=True))


def _order(wanted: PoolFilter) -> tuple[Any, ...]:
    """Return what the list is ordered by: the end of the term when that is asked for."""
    code = col(Expert.code)
    return (code,) if wanted.ends_within is None else (col(Expert.term_until), code)


def _beyond(
    order: tuple[Any, ...], values: tuple[Any, ...], *, backwards: bool
) -> sa.ColumnElement[bool]:
    """Return that a line comes after the one with these values, or before it."""
    first, value = order[0], values[0]
    farther: sa.ColumnElement[bool] = first < value if backwards else first > value
    if len(order) == 1:
        return farther
    return sa.or_(
        farther, sa.and_(first == value, _beyond(order[1:], values[1:], backwards=backwards))
    )


def _mark(row: Any, wanted: PoolFilter) -> str:
    return row.code if wanted.ends_within is None else f"{row.term_until.isoformat()}~{row.code}"


def _unmarked(mark: str, wanted: PoolFilter) -> tuple[Any, ...]:
    if wanted.ends_within is None:
        return (mark,)
    day, _, code = mark.partition("~")
    try:
        return date.fromisoformat(day), code
    except ValueError:  # somebody wrote into the address
        return date.min, ""


def _first_rows(
    session: Session,
    where: list[sa.ColumnElement[bool]],
    wanted: PoolFilter,
    *,
    backwards: bool,
    skipped: int,
) -> Sequence[Any]:
    """Return the first lines beyond a mark, or beyond those skipped, and one more.

    A filter without a state is asked for each state: then its index has the order of codes, and
    no more than a page of each is read.
    """
    down = backwards is not wanted.descending
    order = [part.desc() if down else part for part in _order(wanted)]
    by_facet = wanted.expert_class or wanted.profession or wanted.title_level
    plain = wanted.ends_within is None and not (wanted.words or wanted.employer)
    if by_facet and plain and not wanted.state:
        where = [col(Expert.id).in_(_first_of_each_state(where, order, skipped))]
    query = sa.select(*COLUMNS).where(*where).order_by(*order).limit(PAGE_SIZE + 1)
    return session.execute(query.offset(skipped) if skipped else query).all()


def _first_of_each_state(
    where: list[sa.ColumnElement[bool]], order: list[Any], skipped: int
) -> sa.Select[Any]:
    key = col(Expert.id)
    parts = [
        sa.select(key).where(*where, col(Expert.state) == state).order_by(*order)
        .limit(skipped + PAGE_SIZE + 1).subquery()
        for state in MEMBERS
    ]  # fmt: skip
    found = sa.union_all(*(sa.select(part) for part in parts)).subquery()
    return sa.select(found.c.id)


def get_expert(session: Session, expert_id: int, *, actor: Actor) -> Expert:
    """Return an expert of the actor's office; raises NotFound."""
    expert = session.get(Expert, expert_id)
    if expert is None or expert.office_id != actor.office_id:
        raise NotFound("not_found", where=f"expert:{expert_id}")
    return expert


def get_shown(session: Session, expert_id: int, *, actor: Actor) -> Expert:
    """Return a member, or to the pool's keeper whoever it is; raises NotFound."""
    expert = get_expert(session, expert_id, actor=actor)
    if not may_see_standing(actor, is_member=expert.state in MEMBERS):
        raise NotFound("not_found", where=f"expert:{expert_id}")
    return expert


def require_keeper(actor: Actor) -> None:
    """Raise Refused for anybody who does not keep the pool of the own office."""
    if reason := refuse_keeping(actor, office_id=actor.office_id):
        raise Refused(reason, where="pool")
