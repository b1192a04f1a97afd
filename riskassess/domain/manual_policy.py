"""Who may import a manual and who decides on it: every answer is a reason against it, or None."""

from dataclasses import dataclass

from riskassess.domain.actor import Actor
from riskassess.domain.vocabulary import ProposalState, RefusalReason, Role


@dataclass(frozen=True)
class ManualProposalFacts:
    """What the rules may know of an imported manual."""

    office_id: int
    state: ProposalState
    proposer_id: int | None


def refuse_manual_import(actor: Actor) -> RefusalReason | None:
    """Return why the actor may not import a manual, or None.

    >>> refuse_manual_import(Actor(1, 1, roles=frozenset({Role.APPROVER})))
    <RefusalReason.NOT_YOUR_ROLE: 'not_your_role'>
    """
    return None if actor.has(Role.CASE_OFFICER) else RefusalReason.NOT_YOUR_ROLE


def refuse_manual_decision(actor: Actor, facts: ManualProposalFacts) -> RefusalReason | None:
    """Return why the actor may not approve the imported manual or send it back, or None.

    >>> officer = Actor(7, 1, roles=frozenset({Role.CASE_OFFICER, Role.APPROVER}))
    >>> refuse_manual_decision(officer, ManualProposalFacts(1, ProposalState.PROPOSED, 7))
    <RefusalReason.SAME_PERSON: 'same_person'>
    """
    if not actor.has(Role.APPROVER):
        return RefusalReason.NOT_YOUR_ROLE
    if actor.office_id != facts.office_id:
        return RefusalReason.NOT_YOUR_RECORD
    if facts.state is not ProposalState.PROPOSED:
        return RefusalReason.ALREADY_DECIDED
    is_own = facts.proposer_id in actor.persons_as(Role.APPROVER)
    return RefusalReason.SAME_PERSON if is_own else None
