"""Password hashes with Argon2id."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Makes and checks hashes; tests use cheap parameters."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # Checked when the login is unknown, so that the answer takes as long as for a known one.
        self._nobody = self._hasher.hash("nobody signs in with this")

    def make(self, password: str) -> str:
        """Return the Argon2id hash of a password."""
        return self._hasher.hash(password)

    def check(self, password_hash: str | None, password: str) -> bool:
        """Return whether the password fits; takes the same time for an unknown account (None).

        Nothing fits the empty hash of an account whose holder has not set a password yet.
        """
        try:
            fits = self._hasher.verify(password_hash or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return fits and bool(password_hash)
