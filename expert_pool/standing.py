"""Life of an expert in the pool as one pure table: state, action, who, under which guards.

From application to removal (handbook 6.2 and 6.6). Pages and services ask the same functions. What
differs between regions (reasons, days, conditions) is in the pool manual; here stand its outcomes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from expert_pool.vocabulary import ExpertAction as A
from expert_pool.vocabulary import ExpertState as S

OWN_REQUEST = "own_request"
"""The reason by which an expert leaves or pauses without the office; manuals use this code."""


class Party(StrEnum):
    """As whom somebody acts on an expert's standing."""

    APPLICANT = "applicant"
    UNIT = "unit"
    KEEPER = "keeper"
    EXPERT = "expert"
    SYSTEM = "system"


APPLICANT = frozenset({Party.APPLICANT})
KEEPER = frozenset({Party.KEEPER})
PROPOSER = frozenset({Party.UNIT, Party.KEEPER})
SYSTEM = frozenset({Party.SYSTEM})
# An expert follows a hearing by the status link too, before there is an account.
HEARD = frozenset({Party.EXPERT, Party.APPLICANT})
SELF = frozenset({Party.EXPERT, Party.KEEPER})
ON_THE_WAY = (S.APPLIED, S.RECOMMENDED, S.UNDER_REVIEW, S.PUBLISHED)
MEMBERS = (S.ACTIVE, S.SUSPENDED, S.EXPIRED)


@dataclass(frozen=True)
class Step:
    """What one action does in one state.

    Attributes
    ----------
    after : ExpertState
        State that it leads to; the same one for acts that are recorded only.
    parties : frozenset of Party
        Who may act.
    guards : tuple of str
        Names in `GUARDS`, all of which must hold.
    """

    after: S
    parties: frozenset[Party]
    guards: tuple[str, ...] = ()


_FORM = ("apart", "consent", "no_return", "attachments", "years", "title", "conditions")
STEPS: dict[tuple[S | None, A], Step] = {
    (None, A.APPLY): Step(S.APPLIED, APPLICANT, ("self_application", "consent")),
    (None, A.RECOMMEND): Step(S.RECOMMENDED, PROPOSER),
    (S.APPLIED, A.RECOMMEND): Step(S.RECOMMENDED, PROPOSER, ("apart",)),
    **{
        (state, A.RETURN): Step(state, KEEPER, ("apart", "reason"))
        for state in (S.APPLIED, S.RECOMMENDED)
    },
    **{
        (state, A.CORRECT): Step(state, APPLICANT, ("asked",))
        for state in (S.APPLIED, S.RECOMMENDED)
    },
    **{
        (state, A.CHECK_FORM): Step(S.UNDER_REVIEW, KEEPER, _FORM)
        for state in (S.APPLIED, S.RECOMMENDED)
    },
    (S.UNDER_REVIEW, A.CHECK_CLASS): Step(S.UNDER_REVIEW, KEEPER, ("apart", "class_reason")),
    (S.UNDER_REVIEW, A.PUBLISH): Step(S.PUBLISHED, KEEPER, ("apart", "class_checked")),
    (S.PUBLISHED, A.OBJECT): Step(S.PUBLISHED, KEEPER, ("apart", "reason")),
    (S.PUBLISHED, A.APPOINT): Step(S.ACTIVE, KEEPER, ("apart", "publicity_over", "objections")),
    **{(state, A.REFUSE): Step(S.REMOVED, KEEPER, ("apart", "reason")) for state in ON_THE_WAY},
    **{(state, A.REMOVE): Step(S.REMOVED, APPLICANT, ("own_request",)) for state in ON_THE_WAY},
    (S.ACTIVE, A.RENEW): Step(S.ACTIVE, KEEPER, ("apart", "renewal_time", "evaluated")),
    (S.EXPIRED, A.RENEW): Step(S.ACTIVE, KEEPER, ("apart", "evaluated")),
    (S.ACTIVE, A.SUSPEND): Step(S.SUSPENDED, SELF, ("apart", "reason_code")),
    (S.SUSPENDED, A.RESUME): Step(S.ACTIVE, SELF, ("apart", "in_term", "own_pause")),
    (S.ACTIVE, A.EXPIRE): Step(S.EXPIRED, SYSTEM, ("term_over",)),
    (S.SUSPENDED, A.EXPIRE): Step(S.EXPIRED, SYSTEM, ("term_over",)),
    **{
        (state, A.OPEN_HEARING): Step(state, KEEPER, ("apart", "reason_code", "reason", "one"))
        for state in MEMBERS
    },
    **{(state, A.HEAR): Step(state, HEARD, ("hearing_open",)) for state in MEMBERS},
    **{
        (state, A.CLOSE_HEARING): Step(state, KEEPER, ("apart", "hearing_open", "reason"))
        for state in MEMBERS
    },
    **{
        (state, A.REMOVE): Step(S.REMOVED, SELF, ("apart", "reason_code", "heard", "beside"))
        for state in MEMBERS
    },
    **{
        (state, A.ERASE): Step(state, frozenset({Party.KEEPER, Party.SYSTEM}))
        for state in (S.EXPIRED, S.REMOVED)
    },
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What the rules may know of an expert; outcomes and counts, never the texts.

    Attributes
    ----------
    state : ExpertState or None
        None before the application.
    is_own, is_staff : bool
        The actor is this expert; the expert holds an account of the office.
    has_consented, is_returned : bool
        The consent is given; the application was sent back and not corrected yet.
    missing : tuple of str
        Codes of attachments that are not there.
    has_years, has_title : bool
        Years of practice and title suffice.
    unmet : tuple of str
        Conditions that were not checked or do not hold.
    is_class_checked, changes_class : bool
        Class and profession were looked at since the formal check; are corrected now.
    is_publicity_over, has_objections : bool
        The last day of publicity has passed; objections were recorded.
    is_in_term, is_renewal_time : bool
        The term has not ended; its end is near enough to renew.
    is_well_evaluated : bool
        The last yearly result is one with which a term is renewed.
    reason, reason_code : str
        What the actor gives; `reason_codes` are those of the manual for this action.
    needs_hearing : bool
        The manual asks to hear the expert on this reason.
    hearing_code : str
        Reason of the open hearing, empty when none is open.
    is_heard : bool
        The expert has answered in the open hearing, or its last day has passed.
    paused_by_self : bool
        The expert asked for the suspension.
    """

    state: S | None
    is_own: bool = False
    is_staff: bool = False
    self_application: bool = True
    has_consented: bool = False
    is_returned: bool = False
    missing: tuple[str, ...] = ()
    has_years: bool = False
    has_title: bool = False
    unmet: tuple[str, ...] = ()
    is_class_checked: bool = False
    changes_class: bool = False
    is_publicity_over: bool = False
    has_objections: bool = False
    is_in_term: bool = True
    is_renewal_time: bool = False
    is_well_evaluated: bool = False
    reason: str = ""
    reason_code: str = ""
    reason_codes: frozenset[str] = frozenset()
    needs_hearing: bool = False
    hearing_code: str = ""
    is_heard: bool = False
    paused_by_self: bool = False

    @property
    def has_reason(self) -> bool:
        """Whether something is written as reason."""
        return bool(self.reason.strip())


Guard = Callable[[Facts, Party], bool]


def _is_apart(facts: Facts, party: Party) -> bool:
    return party is not Party.KEEPER or not (facts.is_own or facts.is_staff)


def _is_heard(facts: Facts, _party: Party) -> bool:
    return not facts.needs_hearing or (facts.hearing_code == facts.reason_code and facts.is_heard)


def _is_told_beside(facts: Facts, party: Party) -> bool:
    """Whoever removes past an open hearing, for a reason that needs none, writes why."""
    is_past = party is Party.KEEPER and facts.hearing_code and not facts.needs_hearing
    return not is_past or facts.has_reason


def _has_code(facts: Facts, party: Party) -> bool:
    if party is Party.EXPERT:
        return facts.reason_code == OWN_REQUEST
    return facts.reason_code in facts.reason_codes


# guard: (condition, code of the refusal; the words stand in riskassess.wording.pool_life)
GUARDS: dict[str, tuple[Guard, str]] = {
    "apart": (_is_apart, "pool_own_case"),
    "self_application": (lambda f, _: f.self_application, "pool_no_self_application"),
    "consent": (lambda f, _: f.has_consented, "pool_consent_missing"),
    "no_return": (lambda f, _: not f.is_returned, "pool_still_returned"),
    "asked": (lambda f, _: f.is_returned or not f.has_consented, "pool_nothing_to_correct"),
    "attachments": (lambda f, _: not f.missing, "pool_attachment_missing"),
    "years": (lambda f, _: f.has_years, "pool_years_short"),
    "title": (lambda f, _: f.has_title, "pool_title_low"),
    "conditions": (lambda f, _: not f.unmet, "pool_condition_unmet"),
    "reason": (lambda f, _: f.has_reason, "pool_reason_missing"),
    "class_reason": (lambda f, _: not f.changes_class or f.has_reason, "pool_reason_missing"),
    "class_checked": (lambda f, _: f.is_class_checked, "pool_class_unchecked"),
    "publicity_over": (lambda f, _: f.is_publicity_over, "pool_publicity_running"),
    "objections": (lambda f, _: not f.has_objections or f.has_reason, "pool_objection_unanswered"),
    "in_term": (lambda f, _: f.is_in_term, "pool_term_over"),
    "term_over": (lambda f, _: not f.is_in_term, "pool_term_running"),
    "renewal_time": (lambda f, _: f.is_renewal_time, "pool_renewal_early"),
    "evaluated": (lambda f, _: f.is_well_evaluated or f.has_reason, "pool_evaluation_missing"),
    "reason_code": (_has_code, "pool_reason_code"),
    "own_request": (lambda f, _: f.reason_code == OWN_REQUEST, "pool_reason_code"),
    "own_pause": (lambda f, p: p is Party.KEEPER or f.paused_by_self, "pool_not_own_pause"),
    "one": (lambda f, _: not f.hearing_code, "pool_hearing_open"),
    "hearing_open": (lambda f, _: bool(f.hearing_code), "pool_no_hearing"),
    "heard": (_is_heard, "pool_not_heard"),
    "beside": (_is_told_beside, "pool_reason_missing"),
}


def refuse(action: A, party: Party, facts: Facts) -> str | None:
    """Return the code of why this party may not act now, or None.

    >>> refuse(A.PUBLISH, Party.KEEPER, Facts(S.UNDER_REVIEW))
    'pool_class_unchecked'
    >>> refuse(A.PUBLISH, Party.KEEPER, Facts(S.UNDER_REVIEW, is_class_checked=True)) is None
    True
    """
    step = STEPS.get((facts.state, action))
    if step is None:
        return "wrong_state"
    if party not in step.parties:
        return "not_your_role"
    failed = (code for name in step.guards for holds, code in [GUARDS[name]]
              if not holds(facts, party))  # fmt: skip
    return next(failed, None)


def next_state(state: S | None, action: A) -> S:
    """Return the state that an action leads to; raises KeyError where there is no such step.

    >>> next_state(S.PUBLISHED, A.APPOINT)
    <ExpertState.ACTIVE: 'active'>
    """
    return STEPS[state, action].after
