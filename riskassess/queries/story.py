"""What happened to a case, for people: the entries of its audit chain that may be told.

Only acts of a positive list are told. Everything that a member of a panel does, and everything
about who sits on one, is left out for everybody: it is told on the review's own pages when its time
has come, and never to the sponsor.
"""

import json
from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Account, AccountRole, AuditChain, AuditEntry, Document, LastLook, Transition
from riskassess.domain.actor import Actor
from riskassess.domain.lifecycle import SPONSOR
from riskassess.domain.vocabulary import AssessmentAction
from riskassess.proof.canonical import canonical_json
from riskassess.queries.assessments import Case

A = AssessmentAction
MOST = 200
MOVES = frozenset(f"assessment:{each}" for each in A) | {"assessment:register", "assessment:import"}
BY_SPONSOR = frozenset(
    {
        "correction:ask", "document:add", "document:withdraw", "factor:add", "factor:remove",
        "measure:add", "measure:edit", "measure:prove", "measure:remove", "return_point:answer",
        "survey:record", "assessment:forecast",
    }
)  # fmt: skip
# What the office did that a sponsor may know of; how a review goes on is not among it.
OF_OFFICE = frozenset(
    f"assessment:{each}"
    for each in (
        A.ACCEPT, A.RETURN, A.RETURN_PREPARATION, A.REQUEST_REVISION, A.PROPOSE_GRADE,
        A.APPROVE_GRADE, A.SEND_BACK_GRADE, A.RECORD_DECISION, A.START_TRACKING, A.CLOSE,
        A.ARCHIVE, A.SUSPEND, A.RESUME, A.EXTEND,
    )
) | {"correction:confirm", "correction:refuse", "measure:check"}  # fmt: skip
TOLD_TO_SPONSOR = MOVES | BY_SPONSOR | OF_OFFICE
TOLD_TO_OFFICE = TOLD_TO_SPONSOR | {
    "case_note:correct", "case_note:write", "certificate:issue", "dossier:fail", "dossier:request",
    "dossier:seal", "draw:announce", "draw:cancel", "draw:make", "handover:pass", "recusal:record",
    "result:compute", "review:end", "review:open", "review:plan_meeting", "review:put_off",
    "review:send_materials", "round:close", "round:lock", "round:open",
}  # fmt: skip
# Why the office did it is the office's own matter.
REASON_NOT_TOLD = frozenset({A.PROPOSE_GRADE, A.APPROVE_GRADE, A.SEND_BACK_GRADE})


class StoryLine(NamedTuple):
    """One thing that happened; `reason` as it was given, empty where none was.

    `unit_id` is the unit for which a sponsor acted, None for whoever else did.
    """

    sequence: int
    at: Any
    actor_id: int | None
    name: str
    unit_id: int | None
    expert_id: int | None
    action: str
    subject_type: str
    subject_id: int
    before: str
    after: str
    reason: str


def list_story(
    session: Session, case: Case, actions: Collection[str], *, after: int = 0, most: int = MOST
) -> list[StoryLine]:
    """Return what happened after an entry of the case's chain, the newest first."""
    rows = session.execute(
        sa.select(
            col(AuditEntry.sequence), col(AuditEntry.at), col(AuditEntry.actor_id),
            col(Account.display_name), _unit_today(), col(Account.expert_id),
            col(AuditEntry.action), col(AuditEntry.subject_type), col(AuditEntry.subject_id),
            col(AuditEntry.before), col(AuditEntry.after),
        )
        .outerjoin(Account, col(Account.id) == col(AuditEntry.actor_id))
        .where(
            col(AuditEntry.chain) == f"assessment:{case.id}", col(AuditEntry.sequence) > after,
            col(AuditEntry.action).in_(sorted(actions)),
        )
        .order_by(col(AuditEntry.sequence).desc())
        .limit(most)
    ).all()  # fmt: skip
    moves = _moves(session, case)
    lines = []
    for row in rows:
        move = moves.pop((row.action, row.at), None)
        line = StoryLine(*[*row, move.reason if move else ""])
        lines.append(line._replace(unit_id=_unit_of(line)))
    if after or len(lines) == most:
        return lines
    lines += [_of_move(case, move) for move in moves.values()]
    return sorted(lines, key=lambda line: (line.at, line.sequence), reverse=True)


def _unit_today() -> sa.Label[Any]:
    """Return the unit of an account that is a sponsor's today."""
    sponsors = sa.select(col(AccountRole.account_id)).where(col(AccountRole.role).in_(SPONSOR))
    unit = sa.case((col(Account.id).in_(sponsors), col(Account.unit_id)))
    return unit.label("unit_id")


def _unit_of(line: StoryLine) -> int | None:
    """Return the unit that the entry names; older entries name none, their actor's then."""
    told = json.loads(line.after)
    return told.get("unit", line.unit_id) if isinstance(told, dict) else line.unit_id


def _moves(session: Session, case: Case) -> dict[tuple[str, Any], Any]:
    """Return the steps of the case by action and moment: they hold the reasons."""
    rows = session.execute(
        sa.select(
            col(Transition.action), col(Transition.at), col(Transition.reason),
            col(Transition.before), col(Transition.after), col(Transition.actor_id),
            col(Account.display_name), _unit_today(), col(Account.expert_id),
        )
        .outerjoin(Account, col(Account.id) == col(Transition.actor_id))
        .where(col(Transition.assessment_id) == case.id)
        .order_by(col(Transition.id))
    )  # fmt: skip
    return {(f"assessment:{row.action}", row.at): row for row in rows}


def _of_move(case: Case, move: Any) -> StoryLine:
    """Return a step that no entry of the chain tells of."""
    before, after = (canonical_json({"state": state}) for state in (move.before, move.after))
    return StoryLine(
        0, move.at, move.actor_id, move.display_name, move.unit_id, move.expert_id,
        f"assessment:{move.action}", "assessment", case.id, before, after, move.reason,
    )  # fmt: skip


def list_paper_names(session: Session, case: Case) -> dict[int, tuple[str, str]]:
    """Return code and title of every document that a case ever had, by id."""
    rows = session.execute(
        sa.select(col(Document.id), col(Document.code), col(Document.title)).where(
            col(Document.assessment_id) == case.id
        )
    )
    return {id_: (code, title) for id_, code, title in rows}


def names_of_accounts(session: Session, case: Case, ids: Collection[int]) -> dict[int, str]:
    """Return the names of accounts of the case's office, by id."""
    rows = session.execute(
        sa.select(col(Account.id), col(Account.display_name)).where(
            col(Account.id).in_(ids), col(Account.office_id) == case.assessment.office_id
        )
    )
    return {row[0]: row[1] for row in rows}


def chain_end(session: Session, case: Case) -> int:
    """Return the number of the last entry of the case's chain."""
    found = session.execute(
        sa.select(col(AuditChain.sequence)).where(col(AuditChain.name) == f"assessment:{case.id}")
    ).scalar_one_or_none()
    return found or 0


def last_look(session: Session, case: Case, *, account_id: int) -> LastLook | None:
    """Return up to where an account has looked at a case; None before the first time."""
    return session.execute(
        sa.select(LastLook).where(
            col(LastLook.assessment_id) == case.id, col(LastLook.account_id) == account_id
        )
    ).scalar_one_or_none()


def changed_since_looked(session: Session, ids: Collection[int], *, actor: Actor) -> frozenset[int]:
    """Return which of these cases somebody else has acted on since the actor looked at them.

    Only acts that the actor may be told of. A case never looked at is not among them. One query,
    whatever their number.
    """
    if not ids or actor.account_id is None:
        return frozenset()
    given = {"ids": list(ids), "account_id": actor.account_id, "unit_id": actor.unit_id}
    query = _changed(told_to(actor.roles), of_unit=actor.has(*SPONSOR))
    return frozenset(session.connection().execute(query, given).scalars())


@cache
def _changed(told: frozenset[str], *, of_unit: bool) -> sa.Select[*tuple[Any, ...]]:
    """Ask for the cases of `ids` that changed since `account_id` looked; built once, as lists ask.

    The acts stand in the statement itself: they are many, and words of the program.
    """
    account_id: sa.BindParameter[int] = sa.bindparam("account_id")
    may_know = _is_one_of(told)
    if of_unit:
        may_know = sa.or_(_is_one_of(OF_OFFICE), sa.and_(may_know, _is_of_unit()))
    chain = sa.literal("assessment:") + sa.cast(col(LastLook.assessment_id), sa.Text)
    news = sa.exists().where(
        col(AuditEntry.chain) == chain,
        col(AuditEntry.sequence) > col(LastLook.sequence),
        may_know,
        col(AuditEntry.actor_id).is_distinct_from(account_id),
    )
    return sa.select(col(LastLook.assessment_id)).where(
        col(LastLook.account_id) == account_id,
        col(LastLook.assessment_id).in_(sa.bindparam("ids", expanding=True)),
        news,
    )


def _is_of_unit() -> sa.ColumnElement[bool]:
    """Return whether an entry tells of an act for the unit of `unit_id`, as `_unit_of` reads it."""
    unit_id: sa.BindParameter[int] = sa.bindparam("unit_id", type_=sa.Integer())
    after, named = col(AuditEntry.after), sa.literal('%"unit":') + sa.cast(unit_id, sa.Text)
    own = (
        sa.select(col(Account.id))
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(col(Account.unit_id) == unit_id, col(AccountRole.role).in_(SPONSOR))
    )
    older = sa.and_(after.not_like('%"unit":%'), col(AuditEntry.actor_id).in_(own))
    return sa.or_(after.like(named + ",%"), after.like(named + "}%"), older)


def _is_one_of(actions: Collection[str]) -> sa.ColumnElement[bool]:
    return col(AuditEntry.action).in_([sa.literal_column(f"'{each}'") for each in sorted(actions)])


def told_to(roles: Collection[Any]) -> frozenset[str]:
    """Return what may be told to somebody with these roles.

    >>> "case_note:write" in told_to(SPONSOR)
    False
    """
    return TOLD_TO_SPONSOR if SPONSOR & set(roles) else TOLD_TO_OFFICE
