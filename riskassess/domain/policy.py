"""Who may do what, when: every answer is a reason against it, or None."""

from collections.abc import Callable
from dataclasses import dataclass, field

from riskassess.domain.actor import Actor
from riskassess.domain.lifecycle import SPONSOR, STEPS, UNDECIDED
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import (
    AssessmentAction,
    AssessmentState,
    Decision,
    MemberState,
    RefusalReason,
    ReviewKind,
    ReviewState,
    Role,
    SheetState,
)


@dataclass(frozen=True)
class AssessmentFacts:
    """What the rules may know of an assessment; counts, not records."""

    state: AssessmentState
    office_id: int
    unit_id: int
    missing_documents: tuple[str, ...] = ()
    has_survey: bool = False
    factor_count: int = 0
    unestimated: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    open_points: int = 0
    handed_in: bool = False
    factors_fixed: bool = False
    round_state: RoundState | None = None
    lacking_opinion: RefusalReason | None = None
    proposer_id: int | None = None
    fingerprint_holds: bool = True
    recommendation: Decision | None = None
    decision: Decision | None = None
    open_commitments: int = 0
    reason: str = ""
    held_state: AssessmentState | None = None
    has_clock: bool = False


@dataclass(frozen=True)
class SheetFacts:
    """What the rules may know of one expert's place in a round."""

    office_id: int
    owner_expert_id: int | None
    member_state: MemberState
    round_state: RoundState
    sheet_state: SheetState = SheetState.DRAFT
    missing: tuple[str, ...] = field(default=())
    is_suspended: bool = False


Guard = Callable[[AssessmentFacts, Actor], bool]
GOES_AHEAD = frozenset({Decision.IMPLEMENT, Decision.PARTIAL})

GUARDS: dict[str, tuple[Guard, RefusalReason]] = {
    "documents": (lambda f, _: not f.missing_documents, RefusalReason.DOCUMENTS_MISSING),
    "reason": (lambda f, _: bool(f.reason.strip()), RefusalReason.REASON_MISSING),
    "points": (lambda f, _: f.open_points == 0, RefusalReason.POINTS_OPEN),
    "survey": (lambda f, _: f.has_survey, RefusalReason.SURVEY_MISSING),
    "factors": (lambda f, _: f.factor_count > 0, RefusalReason.FACTORS_MISSING),
    "estimates": (lambda f, _: not f.unestimated, RefusalReason.ESTIMATE_MISSING),
    "measures": (lambda f, _: not f.unmeasured, RefusalReason.MEASURES_MISSING),
    "not_handed_in": (lambda f, _: not f.handed_in, RefusalReason.ALREADY_ANSWERED),
    "handed_in": (lambda f, _: f.handed_in, RefusalReason.NOT_HANDED_IN),
    "factors_open": (lambda f, _: not f.factors_fixed, RefusalReason.FACTORS_FIXED),
    "factors_fixed": (lambda f, _: f.factors_fixed, RefusalReason.FACTORS_NOT_FIXED),
    "round_closed": (
        lambda f, _: f.round_state is RoundState.CLOSED,
        RefusalReason.ROUND_STILL_OPEN,
    ),
    "group_opinion": (
        lambda f, _: f.lacking_opinion is not RefusalReason.GROUP_OPINION_MISSING,
        RefusalReason.GROUP_OPINION_MISSING,
    ),
    "opinion_holds": (
        lambda f, _: f.lacking_opinion is not RefusalReason.GROUP_OPINION_STALE,
        RefusalReason.GROUP_OPINION_STALE,
    ),
    "must_fix_asked": (
        lambda f, _: f.lacking_opinion is not RefusalReason.MUST_FIX_UNASKED,
        RefusalReason.MUST_FIX_UNASKED,
    ),
    "another_officer": (
        lambda f, a: f.proposer_id not in a.persons_as(Role.APPROVER),
        RefusalReason.SAME_PERSON,
    ),
    "fingerprint": (lambda f, _: f.fingerprint_holds, RefusalReason.FINGERPRINT_CHANGED),
    "approval_stale": (lambda f, _: not f.fingerprint_holds, RefusalReason.WRONG_STATE),
    "before_decision": (lambda f, _: f.held_state in UNDECIDED, RefusalReason.ALREADY_DECIDED),
    "no_review_day": (
        lambda f, _: (
            f.state is not AssessmentState.IN_REVIEW or f.round_state is not RoundState.OPEN
        ),
        RefusalReason.REVIEW_HAS_DAY,
    ),
    "clock_runs": (lambda f, _: f.has_clock, RefusalReason.NO_CLOCK),
    "decision_reason": (
        lambda f, _: f.decision is f.recommendation or bool(f.reason.strip()),
        RefusalReason.REASON_MISSING,
    ),
    "goes_ahead": (lambda f, _: f.decision in GOES_AHEAD, RefusalReason.WRONG_STATE),
    "does_not_go_ahead": (lambda f, _: f.decision not in GOES_AHEAD, RefusalReason.WRONG_STATE),
    "commitments": (lambda f, _: f.open_commitments == 0, RefusalReason.COMMITMENTS_OPEN),
}


def may_see_assessment(
    actor: Actor, *, office_id: int, unit_id: int, state: AssessmentState
) -> bool:
    """Return whether the actor may learn that the assessment exists.

    Sponsors see their own unit's, officers and the auditor their own office's as soon as it has
    been submitted once; the two administrators and experts (who come through their panel) see none.
    """
    if actor.office_id != office_id:
        return False
    if actor.has(*SPONSOR):
        return actor.unit_id == unit_id
    if state is AssessmentState.DRAFT:
        return False  # a draft is its sponsor's own; a returned one has been seen before
    return actor.has(
        Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST, Role.POOL_KEEPER, Role.AUDITOR
    )


def may_read_certificates(actor: Actor, *, office_id: int, unit_id: int) -> bool:
    """Return whether the actor may read and take out the certificates of an assessment.

    They are handed out, and hold no name, no score and no word of an expert.
    """
    if actor.office_id != office_id:
        return False
    if actor.has(*SPONSOR) and actor.unit_id == unit_id:
        return True
    return actor.has(Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST, Role.AUDITOR)


def refuse(action: AssessmentAction, actor: Actor, facts: AssessmentFacts) -> RefusalReason | None:
    """Return why the actor may not take this action on the assessment now, or None.

    The page that shows the button and the service that acts both ask here.
    """
    entry = STEPS.get((facts.state, action))
    if entry is None:
        return RefusalReason.WRONG_STATE
    if not actor.has(*entry.roles):
        return RefusalReason.NOT_YOUR_ROLE
    if not may_see_assessment(
        actor, office_id=facts.office_id, unit_id=facts.unit_id, state=facts.state
    ):
        return RefusalReason.NOT_YOUR_RECORD
    for name in entry.guards:
        holds, reason = GUARDS[name]
        if not holds(facts, actor):
            return reason
    return None


def missing_names(reason: str, facts: AssessmentFacts) -> tuple[str, ...]:
    """Return the names of what a refusal says is missing; none for other refusals.

    >>> facts = AssessmentFacts(AssessmentState.FILED, 1, 1, ("D27",), unestimated=("B01",))
    >>> missing_names(RefusalReason.DOCUMENTS_MISSING, facts)
    ('D27',)
    """
    names: dict[str, tuple[str, ...]] = {
        RefusalReason.DOCUMENTS_MISSING: facts.missing_documents,
        RefusalReason.ESTIMATE_MISSING: facts.unestimated,
        RefusalReason.MEASURES_MISSING: facts.unmeasured,
    }
    return names.get(reason, ())


def refuse_reading(actor: Actor, facts: SheetFacts) -> RefusalReason | None:
    """Return why the expert may not open the review's documents now, or None.

    They are there for the work: with the round closed, only who submitted still reads.
    """
    if reason := _refuse_member(actor, facts):
        return reason
    if facts.member_state not in {MemberState.READY, MemberState.SUBMITTED}:
        return RefusalReason.NOT_DECLARED
    if facts.round_state is RoundState.CLOSED and facts.member_state is MemberState.READY:
        return RefusalReason.ROUND_CLOSED
    return None


def refuse_own_record(actor: Actor, facts: SheetFacts) -> RefusalReason | None:
    """Return why the expert may not read what the own sheets of all rounds say, or None.

    What somebody wrote stays readable to its writer for ever, handed in or not; papers of the
    case are not among it.
    """
    if reason := _refuse_member(actor, facts):
        return reason
    is_declared = facts.member_state in {MemberState.READY, MemberState.SUBMITTED}
    return None if is_declared else RefusalReason.NOT_DECLARED


def refuse_saving(actor: Actor, facts: SheetFacts) -> RefusalReason | None:
    """Return why the expert may not change the sheet now, or None."""
    if reason := refuse_reading(actor, facts):
        return reason
    if facts.sheet_state is SheetState.SUBMITTED:
        return RefusalReason.SHEET_FROZEN
    if facts.round_state is not RoundState.OPEN:
        return RefusalReason.ROUND_CLOSED
    return None


def refuse_submission(actor: Actor, facts: SheetFacts) -> RefusalReason | None:
    """Return why the expert may not submit the sheet now, or None."""
    if reason := refuse_saving(actor, facts):
        return reason
    if facts.is_suspended:  # what is typed is kept all the same
        return RefusalReason.CASE_SUSPENDED
    return RefusalReason.SHEET_INCOMPLETE if facts.missing else None


def _refuse_member(actor: Actor, facts: SheetFacts) -> RefusalReason | None:
    if not actor.has(Role.EXPERT) or actor.expert_id is None:
        return RefusalReason.NOT_YOUR_ROLE
    if actor.office_id != facts.office_id or actor.expert_id != facts.owner_expert_id:
        return RefusalReason.NOT_YOUR_SHEET
    if facts.member_state is MemberState.RECUSED:
        return RefusalReason.RECUSED
    return None


def refuse_closing(
    actor: Actor, *, round_state: RoundState, submitted: int, quorum: int
) -> RefusalReason | None:
    """Return why the round may not be closed now, or None; never before the quorum is in.

    >>> officer = Actor(1, 1, roles=frozenset({Role.CASE_OFFICER}))
    >>> refuse_closing(officer, round_state=RoundState.OPEN, submitted=4, quorum=5)
    <RefusalReason.QUORUM_MISSING: 'quorum_missing'>
    """
    if not actor.has(Role.CASE_OFFICER):
        return RefusalReason.NOT_YOUR_ROLE
    if round_state is not RoundState.OPEN:
        return RefusalReason.ROUND_CLOSED
    return RefusalReason.QUORUM_MISSING if submitted < quorum else None


def consultation_goes_on(kind: ReviewKind, state: ReviewState) -> bool:
    """Return whether a review is a consultation that is not ended: its rounds follow each other."""
    return kind is ReviewKind.EXPERT_CONSULTATION and state is not ReviewState.CLOSED


def may_read_sheets(
    actor: Actor, *, round_state: RoundState, owner_expert_id: int | None, goes_on: bool = False
) -> bool:
    """Return whether the actor may read a sheet: nobody else reads one while its round is open.

    While a consultation `goes_on` the sheets of its closed rounds stay closed to every role of the
    office too: they hold, under their experts' codes, the reasons that feedback and discussion
    show under round names, and would tell whose each name is.
    """
    if actor.expert_id is not None and actor.expert_id == owner_expert_id:
        return True
    if goes_on or round_state is not RoundState.CLOSED:
        return False
    return actor.has(Role.CASE_OFFICER, Role.APPROVER, Role.ARCHIVIST, Role.AUDITOR)
