"""Closed sets of the assessment; values are what is stored, printed in files and put in URLs."""

from enum import StrEnum


class Role(StrEnum):
    """What an account may act as; several roles form a group (see `GROUP_OF`)."""

    PROJECT_UNIT = "project_unit"
    INSTITUTION = "institution"
    EXPERT = "expert"
    CASE_OFFICER = "case_officer"
    APPROVER = "approver"
    POOL_KEEPER = "pool_keeper"
    ARCHIVIST = "archivist"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"


class Group(StrEnum):
    """User group; one blueprint each."""

    SPONSOR = "sponsor"
    EXPERT = "expert"
    OFFICE = "office"
    CONTROL = "control"


GROUP_OF: dict[Role, Group] = {
    **dict.fromkeys((Role.PROJECT_UNIT, Role.INSTITUTION), Group.SPONSOR),
    Role.EXPERT: Group.EXPERT,
    **dict.fromkeys((Role.CASE_OFFICER, Role.APPROVER), Group.OFFICE),
    **dict.fromkeys((Role.POOL_KEEPER, Role.ARCHIVIST), Group.OFFICE),
    **dict.fromkeys((Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN), Group.CONTROL),
}


class Degree(StrEnum):
    """Degree of one factor's risk, mildest first."""

    NEGLIGIBLE = "negligible"
    MINOR = "minor"
    MODERATE = "moderate"
    MAJOR = "major"
    SEVERE = "severe"


class RiskGrade(StrEnum):
    """Grade of an assessment, mildest first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class CriterionKind(StrEnum):
    """One row of the manual's grade table."""

    SINGLE_FACTOR = "single_factor"
    INDEX = "index"
    EVENT = "event"
    HEADCOUNT = "headcount"
    OPPOSITION = "opposition"
    DEDUCTION = "deduction"
    MEMBERSHIP = "membership"


class Moment(StrEnum):
    """Before or after the measures."""

    BEFORE = "before"
    AFTER = "after"


class Stage(StrEnum):
    """When a factor or measure bites: preparation, construction, operation."""

    PREPARATION = "P"
    CONSTRUCTION = "C"
    OPERATION = "O"


class Procedure(StrEnum):
    """How much of the procedure an assessment needs."""

    SIMPLE = "simple"
    GENERAL = "general"
    SPECIAL = "special"


class Phase(StrEnum):
    """The nine phases a project is seen to pass."""

    REGISTRATION = "registration"
    SURVEY = "survey"
    PREPARATION = "preparation"
    REVIEW = "review"
    GRADING = "grading"
    FILING = "filing"
    DECISION = "decision"
    TRACKING = "tracking"
    ARCHIVE = "archive"


class AssessmentState(StrEnum):
    """State of one assessment (design, section 4)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SURVEYING = "surveying"
    PREPARING = "preparing"
    IN_REVIEW = "in_review"
    REVISING = "revising"
    GRADE_PROPOSED = "grade_proposed"
    FILED = "filed"
    DECIDED = "decided"
    TRACKING = "tracking"
    CLOSED = "closed"
    ARCHIVED = "archived"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class AssessmentAction(StrEnum):
    """What moves an assessment, or works on it without moving it."""

    EDIT = "edit"
    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"
    RECORD_SURVEY = "record_survey"
    FINISH_SURVEY = "finish_survey"
    EDIT_FACTORS = "edit_factors"
    HAND_IN = "hand_in"
    RETURN_PREPARATION = "return_preparation"
    FIX_FACTORS = "fix_factors"
    OPEN_REVIEW = "open_review"
    REQUEST_REVISION = "request_revision"
    ANSWER_REVISION = "answer_revision"
    PROPOSE_GRADE = "propose_grade"
    APPROVE_GRADE = "approve_grade"
    SEND_BACK_GRADE = "send_back_grade"
    RECORD_DECISION = "record_decision"
    START_TRACKING = "start_tracking"
    PROVE_MEASURE = "prove_measure"
    CHECK_MEASURE = "check_measure"
    CLOSE = "close"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    ASK_CORRECTION = "ask_correction"
    CORRECT = "correct"


class ReviewKind(StrEnum):
    """Way in which the experts work."""

    PROJECT_REVIEW = "project_review"
    EXPERT_CONSULTATION = "expert_consultation"


class ReviewState(StrEnum):
    """State of a review."""

    GATHERING = "gathering"
    SCORING = "scoring"
    CLOSED = "closed"


class MemberState(StrEnum):
    """Where one drawn member of a panel stands."""

    RESERVE = "reserve"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RECUSED = "recused"
    RELEASED = "released"
    READY = "ready"
    SUBMITTED = "submitted"


class SheetState(StrEnum):
    """State of a sheet; a submitted sheet is frozen."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class SheetAction(StrEnum):
    """What an expert does with the own sheet."""

    SAVE = "save"
    SUBMIT = "submit"
    REOPEN = "reopen"


class ReviewConclusion(StrEnum):
    """An expert's proposal on the report."""

    PASS = "pass"  # noqa: S105 - a word of the field, not a password
    REVISE = "revise"
    FAIL = "fail"


class ProposalState(StrEnum):
    """State of a proposed grade."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT_BACK = "sent_back"


class Decision(StrEnum):
    """Act of the decision body."""

    IMPLEMENT = "implement"
    PARTIAL = "partial"
    POSTPONE = "postpone"
    REJECT = "reject"


class CommitmentState(StrEnum):
    """Whether a measure has been carried out."""

    PLANNED = "planned"
    PROVEN = "proven"
    CONFIRMED = "confirmed"


class JobState(StrEnum):
    """State of long work."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class MessageState(StrEnum):
    """State of an outgoing message; kept ones stay in the outbox for want of a mail server."""

    QUEUED = "queued"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


class DossierState(StrEnum):
    """State of a dossier."""

    BUILDING = "building"
    SEALED = "sealed"
    FAILED = "failed"


class RefusalReason(StrEnum):
    """Why a policy refuses; the text stands in `riskassess.messages`."""

    NOT_YOUR_ROLE = "not_your_role"
    NOT_YOUR_RECORD = "not_your_record"
    WRONG_STATE = "wrong_state"
    NOT_YOUR_SHEET = "not_your_sheet"
    RECUSED = "recused"
    NOT_DECLARED = "not_declared"
    ROUND_CLOSED = "round_closed"
    ROUND_STILL_OPEN = "round_still_open"
    QUORUM_MISSING = "quorum_missing"
    GROUP_OPINION_MISSING = "group_opinion_missing"
    GROUP_OPINION_STALE = "group_opinion_stale"
    MUST_FIX_UNASKED = "must_fix_unasked"
    SHEET_FROZEN = "sheet_frozen"
    SHEET_INCOMPLETE = "sheet_incomplete"
    DOCUMENTS_MISSING = "documents_missing"
    SURVEY_MISSING = "survey_missing"
    FACTORS_MISSING = "factors_missing"
    ESTIMATE_MISSING = "estimate_missing"
    MEASURES_MISSING = "measures_missing"
    POINTS_OPEN = "points_open"
    FACTORS_FIXED = "factors_fixed"
    FACTORS_NOT_FIXED = "factors_not_fixed"
    NOT_HANDED_IN = "not_handed_in"
    PANEL_COMPLETE = "panel_complete"
    REVIEW_LIMIT = "review_limit"
    SAME_PERSON = "same_person"
    FINGERPRINT_CHANGED = "fingerprint_changed"
    ALREADY_DECIDED = "already_decided"
    ALREADY_ANSWERED = "already_answered"
    REASON_MISSING = "reason_missing"
    COMMITMENTS_OPEN = "commitments_open"
    LINK_EXPIRED = "link_expired"
    CASE_SUSPENDED = "case_suspended"
    NO_CLOCK = "no_clock"
    REVIEW_HAS_DAY = "review_has_day"
