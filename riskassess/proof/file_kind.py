"""What kind of published file was checked, where it decides how much the check can say."""

from enum import StrEnum


class Kind(StrEnum):
    """A file with everything in it, or how much less it is."""

    WHOLE = "whole"
    SEALED = "sealed"
    ANNOUNCEMENT = "announcement"
    UNSIGNED = "unsigned"
    SIGNED_PAGE = "signed_page"
    PARTLY_SIGNED = "partly_signed"
