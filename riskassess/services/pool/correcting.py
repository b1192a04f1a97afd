"""The pool keeper corrects what is recorded of an expert, as the expert or a paper says."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlmodel import Session

from models import Expert, ExpertAct, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.vocabulary import RefusalReason
from riskassess.i18n import _
from riskassess.queries.offices import lock_office
from riskassess.queries.pool.words import list_professions
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool.addresses import find_holder
from riskassess.services.pool.contact import checked_email, checked_phone
from riskassess.services.pool.personal import Seal, lock_kept, refuse_numbers
from riskassess.services.pool.profile import add_correction, leave_employer, put_phone
from riskassess.wording.pool_files import FIELDS


@dataclass(frozen=True)
class Correction:
    """The fields as they are to be; an empty telephone or address stays as it is."""

    name: str
    expert_class: str
    profession: str
    title: str
    title_level: str
    practice_since: int | None
    specialities: str
    employer: str
    employer_type: str
    email: str = ""
    phone: str = ""


KEPT_IF_EMPTY = frozenset({"email", "phone"})
NEEDED = ("name", "employer")


def correct_expert(
    session: Session,
    *,
    expert_id: int,
    correction: Correction,
    note: str,
    actor: Actor,
    now: datetime,
    seal: Seal,
) -> ExpertAct:
    """Correct an expert's record and record which fields; the old values are not kept.

    Raises
    ------
    Refused
        For anybody but a pool keeper; `personal_erased`; `reason_missing` without a note.
    InvalidInput
        For a missing or wrong field, or an address that somebody has; `where` names it.
    """
    if not note.strip():
        raise Refused(RefusalReason.REASON_MISSING, where="note")
    for name in NEEDED:
        if not getattr(correction, name).strip():
            raise InvalidInput("personal_missing", where=name, field=FIELDS[name])
    texts = ("name", "title", "specialities", "employer")
    refuse_numbers(note=note, **{name: getattr(correction, name) for name in texts})
    phone, email = checked_phone(correction.phone), checked_email(correction.email)
    with transaction(session):
        if email:
            lock_office(session, actor.office_id)  # applications ask about addresses under it
        expert = lock_kept(session, expert_id, actor=actor)
        if expert.erased_at is not None:
            raise Refused("personal_erased", where=f"expert:{expert_id}")
        require_words(session, expert.office_id, correction)
        changed = _apply(session, expert, correction, actor=actor, now=now)
        if email and email != expert.email:
            _require_free(session, expert, email)
            expert.email = email
            changed.append("email")
        if phone and put_phone(expert, phone, seal=seal):
            changed.append("phone")
        session.add(expert)
        told = "、".join(str(FIELDS[name]) for name in changed) or _("没有改动")
        text = _("更正：%(fields)s。%(note)s", fields=told, note=note.strip())
        return add_correction(session, expert, text, actor=actor, now=now)


def _require_free(session: Session, expert: Expert, email: str) -> None:
    """Raise InvalidInput for an address that an application with it would be refused for."""
    holder = find_holder(session, email, office_id=expert.office_id, but=row_id(expert))
    if holder is not None:
        raise holder.problem


def _apply(
    session: Session, expert: Expert, correction: Correction, *, actor: Actor, now: datetime
) -> list[str]:
    given = {
        each.name: getattr(correction, each.name)
        for each in fields(correction)
        if each.name not in KEPT_IF_EMPTY
    }
    given["employer"] = " ".join(correction.employer.split())
    given["name"] = " ".join(correction.name.split())
    changed = [name for name, value in given.items() if getattr(expert, name) != value]
    if "employer" in changed:
        leave_employer(session, expert, to=given["employer"], actor=actor, now=now)
    for name in changed:
        setattr(expert, name, given[name])
    return changed


def require_words(session: Session, office_id: int, correction: Correction) -> None:
    """Raise InvalidInput for a class, profession, level or kind that no manual knows."""
    manual = pool_manual_of(session, office_id)
    lines = {line.code: {code for code, _name in line.professions}
             for line in list_professions(session)}  # fmt: skip
    known = {
        "expert_class": set(lines),
        "profession": lines.get(correction.expert_class, set()),
        "title_level": {row.code for row in manual.conditions.title_levels} | {""},
        "employer_type": {row.code for row in manual.conditions.employer_types} | {""},
    }
    for name, codes in known.items():
        value = getattr(correction, name)
        if value not in codes:
            raise InvalidInput("pool_cell_unknown", where=name, value=value)
