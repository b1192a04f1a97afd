"""Who counts as having proposed or asked: persons, whatever right they acted with."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from models import Account, AccountRole, DrawRequest, GradeProposal, ManualProposal, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.people_vocabulary import WorkKind
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import actor_for
from riskassess.queries.handovers import holder_of, taken_over
from riskassess.queries.stand_ins import Act, persons_behind

Waiting = GradeProposal | DrawRequest | ManualProposal
DECIDED_BY_ANOTHER: dict[WorkKind, type[Any]] = {
    WorkKind.GRADE_PROPOSAL: GradeProposal,
    WorkKind.DRAW_REQUEST: DrawRequest,
    WorkKind.MANUAL_PROPOSAL: ManualProposal,
}
"""Work that waits for an approver who is another person."""


def act_of(row: Waiting) -> Act:
    """Return who proposed or asked, and when."""
    if isinstance(row, DrawRequest):
        return Act(row.requested_by_id, Role.CASE_OFFICER, row.requested_at)
    return Act(row.proposed_by_id, Role.CASE_OFFICER, row.proposed_at)


def own_among(
    session: Session, kind: WorkKind, acts: Mapping[int, Act], *, actor: Actor
) -> set[int]:
    """Return which of these proposals or requests count as the actor's own, by id.

    Whoever proposed, whoever had it proposed by a deputy, and whoever took it over and has it or
    acted on it meanwhile. With a lent right to approve, what the absent approver did counts too.
    """
    persons = actor.persons_as(Role.APPROVER)
    behind = persons_behind(session, acts.values())
    own = {number for number, act in acts.items() if persons & behind[act]}
    return own | taken_over(session, kind, acts.keys() - own, persons)


def has_proposed(session: Session, assessment_id: int, *, actor: Actor) -> bool:
    """Return whether the actor counts as a proposer of a grade in this assessment, ever."""
    query = select(GradeProposal).where(GradeProposal.assessment_id == assessment_id)
    acts = {row_id(row): act_of(row) for row in session.exec(query)}
    return bool(own_among(session, WorkKind.GRADE_PROPOSAL, acts, actor=actor))


def asker_for(session: Session, row: DrawRequest | ManualProposal, *, actor: Actor) -> int | None:
    """Return whose act a request or an import counts as when the actor would decide on it."""
    kind = next(kind for kind, model in DECIDED_BY_ANOTHER.items() if isinstance(row, model))
    act = act_of(row)
    own = own_among(session, kind, {row_id(row): act}, actor=actor)
    return actor.account_id if own else act.account_id


def free_approvers(session: Session, row: Waiting) -> list[int]:
    """Return the accounts of active approvers of the office who may decide on what waits."""
    query = (
        select(Account)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(
            Account.office_id == row.office_id,
            AccountRole.role == Role.APPROVER,
            col(Account.is_active).is_(True),
        )
        .order_by(col(Account.id))
    )
    return [
        row_id(each)
        for each in session.exec(query).all()
        if not _is_barred(session, row, actor_for(session, each))
    ]


def _is_barred(session: Session, row: Waiting, actor: Actor) -> bool:
    if isinstance(row, GradeProposal):
        return has_proposed(session, row.assessment_id, actor=actor)
    return asker_for(session, row, actor=actor) == actor.account_id


def in_charge(session: Session, proposal: GradeProposal) -> int:
    """Return who hears of a decision: whoever took the proposal over, else its proposer."""
    first = proposal.proposed_by_id
    return holder_of(session, WorkKind.GRADE_PROPOSAL, row_id(proposal), first=first)
