"""Correcting what was registered, after its acceptance: old and new stay on record.

The sponsor asks and the office confirms, or an officer corrects with a reason. What the grade
stands on is in the fingerprint: a correction after the result was computed makes it, and an
approval, stale until it is computed and approved anew.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Correction, CorrectionState
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.corrections import DETAIL, SHORT, checked_value, correctable_fields
from riskassess.domain.errors import Conflict, InvalidInput
from riskassess.domain.reasons import bounded_reason
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.proof.canonical import bytes_digest, canonical_json
from riskassess.queries.assessments import Case, lock_case
from riskassess.queries.corrections import find_asked, get_correction, value_of
from riskassess.queries.facts import facts_of
from riskassess.services.assessments import require
from riskassess.services.audit import record
from riskassess.services.letters import Letter, Outbox, Post
from riskassess.services.projects import refuse_name_of_another

MANY_DIGITS = re.compile(r"\d(?:[ -]?\d){9}")


@dataclass(frozen=True)
class Change:
    """Which registered fact is to say what, and why."""

    field: str
    value: str
    reason: str


def ask_correction(
    session: Session, *, assessment_id: int, change: Change, actor: Actor, now: datetime
) -> Correction:
    """Ask the office to correct one fact; nothing changes before it confirms.

    Raises
    ------
    Refused
        For who is not the sponsor, outside the states in which it may be, or without a reason.
    InvalidInput
        `correction_field`, `correction_same`, `correction_asked`, or what `checked_value` raises.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        row = _new(session, case, change, AssessmentAction.ASK_CORRECTION, (actor, now))
        session.add(row)
        record(session, actor=actor, action="correction:ask", subject=row, now=now,
               before=_told(row, row.old_value), after=_after(row))  # fmt: skip
        return row


def correct_registration(
    session: Session, *, assessment_id: int, change: Change, actor: Actor, now: datetime
) -> Correction:
    """Correct one fact as a case officer; raises what `ask_correction` raises."""
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        row = _new(session, case, change, AssessmentAction.CORRECT, (actor, now))
        session.add(row)
        _confirm(session, case, row, (actor, now))
        return row


def decide_correction(
    session: Session,
    *,
    assessment_id: int,
    correction_id: int,
    confirms: bool,
    answer: str,
    actor: Actor,
    now: datetime,
    outbox: Outbox | None = None,
) -> Correction:
    """Confirm or refuse what the sponsor asked for; a refusal says why.

    Raises
    ------
    Conflict
        When somebody decided before, or the fact has been changed since it was asked for.
    InvalidInput
        `text_too_long` for the answer.
    """
    with transaction(session):
        case = lock_case(session, assessment_id, actor=actor)
        row = get_correction(session, case, correction_id)
        session.refresh(row)
        answer = bounded_reason(answer)
        said = answer or ("-" if confirms else "")
        facts = facts_of(session, case, reason=said)
        require(session, case, action=AssessmentAction.CORRECT, actor=actor, facts=facts)
        if row.state is not CorrectionState.ASKED:
            raise Conflict("correction_decided", where=f"correction:{correction_id}")
        row.answer = answer
        if confirms:
            _check(session, case, Change(row.field, row.new_value, row.reason), asked=row)
            _confirm(session, case, row, (actor, now))
        else:
            _decide(row, CorrectionState.REFUSED, (actor, now))
            record(session, actor=actor, action="correction:refuse", subject=row, now=now,
                   after={"field": row.field})  # fmt: skip
        Post(session, case, outbox, actor, now).to_sponsor(Letter.CORRECTION_DECIDED)
        return row


def _new(
    session: Session,
    case: Case,
    change: Change,
    action: AssessmentAction,
    act: tuple[Actor, datetime],
) -> Correction:
    actor, now = act
    facts = facts_of(session, case, reason=change.reason.strip())
    require(session, case, action=action, actor=actor, facts=facts)
    value = _check(session, case, change)
    return Correction(
        office_id=case.assessment.office_id, assessment_id=case.id, field=change.field,
        old_value=value_of(case, change.field), new_value=value, reason=change.reason.strip(),
        state=CorrectionState.ASKED, asked_by_id=actor.account_id or 0, asked_at=now,
    )  # fmt: skip


def _check(session: Session, case: Case, change: Change, asked: Correction | None = None) -> str:
    bounded_reason(change.reason)
    known = correctable_fields(case.manual, case.project.kind, case.assessment.state)
    if change.field not in known:
        raise InvalidInput("correction_field", where="value")
    value = checked_value(case.manual, case.project.kind, change.field, change.value)
    if asked is not None and value_of(case, change.field) != asked.old_value:
        raise Conflict("correction_overtaken", where=f"correction:{asked.id}")
    if value == value_of(case, change.field):
        raise InvalidInput("correction_same", where="value")
    if asked is None and find_asked(session, case, change.field) is not None:
        raise InvalidInput("correction_asked", where="value")
    if change.field == "title":
        refuse_name_of_another(session, case, title=value, where="value")
    return value


def _confirm(session: Session, case: Case, row: Correction, act: tuple[Actor, datetime]) -> None:
    _write(session, case, row.field, row.new_value)
    _decide(row, CorrectionState.CONFIRMED, act)
    actor, now = act
    record(session, actor=actor, action="correction:confirm", subject=row, now=now,
           before=_told(row, row.old_value), after=_after(row))  # fmt: skip


def _told(row: Correction, value: str) -> dict[str, str]:
    """Return what the fact says as the audit chain keeps it, under the name of the fact.

    A long text, or one with a number as long as a telephone's, stands there by its digest: the
    chain is never changed, and the row that the entry is about holds both texts.
    """
    hidden = len(value) > SHORT or MANY_DIGITS.search(value)
    return {row.field: bytes_digest(value.encode()) if hidden else value}


def _after(row: Correction) -> dict[str, str]:
    return {"field": row.field, **_told(row, row.new_value)}


def _decide(row: Correction, state: CorrectionState, act: tuple[Actor, datetime]) -> None:
    row.state, (actor, row.decided_at) = state, act
    row.decided_by_id = actor.account_id


def _write(session: Session, case: Case, field: str, value: str) -> None:
    if field.startswith(DETAIL):
        given = json.loads(case.project.details or "{}")
        key = field.removeprefix(DETAIL)
        kept = {**given, key: value} if value else {k: v for k, v in given.items() if k != key}
        case.project.details = canonical_json(kept)
    elif field in type(case.project).model_fields:
        setattr(case.project, field, value)
    else:
        setattr(case.assessment, field, value)
    session.add(case.project)
