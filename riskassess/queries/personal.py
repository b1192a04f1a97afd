"""Everything that is recorded about one expert, and who was shown it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from expert_pool.vocabulary import Disclosed, ExpertAction
from models import (
    Account,
    Assessment,
    ConditionCheck,
    Contest,
    Disclosure,
    EvaluationItem,
    Expert,
    ExpertAct,
    ExpertFile,
    Fee,
    Message,
    PanelMember,
    Project,
    Recusal,
    Review,
    TaskEvaluation,
    Unavailability,
    YearEvaluation,
    row_id,
)
from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import MemberState, ReviewState
from riskassess.queries.pages import ListPage, Query, read_page
from riskassess.queries.pool.records import list_employments

SEATED = (
    MemberState.RESERVE,
    MemberState.INVITED,
    MemberState.ACCEPTED,
    MemberState.READY,
    MemberState.SUBMITTED,
)


def find_open_seat(session: Session, expert_id: int) -> int | None:
    """Return an expert's place in a review that is not closed, or None."""
    return session.exec(
        select(PanelMember.id)
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .where(
            PanelMember.expert_id == expert_id,
            col(PanelMember.state).in_(SEATED),
            Review.state != ReviewState.CLOSED,
        )
        .limit(1)
    ).first()


def list_disclosures(session: Session, expert_id: int) -> Sequence[Any]:
    """Return who was shown something of an expert, newest first.

    Rows: kind, purpose, at, by (the account's name).
    """
    return session.execute(
        sa.select(
            col(Disclosure.kind),
            col(Disclosure.purpose),
            col(Disclosure.at),
            col(Account.display_name).label("by"),
        )
        .outerjoin(Account, col(Account.id) == col(Disclosure.account_id))
        .where(col(Disclosure.expert_id) == expert_id)
        .order_by(col(Disclosure.id).desc())
    ).all()


def list_office_disclosures(
    session: Session, actor: Actor, *, kind: Disclosed | None = None, code: str = "", page: int = 1
) -> ListPage:
    """Return a page of who was shown what in the actor's office, newest first; codes, no names.

    Rows: id, kind, purpose, at, by, login, code (of the expert), draw_id.
    """
    query: Query = (
        sa.select(
            col(Disclosure.id),
            col(Disclosure.kind),
            col(Disclosure.purpose),
            col(Disclosure.at),
            col(Account.display_name).label("by"),
            col(Account.login),
            col(Expert.code),
            col(Disclosure.draw_id),
        )
        .select_from(Disclosure)
        .outerjoin(Account, col(Account.id) == col(Disclosure.account_id))
        .outerjoin(Expert, col(Expert.id) == col(Disclosure.expert_id))
        .where(col(Disclosure.office_id) == actor.office_id)
        .order_by(col(Disclosure.id).desc())
    )
    if kind is not None:
        query = query.where(col(Disclosure.kind) == kind)
    if code:
        query = query.where(col(Expert.code) == code)
    return read_page(session, query, page=page)


def list_absences(session: Session, expert_id: int, *, since: date) -> list[Unavailability]:
    """Return the periods of an expert that have not ended before a day, in their order."""
    query = select(Unavailability).where(
        Unavailability.expert_id == expert_id, Unavailability.until_on >= since
    )
    return list(session.exec(query.order_by(col(Unavailability.from_on), col(Unavailability.id))))


def list_tasks(session: Session, expert_id: int) -> Sequence[Any]:
    """Return the reviews an expert was invited to, newest first; reserves do not know of theirs.

    Rows: member_id, title, code, kind, state, invited_at, answered_at, due_on, decline_reason.
    """
    return session.execute(
        sa.select(
            col(PanelMember.id).label("member_id"),
            col(Project.title),
            col(Assessment.code),
            col(Review.kind),
            col(PanelMember.state),
            col(PanelMember.invited_at),
            col(PanelMember.answered_at),
            col(Review.due_on),
            col(PanelMember.decline_reason),
        )
        .join(Review, col(Review.id) == col(PanelMember.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(PanelMember.expert_id) == expert_id,
            col(PanelMember.state) != MemberState.RESERVE,
        )
        .order_by(col(PanelMember.id).desc())
    ).all()


def list_messages(session: Session, expert_id: int) -> Sequence[Any]:
    """Return what was written to an expert, newest first; the texts carry links and stay out.

    Rows: channel, subject, state, created_at, sent_at, delivered_at.
    """
    return session.execute(
        sa.select(
            col(Message.channel),
            col(Message.subject),
            col(Message.state),
            col(Message.created_at),
            col(Message.sent_at),
            col(Message.delivered_at),
        )
        .where(col(Message.expert_id) == expert_id)
        .order_by(col(Message.id).desc())
    ).all()


def list_own(session: Session, table: Any, expert_id: int) -> list[Any]:
    """Return all rows of a table that belong to an expert, oldest first."""
    query = select(table).where(table.expert_id == expert_id).order_by(col(table.id))
    return list(session.exec(query))


_PROFILE = (
    "code", "name", "expert_class", "profession", "title", "title_level", "practice_since",
    "specialities", "employer", "employer_type", "email", "way_in", "state", "state_since",
    "published_until", "term_from", "term_until", "consent_text", "consented_at", "erased_at",
    "created_at",
)  # fmt: skip
_PARTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "acts": (
        ExpertAct,
        ("action", "before", "after", "reason_code", "note", "at", "comment", "commented_at"),
    ),
    "checks": (ConditionCheck, ("code", "holds", "evidence", "checked_at")),
    "papers": (ExpertFile, ("code", "filename", "size", "digest", "uploaded_at", "erased_at")),
    "absences": (Unavailability, ("from_on", "until_on", "note", "added_at")),
    "recusals": (Recusal, ("assessment_id", "ground", "note", "recorded_at")),
    "contests": (
        Contest,
        ("assessment_id", "reasons", "text", "state", "raised_at", "decided_at", "decision"),
    ),
    "years": (
        YearEvaluation,
        ("year", "tasks", "mean", "result", "note", "evaluated_at", "comment", "commented_at"),
    ),
    "fees": (
        Fee,
        ("title_level", "duration", "attendance", "amount", "reckoning", "settled_at", "paid_on",
         "voucher"),
    ),
}  # fmt: skip


def personal_record(session: Session, expert: Expert, *, phone: str) -> dict[str, Any]:
    """Return everything recorded about an expert as plain values, by subject.

    Days and moments are ISO texts, sums are in fen, means in hundredths of a point.
    """
    key = row_id(expert)
    career = ("relation", "employer", "from_on", "until_on")
    return {
        "profile": {**_plain(expert, _PROFILE), "phone": phone},
        "employments": [_plain(row, career) for row in list_employments(session, key)],
        **{
            name: [_plain(row, fields) for row in list_own(session, table, key)]
            for name, (table, fields) in _PARTS.items()
        },
        "tasks": [_mapped(row) for row in list_tasks(session, key)],
        "evaluations": _evaluations(session, key),
        "disclosures": [_mapped(row) for row in list_disclosures(session, key)],
        "messages": [_mapped(row) for row in list_messages(session, key)],
    }


def _evaluations(session: Session, expert_id: int) -> list[dict[str, Any]]:
    fields = ("member_id", "total", "note", "evaluated_at", "comment", "commented_at")
    found = []
    for row in list_own(session, TaskEvaluation, expert_id):
        items = session.exec(
            select(EvaluationItem)
            .where(EvaluationItem.evaluation_id == row.id)
            .order_by(col(EvaluationItem.id))
        )
        points = [_plain(item, ("code", "points")) for item in items]
        found.append({**_plain(row, fields), "items": points})
    return found


def _plain(row: Any, fields: Sequence[str]) -> dict[str, Any]:
    return {name: _value(getattr(row, name)) for name in fields}


def _mapped(row: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in row._mapping.items()}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def open_correction(session: Session, expert_id: int) -> ExpertAct | None:
    """Return what an expert asked to have corrected, as long as nobody else corrected since."""
    newest = session.exec(
        select(ExpertAct)
        .where(ExpertAct.expert_id == expert_id, ExpertAct.action == ExpertAction.CORRECT)
        .order_by(col(ExpertAct.id).desc())
    ).first()
    if newest is None or newest.by_id is None:
        return None
    account = session.get(Account, newest.by_id)
    return newest if account is not None and account.expert_id == expert_id else None
