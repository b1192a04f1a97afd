"""Closed sets of accounts and posts; values are what is stored and put in URLs."""

from enum import StrEnum


class WorkKind(StrEnum):
    """What is tied to an account and not only to a role."""

    REVIEW = "review"
    GRADE_PROPOSAL = "grade_proposal"
    DRAW = "draw"
    DRAW_REQUEST = "draw_request"
    MANUAL_PROPOSAL = "manual_proposal"
    REOPENING = "reopening"
    ROUND_KEY = "round_key"
    PANEL_SEAT = "panel_seat"
    DEPUTY = "deputy"


class LinkPurpose(StrEnum):
    """What a one-time link of an account is for."""

    FIRST_ADMINISTRATOR = "first_administrator"
    INVITATION = "invitation"
    RESET = "reset"
