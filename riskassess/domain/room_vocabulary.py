"""Closed sets of the room where experts work; values are what is stored and printed in files."""

from enum import StrEnum


class RoundState(StrEnum):
    """State of one round; a locked one waits for the officers who hold its key."""

    OPEN = "open"
    LOCKED = "locked"
    CLOSED = "closed"


class RoundKind(StrEnum):
    """What a round asks: risks to be added, or estimates."""

    ISSUES = "issues"
    SCORING = "scoring"


class RoundWay(StrEnum):
    """How a round is worked: each in the own time, or all at one factor in a meeting."""

    OWN_TIME = "own_time"
    LIVE = "live"


class KeyHolder(StrEnum):
    """Who holds the opening half of a round's key."""

    SERVER = "server"
    OFFICERS = "officers"


class VersionKind(StrEnum):
    """What a kept version of a sheet is: the first estimates, or what was submitted."""

    FIRST = "first"
    SUBMITTED = "submitted"


class RaisedState(StrEnum):
    """What became of a risk that an expert raised."""

    RAISED = "raised"
    ADDED = "added"
    MERGED = "merged"
    DECLINED = "declined"


class SignInWay(StrEnum):
    """How a member came to the meeting."""

    IN_PERSON = "in_person"
    ONLINE = "online"


class GroupState(StrEnum):
    """State of a group opinion."""

    DRAFT = "draft"
    VOTING = "voting"
    FINAL = "final"
    REPLACED = "replaced"


class PointPlace(StrEnum):
    """Where a passage of the group opinion stands."""

    OPINION = "opinion"
    MUST_FIX = "must_fix"
    AGREED = "agreed"
    DISPUTED = "disputed"
    SET_ASIDE = "set_aside"


class VoteChoice(StrEnum):
    """A member's vote on the group opinion."""

    AGREE = "agree"
    DISSENT = "dissent"


class PageState(StrEnum):
    """State of a signature page; void when the report was changed after it was made."""

    OPEN = "open"
    SIGNED = "signed"
    VOID = "void"


class SignatureWay(StrEnum):
    """How a member signs the page."""

    CERTIFICATE = "certificate"
    SCAN = "scan"


class Adoption(StrEnum):
    """What the sponsor did with a point that had to be mended."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"
