"""What the pool keeper says of two names that are nearly alike: kept for ever, changed openly."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from expert_pool.avoidance import NameQuestion
from expert_pool.unit_names import NameTools
from expert_pool.vocabulary import MatchRuling
from models import NameRuling
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.unit_policy import refuse_ruling
from riskassess.domain.vocabulary import ReviewState
from riskassess.filters import local
from riskassess.queries.assessments import Case, lock_case, newest_review
from riskassess.queries.pool.units import get_ruling, list_seats
from riskassess.services.audit import record
from riskassess.services.candidates import Exclusions, exclusions_for


@dataclass(frozen=True)
class NameAnswer:
    """The answer to a question: the pair of keys, what holds, and why."""

    first: str
    second: str
    ruling: MatchRuling | None
    note: str = ""


def current_exclusions(
    session: Session, case: Case, *, now: datetime, names: NameTools
) -> Exclusions:
    """Return who would be left out of a draw of the case announced now; reads only.

    The days are those of the review that is open, else today alone.
    """
    today, review = local(now).date(), newest_review(session, case.id)
    is_open = review is not None and review.state is not ReviewState.CLOSED
    members = list_seats(session, review.id or 0) if review is not None and is_open else []
    due_on = max(today, review.due_on) if review is not None and is_open else today
    return exclusions_for(session, case, members=members, today=today, due_on=due_on, names=names)


def rule_names(
    session: Session,
    *,
    assessment_id: int,
    answer: NameAnswer,
    actor: Actor,
    now: datetime,
    names: NameTools,
) -> NameRuling:
    """Answer one open question of an assessment; it holds for every later draw of the office.

    Raises
    ------
    Refused
        `not_your_role`.
    InvalidInput
        `ruling_missing`; `name_question_gone` when nobody asks this any more.
    """
    with transaction(session):
        if reason := refuse_ruling(actor):
            raise Refused(reason, where="names")
        case = lock_case(session, assessment_id, actor=actor)
        if answer.ruling is None:
            raise InvalidInput("ruling_missing", where="ruling")
        asked = _find_question(session, case, answer, now=now, names=names)
        row = NameRuling(
            office_id=case.assessment.office_id,
            first=asked.pair[0],
            second=asked.pair[1],
            ruling=answer.ruling,
            note=answer.note.strip(),
            ruled_by_id=actor.account_id or 0,
            ruled_at=now,
        )
        session.add(row)
        after = {
            "names": [asked.name, asked.other],
            "ruling": row.ruling,
            "note": row.note,
            "assessment": case.assessment.code,
        }
        record(session, actor=actor, action="name:rule", subject=row, after=after, now=now)
        return row


def _find_question(
    session: Session, case: Case, answer: NameAnswer, *, now: datetime, names: NameTools
) -> NameQuestion:
    for question in current_exclusions(session, case, now=now, names=names).questions:
        if question.pair == (answer.first, answer.second):
            return question
    raise InvalidInput("name_question_gone", where="names")


def change_ruling(
    session: Session,
    *,
    ruling_id: int,
    ruling: MatchRuling | None,
    note: str,
    actor: Actor,
    now: datetime,
) -> NameRuling:
    """Rule anew on a pair of names, with a reason; what was said before stays in the audit.

    Raises
    ------
    Refused
        `not_your_role`.
    InvalidInput
        `ruling_missing`, `ruling_unchanged`, `ruling_note_missing`.
    """
    with transaction(session):
        if reason := refuse_ruling(actor):
            raise Refused(reason, where="names")
        row = get_ruling(session, ruling_id, actor=actor)
        if ruling is None:
            raise InvalidInput("ruling_missing", where="ruling")
        if ruling is row.ruling:
            raise InvalidInput("ruling_unchanged", where="ruling")
        if not note.strip():
            raise InvalidInput("ruling_note_missing", where="note")
        before = {"ruling": row.ruling, "note": row.note, "by": row.ruled_by_id}
        row.ruling, row.note = ruling, note.strip()
        row.ruled_by_id, row.ruled_at = actor.account_id or 0, now
        record(session, actor=actor, action="name:rule_again", subject=row, before=before,
               after={"ruling": ruling, "note": row.note}, now=now)  # fmt: skip
        return row
