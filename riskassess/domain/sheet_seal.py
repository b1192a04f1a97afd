"""What the sheets of an open round ask of the seal that keeps them closed; given from outside."""

from typing import Protocol


class DraftSeal(Protocol):
    """Seals a draft for its sheet and opens it again."""

    def seal_draft(self, plain: bytes, *, sheet_id: int) -> bytes:
        """Return a draft sealed for its sheet."""

    def open_draft(self, sealed: bytes, *, sheet_id: int) -> bytes:
        """Return the draft of a sheet."""


class Opener(Protocol):
    """The opening half of a round's key."""

    @property
    def public_key(self) -> str:
        """Return the half that everything was sealed with."""

    def open(self, sealed: bytes, *, bound: str) -> bytes:
        """Return what was sealed for the round and `bound`."""


class RoomSeal(DraftSeal, Protocol):
    """Makes, uses and opens the keys of rounds."""

    def new_round(self, *, round_id: int) -> tuple[str, str]:
        """Return the public half of a new key, and the other half under the server's key file."""

    def seal_for_round(self, public_key: str, plain: bytes, *, bound: str) -> bytes:
        """Return what only the other half of the round's key opens, and only for `bound`."""

    def open_round(self, wrapped: str, *, round_id: int) -> Opener:
        """Return what opens a round whose key the server holds."""
