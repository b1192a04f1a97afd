"""Lists of experts into and out of the pool: all rows of a list or none."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from expert_pool.vocabulary import Disclosed, ExpertState
from models import Disclosure, Expert
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import Conflict, InvalidInput
from riskassess.queries.experts import PoolFilter, conditions, require_keeper
from riskassess.queries.offices import lock_office
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.audit import OfficeItself, record
from riskassess.services.pool.import_plan import (
    COMPARED,
    LISTED,
    HeldTable,
    ImportPlan,
    PlannedRow,
    Verdict,
    parts_of,
    plan_import,
)
from riskassess.services.pool.import_writing import ImportDesk, add_experts, change_experts
from riskassess.services.pool.personal import Seal, checked_purpose

INTO = (ExpertState.ACTIVE, ExpertState.APPLIED)


class Answer(StrEnum):
    """What the keeper says of a row that may be somebody of the pool."""

    SAME = "same"
    NEW = "new"
    SKIP = "skip"


def apply_import(
    session: Session,
    *,
    table: HeldTable,
    seen: str,
    answers: Mapping[int, Answer],
    otherwise: Answer | None,
    into: ExpertState,
    actor: Actor,
    now: datetime,
    seal: Seal,
) -> dict[str, int]:
    """Import a list as the dry run with the digest `seen` showed it; return rows by verdict.

    `answers` are by number of the row, `otherwise` answers the rest of those that are asked.

    Raises
    ------
    Refused
        For anybody but a pool keeper.
    InvalidInput
        `pool_import_errors`, `pool_import_unanswered`, `pool_import_nothing`;
        `pool_choice_unknown` for a state in which nobody is imported.
    Conflict
        `pool_import_changed`: the pool is no longer what the dry run saw.
    """
    with transaction(session):
        require_keeper(actor)
        if into not in INTO:
            raise InvalidInput("pool_choice_unknown", where="into")
        lock_office(session, actor.office_id)
        manual = pool_manual_of(session, actor.office_id)
        desk = ImportDesk(actor, now, into, manual.term.years, manual.digest, seal)
        plan = plan_import(
            session, table=table, office_id=desk.office_id, today=day_of(now), seal=seal
        )
        _require_applicable(plan, seen)
        rows = _answered(plan, answers, otherwise)
        told = _write(session, rows, table, desk)
        record(
            session,
            actor=actor,
            action="expert:import",
            subject=OfficeItself.of(desk.office_id),
            after={"file": table.digest, **told},
            now=now,
        )
        return told


def _require_applicable(plan: ImportPlan, seen: str) -> None:
    if plan.faults:
        raise InvalidInput("pool_import_errors", where="file", n=len(plan.faults))
    if plan.digest != seen:
        raise Conflict("pool_import_changed", where="file")
    if not plan.of(Verdict.NEW, Verdict.CHANGED, Verdict.ASKED):
        raise InvalidInput("pool_import_nothing", where="file")


def _answered(
    plan: ImportPlan, answers: Mapping[int, Answer], otherwise: Answer | None
) -> list[tuple[PlannedRow, Verdict]]:
    """Return each row with what becomes of it now that the questions are answered."""
    found: list[tuple[PlannedRow, Verdict]] = []
    unanswered = 0
    for row in plan.rows:
        if row.verdict is not Verdict.ASKED:
            found.append((row, row.verdict))
            continue
        answer = answers.get(row.listed.row, otherwise)
        unanswered += answer is None
        found.append((row, _verdict(row, answer)))
    if unanswered:
        raise InvalidInput("pool_import_unanswered", where="otherwise", n=unanswered)
    return found


def _verdict(row: PlannedRow, answer: Answer | None) -> Verdict:
    if answer is Answer.SAME:
        return Verdict.CHANGED if row.changed else Verdict.UNCHANGED
    # a number or an address that is somebody's cannot be given to another person
    return Verdict.NEW if answer is Answer.NEW and not row.takes_known else Verdict.SKIPPED


def _write(
    session: Session,
    rows: Sequence[tuple[PlannedRow, Verdict]],
    table: HeldTable,
    desk: ImportDesk,
) -> dict[str, int]:
    new = [row for row, verdict in rows if verdict is Verdict.NEW]
    changed = [row for row, verdict in rows if verdict is Verdict.CHANGED]
    add_experts(session, new, table, desk)
    change_experts(session, changed, table, desk)
    verdicts = [verdict for _row, verdict in rows]
    return {str(each): verdicts.count(each) for each in Verdict if each is not Verdict.ASKED}


def export_experts(
    session: Session,
    *,
    wanted: PoolFilter,
    with_contact: bool,
    purpose: str,
    actor: Actor,
    now: datetime,
    seal: Seal,
) -> list[dict[str, Any]]:
    """Return the experts that are asked for, all pages, field by field; to a pool keeper alone.

    With contact each of them reads who took it and why. Every export is in the audit trail.

    Raises
    ------
    InvalidInput
        `personal_purpose_missing`, when the contact is asked for without one.
    """
    told = checked_purpose(purpose) if with_contact else ""
    with transaction(session):
        require_keeper(actor)
        rows = _listed(session, actor, wanted)
        found = [_plain(row, with_contact=with_contact, seal=seal, actor=actor) for row in rows]
        if with_contact:
            _disclose(session, [row.id for row in rows], told, actor=actor, now=now)
        record(
            session,
            actor=actor,
            action="expert:export",
            subject=OfficeItself.of(actor.office_id),
            after={"rows": len(rows), "contact": with_contact},
            now=now,
        )
        return found


def _listed(session: Session, actor: Actor, wanted: PoolFilter) -> Sequence[Any]:
    fields = [getattr(Expert, name) for name in ("id", "state", "phone_sealed", "code", *COMPARED)]
    where = conditions(session, actor, wanted)
    where.append(col(Expert.erased_at).is_(None))  # of them nothing is left that a list holds
    return session.execute(sa.select(*fields).where(*where).order_by(col(Expert.code))).all()


def _plain(row: Any, *, with_contact: bool, seal: Seal, actor: Actor) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in LISTED if name not in {"phone", "email"}}
    if with_contact:
        phone = seal.open(row.phone_sealed, office_id=actor.office_id, expert=row.code)
        shown |= {"email": row.email, "phone": phone}
    return {**shown, "state": row.state}


def _disclose(
    session: Session, ids: Sequence[int], purpose: str, *, actor: Actor, now: datetime
) -> None:
    for some in parts_of(ids):
        rows = [
            {"office_id": actor.office_id, "kind": Disclosed.PHONE, "expert_id": key,
             "draw_id": None, "account_id": actor.account_id, "purpose": purpose, "at": now}
            for key in some
        ]  # fmt: skip
        session.execute(sa.insert(Disclosure.__table__), rows)  # type: ignore[attr-defined]  # SQLModel hides it
