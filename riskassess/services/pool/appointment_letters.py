"""Letters of appointment: what is printed on them, and the printed file among the papers."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import Expert, ExpertFile, Office, row_id
from models.engine import transaction
from riskassess.domain.actor import system_actor
from riskassess.i18n import _
from riskassess.queries.manuals import pool_words
from riskassess.queries.pool import records
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.audit import record


@dataclass(frozen=True)
class LetterContent:
    """What a letter of appointment says."""

    office: str
    number: str
    name: str
    code: str
    employer: str
    title: str
    class_name: str
    profession: str
    term_from: date
    term_until: date
    issued_on: date
    manual: str
    is_demonstration: bool


def letter_content(session: Session, expert_id: int, *, now: datetime) -> LetterContent:
    """Return what the expert's letter says; raises ValueError for somebody without a term."""
    expert = session.get_one(Expert, expert_id)
    if expert.term_from is None or expert.term_until is None:
        raise ValueError(f"expert {expert_id} has no term")
    office = session.get_one(Office, expert.office_id)
    names, manual = pool_words(session), pool_manual_of(session, expert.office_id)
    return LetterContent(
        office=office.name,
        number=f"{office.code}-{expert.code}-{expert.term_from.year}",
        name=expert.name,
        code=expert.code,
        employer=expert.employer,
        title=expert.title,
        class_name=names["classes"].get(expert.expert_class, expert.expert_class),
        profession=names["professions"].get(expert.profession, expert.profession),
        term_from=expert.term_from,
        term_until=expert.term_until,
        issued_on=day_of(now),
        manual=manual.title.zh,
        is_demonstration=expert.is_demonstration,
    )


def store_letter(
    session: Session, *, expert_id: int, digest: str, size: int, number: str, now: datetime
) -> ExpertFile:
    """Put the printed letter among the expert's papers; printing it again changes nothing."""
    with transaction(session):
        expert = session.get_one(Expert, expert_id)
        expert = records.lock_expert(session, expert_id, office_id=expert.office_id)
        known = records.list_files(session, expert_id).get(records.LETTER)
        if known is not None and known.digest == digest:
            return known
        row = ExpertFile(
            office_id=expert.office_id,
            expert_id=row_id(expert),
            code=records.LETTER,
            filename=_("聘书-%(number)s.pdf", number=number),
            media_type="application/pdf",
            size=size,
            digest=digest,
            is_generated=True,
            uploaded_at=now,
        )
        session.add(row)
        record(
            session,
            actor=system_actor(expert.office_id),
            action="expert:letter",
            subject=expert,
            after={"digest": digest},
            now=now,
        )
        return row
