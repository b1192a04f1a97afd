"""Personal fields encrypted at rest: AES-256-GCM, the keys in one folder outside the database.

A sealed text names its key, so that keys can be changed while older texts still open, and is bound
to its office and expert: moved to another row it does not open.
"""

import base64
import binascii
from pathlib import Path

from riskassess.adapters.key_folder import KEY_ID_LENGTH, KeyFolder, SealError

__all__ = ["PersonalSeal", "SealError"]
FORM = "s1"


class PersonalSeal:
    """Seals and opens personal texts; the first key is made when one is first needed."""

    def __init__(self, folder: Path) -> None:
        self._keys = KeyFolder(folder)

    def seal(self, text: str, *, office_id: int, expert: str) -> str:
        """Return a text sealed for an expert, by the code in the pool; nothing stays nothing."""
        if not text:
            return ""
        key_id, sealed = self._keys.seal(text.encode(), _bound_to(office_id, expert))
        return f"{FORM}:{key_id}:{base64.urlsafe_b64encode(sealed).decode('ascii')}"

    def open(self, sealed: str, *, office_id: int, expert: str) -> str:
        """Return the text that was sealed for this expert; raises SealError."""
        if not sealed:
            return ""
        form, _, rest = sealed.partition(":")
        key_id, _, content = rest.partition(":")
        if form != FORM or len(key_id) != KEY_ID_LENGTH:
            raise SealError("seal_tampered", "not of the form of a seal")
        try:
            raw = base64.b64decode(content.encode("ascii"), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as problem:
            raise SealError("seal_tampered", f"key {key_id}") from problem
        return self._keys.open(key_id, raw, _bound_to(office_id, expert)).decode()

    def rotate(self) -> str:
        """Put a new key in use, keep the old ones, and return its id."""
        return self._keys.rotate()

    def is_current(self, sealed: str) -> bool:
        """Say whether a text is sealed with the key in use; an empty one needs no key."""
        return not sealed or sealed.startswith(f"{FORM}:{self._keys.current()}:")


def _bound_to(office_id: int, expert: str) -> bytes:
    """Return what a sealed text belongs to: it opens for nothing else."""
    return f"{office_id}:{expert}".encode()
