"""What an assessment waits for now, and on whom: the to-do list and the phase track ask here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from riskassess.domain.room_vocabulary import RoundState
from riskassess.domain.vocabulary import AssessmentState as S

SOON = timedelta(days=7)


class TaskKind(StrEnum):
    """One thing to do; its words, its verb and its page stand in `riskassess.web.tasks`."""

    FINISH_DRAFT = "finish_draft"
    ANSWER_RETURN = "answer_return"
    RUN_SURVEY = "run_survey"
    PREPARE = "prepare"
    ANSWER_REVISION = "answer_revision"
    PROVE_MEASURES = "prove_measures"
    CHECK_REGISTRATION = "check_registration"
    CHECK_PREPARATION = "check_preparation"
    OPEN_REVIEW = "open_review"
    ENTER_VALUES = "enter_values"
    THROW_DICE = "throw_dice"
    CONFIRM_VALUES = "confirm_values"
    DECIDE_DRAW_REQUEST = "decide_draw_request"
    FILL_PANEL = "fill_panel"
    CLOSE_ROUND = "close_round"
    GIVE_SCORES = "give_scores"
    OPEN_LOCKED_ROUND = "open_locked_round"
    DECIDE_RISKS = "decide_risks"
    LEAD_CONSULTATION = "lead_consultation"
    SEND_MATERIALS = "send_materials"
    HOLD_MEETING = "hold_meeting"
    PUT_OFF_REVIEW = "put_off_review"
    PROPOSE_GRADE = "propose_grade"
    APPROVE_GRADE = "approve_grade"
    RECORD_DECISION = "record_decision"
    START_TRACKING = "start_tracking"
    CHECK_MEASURES = "check_measures"
    CLOSE_CASE = "close_case"
    SEAL_DOSSIER = "seal_dossier"
    RESUME_CASE = "resume_case"
    DECIDE_CORRECTION = "decide_correction"
    ANSWER_INVITATION = "answer_invitation"
    DECLARE = "declare"
    FILL_SHEET = "fill_sheet"
    ANSWER_REOPENING = "answer_reopening"
    SIGN_PAGE = "sign_page"
    ELECT_LEADER = "elect_leader"
    DRAFT_OPINION = "draft_opinion"
    VOTE_OPINION = "vote_opinion"
    END_VOTE = "end_vote"
    AGREE_OPINION = "agree_opinion"
    MAKE_SIGNATURE_PAGE = "make_signature_page"
    REMAKE_SIGNATURE_PAGE = "remake_signature_page"
    COLLECT_SIGNATURES = "collect_signatures"
    READ_FEEDBACK = "read_feedback"
    JOIN_MEETING = "join_meeting"
    RENEW_TERM = "renew_term"
    APPROVE_MANUAL = "approve_manual"
    CHECK_APPLICATION = "check_application"
    CHECK_CLASS = "check_class"
    START_PUBLICITY = "start_publicity"
    APPOINT_EXPERT = "appoint_expert"
    DECIDE_HEARING = "decide_hearing"
    ANSWER_HEARING = "answer_hearing"
    JUDGE_WORK = "judge_work"
    DECIDE_CONTEST = "decide_contest"
    ENLARGE_POOL = "enlarge_pool"
    RULE_NAMES = "rule_names"
    RECUSE_MEMBER = "recuse_member"
    KNOW_ACCESS = "know_access"


class Party(StrEnum):
    """Who has to act."""

    SPONSOR = "sponsor"
    OFFICER = "officer"
    APPROVER = "approver"
    ARCHIVIST = "archivist"
    EXPERTS = "experts"
    POOL_KEEPER = "pool_keeper"
    KEY_HOLDERS = "key_holders"


class Bucket(StrEnum):
    """Part of the to-do list."""

    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    WAITING = "waiting"


_SPONSOR = (
    TaskKind.FINISH_DRAFT, TaskKind.ANSWER_RETURN, TaskKind.RUN_SURVEY, TaskKind.PREPARE,
    TaskKind.ANSWER_REVISION, TaskKind.PROVE_MEASURES,
)  # fmt: skip
_EXPERTS = (
    TaskKind.ELECT_LEADER, TaskKind.DRAFT_OPINION, TaskKind.VOTE_OPINION, TaskKind.AGREE_OPINION,
    TaskKind.GIVE_SCORES, TaskKind.ANSWER_INVITATION, TaskKind.DECLARE, TaskKind.FILL_SHEET,
    TaskKind.ANSWER_REOPENING,
    TaskKind.ANSWER_HEARING, TaskKind.READ_FEEDBACK, TaskKind.JOIN_MEETING, TaskKind.SIGN_PAGE,
)  # fmt: skip
_POOL_KEEPER = (
    TaskKind.RENEW_TERM, TaskKind.CHECK_APPLICATION, TaskKind.CHECK_CLASS,
    TaskKind.START_PUBLICITY, TaskKind.APPOINT_EXPERT, TaskKind.DECIDE_HEARING,
    TaskKind.DECIDE_CONTEST, TaskKind.ENLARGE_POOL, TaskKind.RULE_NAMES,
)  # fmt: skip
PARTY_OF: dict[TaskKind, Party] = {
    **dict.fromkeys(TaskKind, Party.OFFICER),
    **dict.fromkeys(_SPONSOR, Party.SPONSOR),
    **dict.fromkeys(_EXPERTS, Party.EXPERTS),
    **dict.fromkeys(
        (TaskKind.APPROVE_GRADE, TaskKind.APPROVE_MANUAL, TaskKind.DECIDE_DRAW_REQUEST),
        Party.APPROVER,
    ),
    TaskKind.THROW_DICE: Party.POOL_KEEPER,
    TaskKind.OPEN_LOCKED_ROUND: Party.KEY_HOLDERS,
    TaskKind.CONFIRM_VALUES: Party.APPROVER,
    TaskKind.SEAL_DOSSIER: Party.ARCHIVIST,
    **dict.fromkeys(_POOL_KEEPER, Party.POOL_KEEPER),
}


@dataclass(frozen=True)
class Progress:
    """Counts that decide what an assessment waits for; no records."""

    state: S
    handed_in: bool = False
    factors_fixed: bool = False
    round_state: RoundState | None = None
    submitted: int = 0
    quorum: int = 0
    seated: int = 0
    panel_size: int = 0
    is_announced: bool = False
    # A consultation that is not ended goes on after each closed round.
    goes_on: bool = False
    # A project review whose panel has not agreed on its group opinion.
    awaits_opinion: bool = False
    open_risks: int = 0
    # The day of an open round, with what it was put off by; it goes before the manual's clock.
    round_due: date | None = None
    goes_ahead: bool = True
    measures: int = 0
    proven: int = 0
    confirmed: int = 0


@dataclass(frozen=True)
class Task:
    """One line of a to-do list.

    Attributes
    ----------
    kind : TaskKind
        What is to be done.
    subject_id : int
        Id for the page that the verb opens: the assessment; for experts the panel member, for the
        pool keeper the expert, for an imported manual its proposal.
    title, code : str
        The project, the expert or the manual.
    since : datetime
        Since when it waits.
    due_on : date or None
        Last day in time; None when no clock runs.
    bucket : Bucket
        Part of the list.
    is_late, is_certain : bool
        Whether the day has passed; whether the holidays of its year are known.
    count : int
        How many measures, points or sheets; 0 when nothing is counted.
    is_own_proposal : bool
        The reader proposed the grade, so another must approve it.
    """

    kind: TaskKind
    subject_id: int
    title: str
    code: str
    since: datetime
    due_on: date | None
    bucket: Bucket
    is_late: bool = False
    is_certain: bool = True
    count: int = 0
    is_own_proposal: bool = False

    @property
    def party(self) -> Party:
        """Who has to act."""
        return PARTY_OF[self.kind]


def _preparing(progress: Progress) -> tuple[TaskKind, ...]:
    if progress.factors_fixed:
        return (TaskKind.OPEN_REVIEW,)
    return (TaskKind.CHECK_PREPARATION if progress.handed_in else TaskKind.PREPARE,)


def _after_round(progress: Progress) -> tuple[TaskKind, ...]:
    """Return what follows a closed round: the grade, or in a consultation the way on."""
    if not progress.goes_on:
        return (TaskKind.AGREE_OPINION if progress.awaits_opinion else TaskKind.PROPOSE_GRADE,)
    return (TaskKind.DECIDE_RISKS if progress.open_risks else TaskKind.LEAD_CONSULTATION,)


def _in_review(progress: Progress) -> tuple[TaskKind, ...]:
    if progress.round_state is None:
        return (TaskKind.OPEN_REVIEW,)
    if progress.round_state is RoundState.LOCKED:
        return (TaskKind.OPEN_LOCKED_ROUND,)
    if progress.round_state is RoundState.CLOSED:
        return _after_round(progress)
    if progress.is_announced:
        return (TaskKind.ENTER_VALUES,)
    if progress.submitted >= progress.quorum:
        return (TaskKind.CLOSE_ROUND,)
    if progress.seated < progress.panel_size:
        return (TaskKind.FILL_PANEL, TaskKind.GIVE_SCORES)
    return (TaskKind.GIVE_SCORES,)


def _tracking(progress: Progress) -> tuple[TaskKind, ...]:
    kinds = [TaskKind.CHECK_MEASURES] if progress.proven else []
    if progress.measures > progress.proven + progress.confirmed:
        kinds.append(TaskKind.PROVE_MEASURES)
    return tuple(kinds) or (TaskKind.CLOSE_CASE,)


def _decided(progress: Progress) -> tuple[TaskKind, ...]:
    return (TaskKind.START_TRACKING if progress.goes_ahead else TaskKind.CLOSE_CASE,)


_NEXT: dict[S, tuple[TaskKind, ...] | Callable[[Progress], tuple[TaskKind, ...]]] = {
    S.DRAFT: (TaskKind.FINISH_DRAFT,),
    S.SUBMITTED: (TaskKind.CHECK_REGISTRATION,),
    S.RETURNED: (TaskKind.ANSWER_RETURN,),
    S.SURVEYING: (TaskKind.RUN_SURVEY,),
    S.PREPARING: _preparing,
    S.IN_REVIEW: _in_review,
    S.REVISING: (TaskKind.ANSWER_REVISION,),
    S.GRADE_PROPOSED: (TaskKind.APPROVE_GRADE,),
    S.FILED: (TaskKind.RECORD_DECISION,),
    S.DECIDED: _decided,
    S.TRACKING: _tracking,
    S.CLOSED: (TaskKind.SEAL_DOSSIER,),
    S.ARCHIVED: (),
    S.SUSPENDED: (TaskKind.RESUME_CASE,),
    S.CANCELLED: (),
}


def next_tasks(progress: Progress) -> tuple[TaskKind, ...]:
    """Return what the assessment waits for now, the most pressing first; nothing at the end.

    >>> next_tasks(Progress(S.PREPARING, handed_in=True))
    (<TaskKind.CHECK_PREPARATION: 'check_preparation'>,)
    """
    entry = _NEXT[progress.state]
    return entry(progress) if callable(entry) else entry


def bucket_of(today: date, due: date | None, *, is_mine: bool) -> Bucket:
    """Return the part of the list: today and late, within seven days, later, others' turn.

    What has no clock stands under this week: it can be done at once and is not urgent.

    >>> bucket_of(date(2026, 3, 2), date(2026, 3, 1), is_mine=True)
    <Bucket.TODAY: 'today'>
    """
    if not is_mine:
        return Bucket.WAITING
    if due is None:
        return Bucket.WEEK
    if due <= today:
        return Bucket.TODAY
    return Bucket.WEEK if due <= today + SOON else Bucket.LATER
