"""Who counts as the proposer of a grade: persons, whatever right they acted with."""

from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Account, AccountRole, Deputy, DeputyRole, GradeProposal, row_id
from riskassess.domain.actor import Actor
from riskassess.domain.people_vocabulary import WorkKind
from riskassess.domain.vocabulary import Role
from riskassess.queries.accounts import actor_for
from riskassess.queries.handovers import has_taken_over, holder_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def has_proposed(session: Session, assessment_id: int, *, actor: Actor) -> bool:
    """Return whether the actor counts as a proposer of a grade in this assessment, ever.

    So does whoever proposed, whoever took a proposal over and has it or acted on it meanwhile, and
    whoever had it proposed by a deputy.
    With a lent right to approve, what the absent approver did counts as well.
    """
    persons = actor.persons_as(Role.APPROVER)
    proposals = session.exec(
        select(GradeProposal).where(GradeProposal.assessment_id == assessment_id)
    ).all()
    if any(row.proposed_by_id in persons for row in proposals):
        return True
    return any(_is_of_deputy(session, row, persons) for row in proposals) or has_taken_over(
        session, WorkKind.GRADE_PROPOSAL, [row_id(row) for row in proposals], persons
    )


def free_approvers(session: Session, proposal: GradeProposal) -> list[int]:
    """Return the accounts of active approvers of the office who may decide on the proposal."""
    query = (
        select(Account)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(
            Account.office_id == proposal.office_id,
            AccountRole.role == Role.APPROVER,
            col(Account.is_active).is_(True),
        )
        .order_by(col(Account.id))
    )
    return [
        row_id(each)
        for each in session.exec(query).all()
        if not has_proposed(session, proposal.assessment_id, actor=actor_for(session, each))
    ]


def in_charge(session: Session, proposal: GradeProposal) -> int:
    """Return who hears of a decision: whoever took the proposal over, else its proposer."""
    first = proposal.proposed_by_id
    return holder_of(session, WorkKind.GRADE_PROPOSAL, row_id(proposal), first=first)


def _is_of_deputy(session: Session, row: GradeProposal, persons: frozenset[int | None]) -> bool:
    """Return whether somebody proposed as the deputy of one of the persons."""
    on: date = row.proposed_at.astimezone(SHANGHAI).date()
    query = (
        sa.select(col(Deputy.id))
        .join(DeputyRole, col(DeputyRole.deputy_id) == col(Deputy.id))
        .where(
            col(Deputy.absent_id).in_(persons),
            col(Deputy.deputy_id) == row.proposed_by_id,
            col(DeputyRole.role) == Role.CASE_OFFICER,
            col(Deputy.first_on) <= on,
            col(Deputy.last_on) >= on,
            sa.or_(col(Deputy.ended_at).is_(None), col(Deputy.ended_at) > row.proposed_at),
        )
    )
    return session.execute(query.limit(1)).first() is not None
