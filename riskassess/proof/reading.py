"""What a reader of packages hands over, whatever program it is."""

from typing import Protocol


class HasDigest(Protocol):
    """A file as a reader gives it."""

    @property
    def digest(self) -> str:
        """Return `sha256:…`."""

    @property
    def size(self) -> int:
        """Return the bytes."""


class ZipFault(Protocol):
    """A fault of the archive itself."""

    @property
    def code(self) -> str:
        """Return what is wrong."""

    @property
    def part(self) -> str:
        """Return the file it is about, or nothing."""
