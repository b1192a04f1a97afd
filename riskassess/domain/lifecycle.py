"""Life of an assessment as one pure table (design, section 4)."""

from dataclasses import dataclass

from riskassess.domain.errors import IllegalTransition
from riskassess.domain.vocabulary import AssessmentAction as A
from riskassess.domain.vocabulary import AssessmentState as S
from riskassess.domain.vocabulary import Phase, Role, SheetAction, SheetState

SPONSOR = frozenset({Role.PROJECT_UNIT, Role.INSTITUTION})
OFFICER = frozenset({Role.CASE_OFFICER})
APPROVER = frozenset({Role.APPROVER})
ARCHIVIST = frozenset({Role.ARCHIVIST})


@dataclass(frozen=True)
class Step:
    """What one action does in one state.

    Attributes
    ----------
    after : AssessmentState
        State that the action leads to; the same state for work that does not move it. Of a
        `returns` step it is the step's own state: see `state_after`.
    roles : frozenset of Role
        Who may act.
    guards : tuple of str
        Names of conditions in `riskassess.domain.policy.GUARDS`, all of which must hold.
    documents : tuple of str
        Documents of the manual that the step produces.
    returns : bool
        Whether it leads back to the state from which the assessment was suspended.
    """

    after: S
    roles: frozenset[Role]
    guards: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    returns: bool = False


# Where work goes on, as long as nothing is decided; and until the end.
UNDECIDED = (
    S.SUBMITTED, S.RETURNED, S.SURVEYING, S.PREPARING, S.IN_REVIEW, S.REVISING, S.GRADE_PROPOSED,
    S.FILED,
)  # fmt: skip
RUNNING = (*UNDECIDED, S.DECIDED, S.TRACKING)
# Accepted, and no decision stands on what was registered.
CORRECTABLE = UNDECIDED[2:]
SIDE_STATES = frozenset({S.SUSPENDED, S.CANCELLED})
# Acts beside the way of an assessment; no state waits for them.
SIDE_ACTIONS = frozenset(
    {A.WITHDRAW, A.SUSPEND, A.RESUME, A.EXTEND, A.ASK_CORRECTION, A.CORRECT}
)  # fmt: skip

STEPS: dict[tuple[S, A], Step] = {
    (S.DRAFT, A.EDIT): Step(S.DRAFT, SPONSOR),
    (S.DRAFT, A.SUBMIT): Step(S.SUBMITTED, SPONSOR, ("documents",), ("D01",)),
    (S.SUBMITTED, A.ACCEPT): Step(S.SURVEYING, OFFICER, (), ("D02",)),
    (S.SUBMITTED, A.RETURN): Step(S.RETURNED, OFFICER, ("reason",)),
    (S.RETURNED, A.EDIT): Step(S.RETURNED, SPONSOR),
    (S.RETURNED, A.SUBMIT): Step(S.SUBMITTED, SPONSOR, ("documents", "points"), ("D01",)),
    (S.SURVEYING, A.RECORD_SURVEY): Step(S.SURVEYING, SPONSOR),
    (S.SURVEYING, A.EDIT_FACTORS): Step(S.SURVEYING, SPONSOR),
    (S.SURVEYING, A.FINISH_SURVEY): Step(
        S.PREPARING, SPONSOR, ("documents", "survey"), ("D06", "D07", "D08")
    ),
    (S.PREPARING, A.EDIT_FACTORS): Step(S.PREPARING, SPONSOR, ("not_handed_in",)),
    (S.PREPARING, A.RECORD_SURVEY): Step(S.PREPARING, SPONSOR, ("not_handed_in",)),
    (S.PREPARING, A.HAND_IN): Step(
        S.PREPARING,
        SPONSOR,
        ("not_handed_in", "documents", "factors", "estimates", "measures", "points"),
        ("D13", "D15", "D16", "D18"),
    ),
    (S.PREPARING, A.RETURN_PREPARATION): Step(
        S.PREPARING, OFFICER, ("handed_in", "factors_open", "reason")
    ),
    (S.PREPARING, A.FIX_FACTORS): Step(S.PREPARING, OFFICER, ("handed_in", "factors_open")),
    (S.PREPARING, A.OPEN_REVIEW): Step(S.IN_REVIEW, OFFICER, ("factors_fixed",), ("D19",)),
    (S.IN_REVIEW, A.OPEN_REVIEW): Step(S.IN_REVIEW, OFFICER, ("round_closed",), ("D19",)),
    (S.IN_REVIEW, A.REQUEST_REVISION): Step(
        S.REVISING, OFFICER, ("round_closed", "reason"), ("D22",)
    ),
    (S.REVISING, A.ANSWER_REVISION): Step(S.IN_REVIEW, SPONSOR, ("points", "documents"), ("D23",)),
    (S.IN_REVIEW, A.PROPOSE_GRADE): Step(
        S.GRADE_PROPOSED,
        OFFICER,
        (
            "round_closed",
            "group_opinion",
            "opinion_holds",
            "must_fix_asked",
            "documents",
            "reason",
        ),  # fmt: skip
        ("D24", "D25"),
    ),
    (S.GRADE_PROPOSED, A.APPROVE_GRADE): Step(
        S.FILED, APPROVER, ("another_officer", "fingerprint"), ("D26",)
    ),
    (S.GRADE_PROPOSED, A.SEND_BACK_GRADE): Step(
        S.IN_REVIEW, APPROVER, ("another_officer", "reason")
    ),
    # what was corrected after the approval has to be graded anew
    (S.FILED, A.SEND_BACK_GRADE): Step(S.IN_REVIEW, APPROVER, ("approval_stale", "reason")),
    (S.FILED, A.RECORD_DECISION): Step(
        S.DECIDED, OFFICER, ("documents", "fingerprint", "decision_reason"), ("D27",)
    ),
    (S.DECIDED, A.START_TRACKING): Step(S.TRACKING, OFFICER, ("goes_ahead",)),
    (S.DECIDED, A.CLOSE): Step(S.CLOSED, OFFICER, ("does_not_go_ahead", "reason"), ("D32",)),
    (S.TRACKING, A.PROVE_MEASURE): Step(S.TRACKING, SPONSOR, (), ("D28",)),
    (S.TRACKING, A.CHECK_MEASURE): Step(S.TRACKING, OFFICER, (), ("D28",)),
    (S.TRACKING, A.CLOSE): Step(S.CLOSED, OFFICER, ("commitments", "reason"), ("D32",)),
    (S.CLOSED, A.ARCHIVE): Step(S.ARCHIVED, ARCHIVIST, (), ("D33",)),
    **{(each, A.WITHDRAW): Step(S.CANCELLED, SPONSOR, ("reason",)) for each in UNDECIDED},
    (S.SUSPENDED, A.WITHDRAW): Step(S.CANCELLED, SPONSOR, ("before_decision", "reason")),
    **{(each, A.SUSPEND): Step(S.SUSPENDED, OFFICER, ("reason",)) for each in RUNNING},
    (S.SUSPENDED, A.RESUME): Step(S.SUSPENDED, OFFICER, ("reason",), returns=True),
    **{
        (each, A.EXTEND): Step(each, OFFICER, ("no_review_day", "clock_runs", "reason"))
        for each in RUNNING
    },
    **{(each, A.ASK_CORRECTION): Step(each, SPONSOR, ("reason",)) for each in CORRECTABLE},
    **{(each, A.CORRECT): Step(each, OFFICER, ("reason",)) for each in CORRECTABLE},
}

# Side states have none: theirs is that of the state they were entered from (`standing`).
PHASE_OF: dict[S, Phase] = {
    S.DRAFT: Phase.REGISTRATION,
    S.SUBMITTED: Phase.REGISTRATION,
    S.RETURNED: Phase.REGISTRATION,
    S.SURVEYING: Phase.SURVEY,
    S.PREPARING: Phase.PREPARATION,
    S.IN_REVIEW: Phase.REVIEW,
    S.REVISING: Phase.REVIEW,
    S.GRADE_PROPOSED: Phase.GRADING,
    S.FILED: Phase.FILING,
    S.DECIDED: Phase.DECISION,
    S.TRACKING: Phase.TRACKING,
    S.CLOSED: Phase.ARCHIVE,
    S.ARCHIVED: Phase.ARCHIVE,
}

SHEET_STEPS: dict[tuple[SheetState, SheetAction], SheetState] = {
    (SheetState.DRAFT, SheetAction.SAVE): SheetState.DRAFT,
    (SheetState.DRAFT, SheetAction.SUBMIT): SheetState.SUBMITTED,
    (SheetState.SUBMITTED, SheetAction.REOPEN): SheetState.DRAFT,
}


def step(state: S, action: A) -> Step:
    """Return what the action does in the state.

    Raises
    ------
    IllegalTransition
        If the action does not exist in this state.

    >>> step(S.FILED, A.RECORD_DECISION).after
    <AssessmentState.DECIDED: 'decided'>
    """
    try:
        return STEPS[state, action]
    except KeyError:
        raise IllegalTransition("wrong_state", where=f"{state}:{action}") from None


def state_after(state: S, action: A, *, held: S | None) -> S:
    """Return the state that the action leads to; `held` is the one before a suspension.

    Raises
    ------
    IllegalTransition
        If the action does not exist in this state, or it leads back and nothing is held.

    >>> state_after(S.SUSPENDED, A.RESUME, held=S.IN_REVIEW)
    <AssessmentState.IN_REVIEW: 'in_review'>
    """
    entry = step(state, action)
    if not entry.returns:
        return entry.after
    if held is None:
        raise IllegalTransition("wrong_state", where=f"{state}:{action}")
    return held


def standing(state: S, held: S | None) -> S:
    """Return how far an assessment has come, whether or not it is suspended or cancelled now.

    >>> standing(S.CANCELLED, S.FILED), standing(S.DRAFT, None)
    (<AssessmentState.FILED: 'filed'>, <AssessmentState.DRAFT: 'draft'>)
    """
    return held if state in SIDE_STATES and held is not None else state


def next_sheet_state(state: SheetState, action: SheetAction) -> SheetState:
    """Return the sheet's next state; raise IllegalTransition for a frozen sheet.

    >>> next_sheet_state(SheetState.DRAFT, SheetAction.SUBMIT)
    <SheetState.SUBMITTED: 'submitted'>
    """
    try:
        return SHEET_STEPS[state, action]
    except KeyError:
        raise IllegalTransition("sheet_frozen", where=f"{state}:{action}") from None
