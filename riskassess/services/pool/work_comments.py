"""What an expert says about a record of the own work; it stands beside the record for good."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, select

from models import ExpertAct, Fee, TaskEvaluation, YearEvaluation
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound
from riskassess.domain.vocabulary import Role
from riskassess.filters import datetime_text
from riskassess.i18n import _
from riskassess.services.audit import record
from riskassess.services.pool.judged_seats import checked_text

Commented = TaskEvaluation | YearEvaluation | Fee | ExpertAct


class WorkRecord(StrEnum):
    """A kind of record that an expert may comment on; the value stands in addresses."""

    EVALUATION = "evaluations"
    YEAR = "years"
    FEE = "fees"


_TABLES: dict[WorkRecord, Any] = {
    WorkRecord.EVALUATION: TaskEvaluation,
    WorkRecord.YEAR: YearEvaluation,
    WorkRecord.FEE: Fee,
}


def comment_on_work(
    session: Session, *, kind: WorkRecord, record_id: int, text: str, actor: Actor, now: datetime
) -> None:
    """Put the expert's words beside a record; what was said before stays above them.

    Raises
    ------
    NotFound
        For a record that is not the actor's own as an expert.
    InvalidInput
        `comment_missing`, or a card's number in the text.
    """
    table = _TABLES[kind]
    with transaction(session):
        row: Commented | None = session.exec(
            select(table)
            .where(table.id == record_id, table.office_id == actor.office_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
        is_own = actor.has(Role.EXPERT) and row is not None and row.expert_id == actor.expert_id
        if row is None or not is_own:
            raise NotFound("not_found", where=f"{kind}:{record_id}")
        said = checked_text(text, where="text", name=_("意见"))
        if not said:
            raise InvalidInput("comment_missing", where="text")
        row.comment = joined(row, said)
        row.commented_at = now
        record(session, actor=actor, action="work:comment", subject=row, now=now)


def joined(row: Commented, said: str) -> str:
    """Return a record's comment with what is said now below what was said before."""
    if not row.comment:
        return said
    before = _("（%(at)s 所写）", at=datetime_text(row.commented_at))
    return f"{row.comment}\n{before}\n\n{said}"
