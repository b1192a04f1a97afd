"""Rows of an import on their way into the tables: in bulk, with what each expert is found by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import ExpertAction, ExpertState, Relation, WayIn
from models import Employment, Expert, ExpertAct
from models.bulk import insert_rows
from models.expert_words import drop_grams, write_grams
from riskassess.domain.actor import Actor
from riskassess.i18n import _
from riskassess.queries.pool.periods import day_of, years_later
from riskassess.services.pool.appointment import SERIES, last_number
from riskassess.services.pool.import_plan import COMPARED, HeldTable, PlannedRow, parts_of
from riskassess.services.pool.numbers import next_applications
from riskassess.services.pool.personal import Seal
from riskassess.services.pool.unit_links import find_written, link_written
from riskassess.wording.pool_files import FIELDS


@dataclass(frozen=True)
class ImportDesk:
    """Who imports, when, into which state; years of a term; what seals telephone numbers."""

    actor: Actor
    now: datetime
    into: ExpertState
    years: int
    manual_digest: str
    seal: Seal

    @property
    def office_id(self) -> int:
        """The office whose pool it is."""
        return self.actor.office_id


def _insert(session: Session, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    if rows:
        names = list(rows[0])
        session.flush()
        values = ([row[name] for name in names] for row in rows)
        insert_rows(session.connection(), table.__table__, names, values)


def add_experts(
    session: Session, rows: Sequence[PlannedRow], table: HeldTable, desk: ImportDesk
) -> None:
    """Add the new experts, what they are found by, and how each came into the pool."""
    codes = _new_codes(session, rows, desk)
    last = session.execute(sa.select(sa.func.max(col(Expert.id)))).scalar() or 0
    made = [_expert(row, code, desk) for row, code in zip(rows, codes, strict=True)]
    _insert(session, Expert, made)
    link_written(session, Expert, office_id=desk.office_id, beyond=last)
    named = {row["code"]: (row["name"], row["employer"]) for row in made}
    new = session.execute(
        sa.select(col(Expert.id), col(Expert.code)).where(
            col(Expert.office_id) == desk.office_id, col(Expert.id) > last
        )
    )
    keys = ((key, *named[code]) for key, code in new if code in named)
    write_grams(session.connection(), desk.office_id, keys)
    note = _("随名单导入：%(name)s", name=table.name)
    _add_acts(session, note, desk, beyond=last)


def _add_acts(session: Session, note: str, desk: ImportDesk, *, beyond: int) -> None:
    """Record how the new experts, who have no act yet, came into the pool; in one statement."""
    is_member = desk.into is ExpertState.ACTIVE
    action = ExpertAction.APPOINT if is_member else ExpertAction.APPLY
    act = ExpertAct.__table__  # type: ignore[attr-defined]  # SQLModel hides it
    given = _act(0, action, None, desk.into, note, desk)
    same = {
        name: sa.null() if value is None else sa.literal(value, act.c[name].type)
        for name, value in given.items()
        if name != "expert_id"
    }
    new = (
        sa.select(col(Expert.id), *same.values())
        .where(col(Expert.office_id) == desk.office_id, col(Expert.id) > beyond)
        .where(~sa.exists().where(act.c.expert_id == col(Expert.id)))
        .order_by(col(Expert.id))
    )
    session.execute(sa.insert(act).from_select(["expert_id", *same], new))


def _new_codes(session: Session, rows: Sequence[PlannedRow], desk: ImportDesk) -> list[str]:
    """Return the number of each new expert: the next free ones of the series."""
    if desk.into is not ExpertState.ACTIVE:
        return next_applications(session, desk.office_id, now=desk.now, count=len(rows))
    query = sa.select(col(Expert.code)).where(
        col(Expert.office_id) == desk.office_id, col(Expert.code).startswith(SERIES)
    )
    first = last_number(session.execute(query).scalars()) + 1
    return [f"{SERIES}{number:04}" for number in range(first, first + len(rows))]


def _expert(row: PlannedRow, code: str, desk: ImportDesk) -> dict[str, Any]:
    """Return the row of a new expert, every column of it."""
    given, today = row.listed.given, day_of(desk.now)
    phone = given.get("phone", "")
    return {
        **_BLANK,
        **{name: given[name] for name in COMPARED if name in given},
        **_term(given, today, desk),
        "office_id": desk.office_id,
        "code": code,
        "phone_sealed": desk.seal.seal(phone, office_id=desk.office_id, expert=code),
        "way_in": WayIn.REGISTRATION,
        "state": desk.into,
        "state_since": desk.now,
        "created_at": desk.now,
        "is_demonstration": False,
    }


_BLANK: dict[str, Any] = {
    "title": "", "title_level": "", "practice_since": None, "specialities": "",
    "employer_type": "", "unit_id": None, "email": "", "consent_text": "",
}  # fmt: skip


def _term(given: Mapping[str, Any], today: date, desk: ImportDesk) -> dict[str, date | None]:
    """Return the term: as given; for a member without an end the manual's years from its start."""
    start, end = given.get("term_from"), given.get("term_until")
    if desk.into is ExpertState.ACTIVE:
        start = start or (today if end is None or today <= end else None)
        end = end or years_later(start or today, desk.years)
    return {"term_from": start, "term_until": end}


def _act(
    expert_id: int,
    action: ExpertAction,
    before: ExpertState | None,
    after: ExpertState,
    note: str,
    desk: ImportDesk,
) -> dict[str, Any]:
    return {
        "office_id": desk.office_id, "expert_id": expert_id, "action": action, "before": before,
        "after": after, "reason_code": "", "note": note, "manual_digest": desk.manual_digest,
        "by_id": desk.actor.account_id, "at": desk.now, "comment": "",
    }  # fmt: skip


def change_experts(
    session: Session, rows: Sequence[PlannedRow], table: HeldTable, desk: ImportDesk
) -> None:
    """Change the experts of whom the list says something else, and record which fields."""
    acts, left, renamed = [], [], []
    for row in rows:
        known = row.known
        if known is None:
            continue
        given = {name: row.listed.given[name] for name in row.changed if name != "phone"}
        if "phone" in row.changed:
            own = (row.listed.given["phone"], known.code)
            given["phone_sealed"] = desk.seal.seal(own[0], office_id=desk.office_id, expert=own[1])
        if "employer" in row.changed:
            given["unit_id"] = find_written(session, desk.office_id, given["employer"])
            left.append(_left(known.id, known.employer, desk))
        session.execute(sa.update(Expert.__table__).where(_is(known.id)).values(**given))  # type: ignore[attr-defined]  # SQLModel hides it
        told = "、".join(str(FIELDS[name]) for name in row.changed)
        note = _("随名单导入更正：%(fields)s（%(name)s）", fields=told, name=table.name)
        acts.append(_act(known.id, ExpertAction.CORRECT, known.state, known.state, note, desk))
        if {"name", "employer"} & set(row.changed):
            name, employer = (
                row.listed.given.get(field, getattr(known, field)) for field in ("name", "employer")
            )
            renamed.append((known.id, name, employer))
    last = session.execute(sa.select(sa.func.max(col(Employment.id)))).scalar() or 0
    _insert(session, Employment, [row for row in left if row["employer"]])
    link_written(session, Employment, office_id=desk.office_id, beyond=last)
    _insert(session, ExpertAct, acts)
    connection = session.connection()
    for some in parts_of(renamed):
        drop_grams(connection, desk.office_id, [key for key, _name, _employer in some])
    write_grams(connection, desk.office_id, renamed)
    session.expire_all()  # rows that this session knows were changed below it


def _is(expert_id: int) -> Any:
    return col(Expert.id) == expert_id


def _left(expert_id: int, employer: str, desk: ImportDesk) -> dict[str, Any]:
    return {
        "office_id": desk.office_id, "expert_id": expert_id, "relation": Relation.EMPLOYEE,
        "employer": employer, "unit_id": None, "until_on": day_of(desk.now),
        "added_by_id": desk.actor.account_id, "added_at": desk.now,
    }  # fmt: skip
