"""Imported manuals: proposed by one officer, approved or sent back by another.

Order of locks: the proposal, the stored versions, the office's audit chain.
"""

from datetime import datetime
from typing import NoReturn

from sqlmodel import Session, select

from models import Account, ManualProposal, ManualVersion, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import Conflict, NotFound, Refused
from riskassess.domain.manual import Manual, parse_stored_manual
from riskassess.domain.manual_policy import refuse_manual_decision, refuse_manual_import
from riskassess.domain.vocabulary import ProposalState, RefusalReason
from riskassess.filters import datetime_text
from riskassess.labels import label
from riskassess.proof.canonical import canonical_json
from riskassess.queries.manual_proposals import (
    facts_of_proposal,
    find_compared,
    find_open_proposal,
)
from riskassess.queries.manuals import find_newest, find_version
from riskassess.services.audit import record
from riskassess.services.manuals import store_manual


def require_new(session: Session, manual: Manual) -> None:
    """Raise Conflict unless a manual is the next version of a stored one, or has a new id.

    `manual_nothing_new` for a version that is stored as it is, `manual_version_taken` for one that
    is stored otherwise, `manual_not_next` for one that leaves a gap or comes too late.
    """
    name = f"{manual.id} {manual.version}"
    newest = find_newest(session, manual.id)
    # Asked second: a version that is stored between the two questions is found by this one.
    stored = find_version(session, manual.id, manual.version)
    if stored is not None:
        is_same = stored.digest == manual.digest
        raise Conflict(
            "manual_nothing_new" if is_same else "manual_version_taken", where=name, value=name
        )
    if newest is not None and manual.version != int(newest.version) + 1:
        raise Conflict(
            "manual_not_next",
            where=name,
            value=name,
            newest=newest.version,
            next=int(newest.version) + 1,
        )


def check_import(session: Session, manual: Manual, *, actor: Actor) -> ManualVersion | None:
    """Return what a manual would be compared with if it were proposed now; writes nothing.

    Raises
    ------
    Refused
        For somebody who may not import manuals.
    Conflict
        What `require_new` says, or `manual_proposal_open` when the office has proposed this
        version already.
    """
    if reason := refuse_manual_import(actor):
        raise Refused(reason, where="manual_proposal")
    require_new(session, manual)
    waiting = find_open_proposal(session, manual, office_id=actor.office_id)
    if waiting is not None:
        name = f"{manual.id} {manual.version}"
        raise Conflict("manual_proposal_open", where=name, value=name, name=waiting[1])
    return find_compared(session, manual)


def propose_manual(
    session: Session,
    *,
    manual: Manual,
    source: str,
    note: str,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> ManualProposal:
    """Keep a checked manual for another officer's decision.

    Parameters
    ----------
    manual : Manual
        The whole manual, read and checked.
    source : str
        The file as it was handed in.
    note : str
        What the proposer says about it.
    seen : str, optional
        Digest of the manual that the proposer was shown; another one is not proposed.

    Raises
    ------
    Refused, Conflict
        What `check_import` says; `manual_changed_since` when `seen` is another manual.
    """
    with transaction(session):
        compared = check_import(session, manual, actor=actor)
        if seen is not None and seen != manual.digest:
            raise Conflict("manual_changed_since", where=manual.id)
        proposal = ManualProposal(
            office_id=actor.office_id,
            code=manual.id,
            manual_version=str(manual.version),
            title=manual.title.zh,
            digest=manual.digest,
            content=canonical_json(manual.plain),
            source=source,
            compared_with_id=None if compared is None else row_id(compared),
            note=note.strip(),
            proposed_by_id=actor.account_id,  # type: ignore[arg-type]  # officers have one
            proposed_at=now,
        )
        session.add(proposal)
        record(session, actor=actor, action="manual_proposal:propose", subject=proposal, now=now,
               after=_named(proposal))  # fmt: skip
        return proposal


def approve_manual(
    session: Session, *, proposal_id: int, actor: Actor, now: datetime
) -> ManualVersion:
    """Store an imported manual as a version that never changes again.

    Raises
    ------
    NotFound
        For a proposal of another office.
    Refused
        The proposer, or somebody who is no approver.
    Conflict
        `manual_decided_by` when somebody else decided first, and what `require_new` says when the
        version was stored in the meantime.
    """
    with transaction(session):
        proposal = _lock(session, proposal_id, actor=actor)
        manual = parse_stored_manual(proposal.content, digest=proposal.digest)
        require_new(session, manual)
        stored = store_manual(session, manual=manual, now=now)
        _decide(session, proposal, actor, now, state=ProposalState.APPROVED, stored=stored)
        record(session, actor=actor, action="manual_proposal:approve", subject=proposal, now=now,
               after={**_named(proposal), "manual_version_id": row_id(stored)})  # fmt: skip
        return stored


def send_back_manual(
    session: Session, *, proposal_id: int, reason: str, actor: Actor, now: datetime
) -> ManualProposal:
    """Send an imported manual back with a reason; a mended file is a new proposal."""
    with transaction(session):
        proposal = _lock(session, proposal_id, actor=actor)
        if not reason.strip():
            raise Refused(RefusalReason.REASON_MISSING, where="reason")
        proposal.decision_reason = reason.strip()
        _decide(session, proposal, actor, now, state=ProposalState.SENT_BACK)
        record(session, actor=actor, action="manual_proposal:send_back", subject=proposal,
               now=now, after=_named(proposal))  # fmt: skip
        return proposal


def _named(proposal: ManualProposal) -> dict[str, str]:
    return {
        "manual": f"{proposal.code} {proposal.manual_version}",
        "digest": proposal.digest,
        "state": proposal.state,
    }


def _lock(session: Session, proposal_id: int, *, actor: Actor) -> ManualProposal:
    """Return the proposal as it is now, kept from others; raise what stands against a decision."""
    proposal = session.exec(
        select(ManualProposal)
        .where(ManualProposal.id == proposal_id, ManualProposal.office_id == actor.office_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if proposal is None:
        raise NotFound("manual_proposal_unknown", where="manual_proposal", value=proposal_id)
    reason = refuse_manual_decision(actor, facts_of_proposal(proposal))
    if reason is RefusalReason.ALREADY_DECIDED:
        _refuse_late(session, proposal)
    if reason is not None:
        raise Refused(reason, where=f"manual_proposal:{proposal_id}")
    return proposal


def _refuse_late(session: Session, proposal: ManualProposal) -> NoReturn:
    decider = session.get(Account, proposal.decided_by_id) if proposal.decided_by_id else None
    raise Conflict(
        "manual_decided_by",
        where=f"manual_proposal:{proposal.id}",
        name=decider.display_name if decider else "—",
        state=label(proposal.state),
        at=datetime_text(proposal.decided_at),
    )


def _decide(
    session: Session,
    proposal: ManualProposal,
    actor: Actor,
    now: datetime,
    *,
    state: ProposalState,
    stored: ManualVersion | None = None,
) -> None:
    # No query in between: the constraints look at state, decider and version together.
    proposal.manual_version_id = None if stored is None else row_id(stored)
    proposal.state = state
    proposal.decided_by_id = actor.account_id
    proposal.decided_at = now
    session.flush()
