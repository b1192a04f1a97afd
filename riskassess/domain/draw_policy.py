"""Who may do what to a draw: every answer is a reason against it, or None.

Nobody is exempt: no role in this file may draw again, appoint or open a list without the rule that
is asked here, and nobody decides on the own request (handbook 6.3).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from riskassess.domain.actor import Actor
from riskassess.domain.pool_manual.rules import WhenListOpens
from riskassess.domain.review_policy import GRADED
from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState, RefusalReason, Role


class DrawRefusal(StrEnum):
    """Why a draw refuses; the text stands in `riskassess.wording.draws`."""

    DRAW_PENDING = "draw_pending"
    DRAW_OVER = "draw_over"
    NOT_NEWEST = "draw_not_newest"
    TOO_EARLY = "draw_too_early"
    VALUE_ENTERED = "draw_value_entered"
    SAME_PERSON = "draw_same_person"
    CONFIRM_OWN = "draw_confirm_own"
    NOTHING_TO_CONFIRM = "draw_nothing_to_confirm"
    VALUE_CHANGED = "draw_value_changed"
    REQUEST_OPEN = "draw_request_open"
    REQUEST_DECIDED = "draw_request_decided"
    OWN_REQUEST = "draw_own_request"


Reason = RefusalReason | DrawRefusal
CONFIRMERS = (Role.CASE_OFFICER, Role.APPROVER)
READERS = (Role.CASE_OFFICER, Role.POOL_KEEPER)
FILED = GRADED - {AssessmentState.GRADE_PROPOSED}


@dataclass(frozen=True)
class PanelFacts:
    """How a panel stands: round, seats taken and wanted, whether a draw waits for its values."""

    round_state: RoundState | None
    seated: int
    size: int
    is_announced: bool = False


def refuse_announcement(actor: Actor, facts: PanelFacts) -> Reason | None:
    """Return why no supplementary or new draw may be announced now, or None."""
    if not actor.has(Role.CASE_OFFICER):
        return RefusalReason.NOT_YOUR_ROLE
    if facts.round_state is not RoundState.OPEN:
        return RefusalReason.ROUND_CLOSED
    if facts.is_announced:
        return DrawRefusal.DRAW_PENDING
    return RefusalReason.PANEL_COMPLETE if facts.seated >= facts.size else None


@dataclass(frozen=True)
class SourceFacts:
    """How one announced source stands: who may give its values, from when on, who gave others.

    `role` is that of whoever throws, None for published values; `throwers` are the accounts that
    count as having entered the other thrown sources of the draw, `entered_by` those of this one:
    the account itself, and whom it stood in for.
    """

    is_announced: bool
    expected_at: datetime
    role: Role | None
    is_entered: bool
    throwers: Collection[int | None] = ()
    entered_by: Collection[int | None] = ()
    is_confirmed: bool = False


def refuse_values(actor: Actor, facts: SourceFacts, *, now: datetime) -> Reason | None:
    """Return why the actor may not enter the values of a source now, or None.

    Published values may be corrected until another person has confirmed them; a throw never.
    """
    if not actor.has(facts.role or Role.CASE_OFFICER):
        return RefusalReason.NOT_YOUR_ROLE
    if not facts.is_announced:
        return DrawRefusal.DRAW_OVER
    if facts.is_entered and (facts.role or facts.is_confirmed):
        return DrawRefusal.VALUE_ENTERED
    if facts.role and not actor.persons_as(facts.role).isdisjoint(facts.throwers):
        return DrawRefusal.SAME_PERSON
    return DrawRefusal.TOO_EARLY if now < facts.expected_at else None


def refuse_confirmation(actor: Actor, facts: SourceFacts) -> Reason | None:
    """Return why the actor may not confirm the published values of a source, or None."""
    if not actor.has(*CONFIRMERS):
        return RefusalReason.NOT_YOUR_ROLE
    if not facts.is_announced:
        return DrawRefusal.DRAW_OVER
    if facts.role or not facts.is_entered or facts.is_confirmed:
        return DrawRefusal.NOTHING_TO_CONFIRM
    is_own = not confirms_as(actor).isdisjoint(facts.entered_by)
    return DrawRefusal.CONFIRM_OWN if is_own else None


def confirms_as(actor: Actor) -> frozenset[int | None]:
    """Return whose values are the actor's own when they are to be confirmed."""
    return frozenset().union(*(actor.persons_as(role) for role in CONFIRMERS))


def refuse_redraw(
    actor: Actor,
    *,
    is_cancelled: bool,
    is_newest: bool,
    round_state: RoundState | None,
    has_request: bool,
) -> Reason | None:
    """Return why no redraw may be asked for, or None.

    Only the newest draw of a review can be drawn again: a later one was made beside its panel.
    """
    if not actor.has(Role.CASE_OFFICER):
        return RefusalReason.NOT_YOUR_ROLE
    if round_state is not RoundState.OPEN:
        return RefusalReason.ROUND_CLOSED
    if is_cancelled:
        return DrawRefusal.DRAW_OVER
    if not is_newest:
        return DrawRefusal.NOT_NEWEST
    return DrawRefusal.REQUEST_OPEN if has_request else None


def refuse_appointment(actor: Actor, facts: PanelFacts, *, has_request: bool) -> Reason | None:
    """Return why nobody may be proposed for a direct appointment now, or None.

    Only a place that nobody holds can be given, and not while a draw for it is announced.
    """
    reason = refuse_announcement(actor, facts)
    if reason is not None:
        return reason
    return DrawRefusal.REQUEST_OPEN if has_request else None


def refuse_decision(actor: Actor, *, requested_by: int | None, is_open: bool) -> Reason | None:
    """Return why the actor may not decide on a request, or None: never on the own one."""
    if not actor.has(Role.APPROVER):
        return RefusalReason.NOT_YOUR_ROLE
    if requested_by in actor.persons_as(Role.APPROVER):
        return DrawRefusal.OWN_REQUEST
    return None if is_open else DrawRefusal.REQUEST_DECIDED


def refuse_reading(actor: Actor) -> Reason | None:
    """Return why the actor may not open a sealed list even with a purpose, or None."""
    return None if actor.has(*READERS) else RefusalReason.NOT_YOUR_ROLE


def may_read_panel(actor: Actor, *, is_open: bool) -> bool:
    """Return whether the actor may read who sits on a panel: until then its officer and auditor."""
    return is_open or actor.has(Role.CASE_OFFICER, Role.AUDITOR)


def list_is_open(
    when: WhenListOpens,
    *,
    is_drawn: bool,
    round_state: RoundState | None,
    assessment_state: AssessmentState,
) -> bool:
    """Return whether the lists of a draw are no longer sealed.

    >>> list_is_open(WhenListOpens.ROUND_CLOSED, is_drawn=True,
    ...              round_state=RoundState.OPEN, assessment_state=AssessmentState.IN_REVIEW)
    False
    """
    if when is WhenListOpens.DRAWN:
        return is_drawn
    if when is WhenListOpens.ROUND_CLOSED:
        return round_state is RoundState.CLOSED
    return assessment_state in FILED
