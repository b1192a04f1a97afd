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
    SAME_UNIT = "same_unit"
    RECUSED = "recused"
    ON_PANEL = "on_panel"
    DECLINED = "declined"
