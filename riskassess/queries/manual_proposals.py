"""Questions about imported manuals that wait for another officer, or were decided."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import Account, ManualProposal, ManualVersion
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.manual import Manual, parse_stored_manual
from riskassess.domain.manual_policy import ManualProposalFacts
from riskassess.domain.people_vocabulary import WorkKind
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import ProposalState, Role
from riskassess.queries.manuals import find_newest, find_version, get_manual
from riskassess.queries.proposers import asker_for, own_among
from riskassess.queries.stand_ins import Act

MOST = 30


@dataclass(frozen=True)
class ProposalView:
    """An imported manual, what it is compared with, and who acted."""

    proposal: ManualProposal
    manual: Manual
    compared: Manual | None
    proposer: str
    decider: str


def facts_of_proposal(
    session: Session, proposal: ManualProposal, *, actor: Actor
) -> ManualProposalFacts:
    """Return what the rules may know of a proposal that the actor would decide on."""
    proposer_id = asker_for(session, proposal, actor=actor)
    return ManualProposalFacts(proposal.office_id, proposal.state, proposer_id)


def get_manual_proposal(session: Session, proposal_id: int, *, actor: Actor) -> ProposalView:
    """Return an imported manual of the actor's own office; raises NotFound."""
    found = session.get(ManualProposal, proposal_id)
    if found is None or found.office_id != actor.office_id:
        raise NotFound("manual_proposal_unknown", where="manual_proposal", value=proposal_id)
    compared = found.compared_with_id
    return ProposalView(
        proposal=found,
        manual=parse_stored_manual(found.content, digest=found.digest),
        compared=None if compared is None else get_manual(session, compared),
        proposer=_name(session, found.proposed_by_id),
        decider=_name(session, found.decided_by_id),
    )


def _name(session: Session, account_id: int | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return account.display_name if account else ""


def list_manual_proposals(session: Session, *, actor: Actor) -> list[Any]:
    """Return the office's imports as light rows: the open ones first, then the newest."""
    proposal = ManualProposal.__table__.c  # type: ignore[attr-defined]  # SQLModel's own name
    proposer, decider = aliased(Account), aliased(Account)
    is_open = proposal.state == ProposalState.PROPOSED
    return list(
        session.execute(
            sa.select(
                proposal.id, proposal.code, proposal.manual_version, proposal.title,
                proposal.state, proposal.proposed_at, proposal.decided_at,
                proposal.manual_version_id,
                col(proposer.display_name).label("proposer"),
                col(decider.display_name).label("decider"),
            )
            .join(proposer, col(proposer.id) == proposal.proposed_by_id)
            .outerjoin(decider, col(decider.id) == proposal.decided_by_id)
            .where(proposal.office_id == actor.office_id)
            .order_by(is_open.desc(), proposal.id.desc())
            .limit(MOST)
        )
    )  # fmt: skip


def find_open_proposal(
    session: Session, manual: Manual, *, office_id: int
) -> tuple[ManualProposal, str] | None:
    """Return the office's open import of the same version and who made it, or None."""
    found = session.exec(
        select(ManualProposal).where(
            ManualProposal.office_id == office_id,
            ManualProposal.code == manual.id,
            ManualProposal.manual_version == str(manual.version),
            ManualProposal.state == ProposalState.PROPOSED,
        )
    ).first()
    return None if found is None else (found, _name(session, found.proposed_by_id))


def find_compared(session: Session, manual: Manual) -> ManualVersion | None:
    """Return the stored version that a new manual is compared with.

    Its forerunner of the same id, else the manual it was derived from, else None.
    """
    forerunner = find_newest(session, manual.id)
    if forerunner is not None or manual.base is None:
        return forerunner
    return find_version(session, manual.base.id, manual.base.version)


def list_manual_tasks(session: Session, actor: Actor, *, today: date) -> list[Task]:
    """Return the imports that wait for an approver: own tasks of another one, else to wait for."""
    if not actor.has(Role.APPROVER, Role.CASE_OFFICER):
        return []
    rows = session.connection().execute(_waiting(), {"office_id": actor.office_id}).all()
    others: set[int] = set()
    if actor.has(Role.APPROVER):
        acts = {row.id: Act(row.proposed_by_id, Role.CASE_OFFICER, row.proposed_at) for row in rows}
        others = acts.keys() - own_among(session, WorkKind.MANUAL_PROPOSAL, acts, actor=actor)
    return [_task(row, today, is_mine=row.id in others) for row in rows]


@cache
def _waiting() -> sa.Select[*tuple[Any, ...]]:
    proposal = ManualProposal.__table__.c  # type: ignore[attr-defined]  # SQLModel's own name
    return (
        sa.select(
            proposal.id, proposal.code, proposal.manual_version, proposal.title,
            proposal.proposed_by_id, proposal.proposed_at,
        )
        .where(
            proposal.office_id == sa.bindparam("office_id"),
            proposal.state == ProposalState.PROPOSED,
        )
        .order_by(proposal.id)
        .limit(MOST)
    )  # fmt: skip


def _task(row: Any, today: date, *, is_mine: bool) -> Task:
    return Task(
        kind=TaskKind.APPROVE_MANUAL,
        subject_id=row.id,
        title=row.title,
        code=f"{row.code} {row.manual_version}",
        since=row.proposed_at,
        due_on=None,
        bucket=bucket_of(today, None, is_mine=is_mine),
    )
