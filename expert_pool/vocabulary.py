"""Closed sets of the expert pool."""

from enum import StrEnum


class ExpertState(StrEnum):
    """Standing of an expert in the pool."""

    APPLIED = "applied"
    RECOMMENDED = "recommended"
    UNDER_REVIEW = "under_review"
    PUBLISHED = "published"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REMOVED = "removed"


MEMBERS = (ExpertState.ACTIVE, ExpertState.SUSPENDED, ExpertState.EXPIRED)
"""Who is or was appointed and has not left the pool."""


class RecusalGround(StrEnum):
    """Why an expert takes no part."""

    EMPLOYMENT = "employment"
    AUTHORSHIP = "authorship"
    KINSHIP = "kinship"
    PROPERTY = "property"
    OTHER = "other"


class ExclusionReason(StrEnum):
    """Why an expert of the pool is no candidate of a draw."""

    TERM_ENDED = "term_ended"
    OUT_OF_POOL = "out_of_pool"
    SAME_UNIT = "same_unit"
    FORMER_UNIT = "former_unit"
    AFFILIATE = "affiliate"
    AUTHORSHIP = "authorship"
    PROPERTY = "property"
    SELF_DECLARED = "self_declared"
    RECUSED = "recused"
    UNAVAILABLE = "unavailable"
    ON_PANEL = "on_panel"
    DECLINED = "declined"


class WayIn(StrEnum):
    """How an expert came into the pool."""

    APPLICATION = "application"
    RECOMMENDATION = "recommendation"
    REGISTRATION = "registration"


class ExpertAction(StrEnum):
    """What moves an expert's standing, or is recorded of it."""

    APPLY = "apply"
    RECOMMEND = "recommend"
    RETURN = "return"
    CORRECT = "correct"
    CHECK_FORM = "check_form"
    CHECK_CLASS = "check_class"
    PUBLISH = "publish"
    OBJECT = "object"
    APPOINT = "appoint"
    REFUSE = "refuse"
    RENEW = "renew"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXPIRE = "expire"
    OPEN_HEARING = "open_hearing"
    HEAR = "hear"
    CLOSE_HEARING = "close_hearing"
    REMOVE = "remove"
    ERASE = "erase"


class Relation(StrEnum):
    """What an expert was to a unit."""

    EMPLOYEE = "employee"
    ADVISER = "adviser"
    SHAREHOLDER = "shareholder"


class MatchRuling(StrEnum):
    """What the pool keeper said of two names that are nearly alike."""

    SAME = "same"
    DIFFERENT = "different"


class Alike(StrEnum):
    """Whether two names are one unit's; who is near to another is asked about, not decided."""

    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"


class Nearness(StrEnum):
    """Why two names are nearly alike."""

    FORM = "form"
    BRANCH = "branch"
    CONTAINED = "contained"
    PLACE = "place"
    ENDING = "ending"
    ABBREVIATION = "abbreviation"
    LIKENESS = "likeness"


class CaseParty(StrEnum):
    """What a unit is to an assessment."""

    PROJECT_UNIT = "project_unit"
    INSTITUTION = "institution"
    ASSESSMENT_SUBJECT = "assessment_subject"


class Affiliation(StrEnum):
    """How a unit belongs to one that acts in an assessment."""

    PARENT = "parent"
    SUBSIDIARY = "subsidiary"
    SIBLING = "sibling"


class ContestState(StrEnum):
    """Where an expert's objection against an exclusion stands."""

    OPEN = "open"
    UPHELD = "upheld"
    LIFTED = "lifted"


class Disclosed(StrEnum):
    """What was shown to somebody and is therefore logged."""

    PHONE = "phone"
    FILE = "file"
    PERSONAL_EXPORT = "personal_export"
    DRAW_LIST = "draw_list"
    PANEL = "panel"


class DrawState(StrEnum):
    """Standing of a draw; the list of an announced one never changes."""

    ANNOUNCED = "announced"
    DRAWN = "drawn"
    CANCELLED = "cancelled"


class DrawKind(StrEnum):
    """What a draw is for."""

    FIRST = "first"
    SUPPLEMENT = "supplement"
    REDRAW = "redraw"


class SourceKind(StrEnum):
    """Who makes the values of a source of randomness."""

    PUBLISHED = "published"
    THROWN = "thrown"


class LedgerKind(StrEnum):
    """One kind of line in the ledger of draws."""

    ANNOUNCEMENT = "announcement"
    DRAW = "draw"
    CANCELLATION = "cancellation"
    SUPPLEMENT = "supplement"
    REDRAW = "redraw"
    REFUSAL = "refusal"
    RECUSAL = "recusal"
    REPLACEMENT = "replacement"
    NO_RESERVE = "no_reserve"
    DIRECT_APPOINTMENT = "direct_appointment"
    IMPORT = "import"


class RequestKind(StrEnum):
    """What one officer asks for and another one decides."""

    REDRAW = "redraw"
    DIRECT_APPOINTMENT = "direct_appointment"


class RequestState(StrEnum):
    """Standing of such a request."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"


class Channel(StrEnum):
    """How a message to an expert travels."""

    MAIL = "mail"
    SMS = "sms"


class RoundOutcome(StrEnum):
    """What became of the position that a round of a draw gave."""

    TAKEN = "taken"
    DRAWN = "drawn"
    EMPLOYER = "employer"
    CLASS = "class"
    RULE = "rule"
