"""Personal fields encrypted at rest: AES-256-GCM, the keys in one folder outside the database.

`<folder>/<key id>.key` holds 32 random bytes as hex, readable by its owner alone; `current` names
the one in use. A sealed text names its key, so that keys can be changed while older texts still
open, and is bound to its office and expert: moved to another row it does not open.
"""

import base64
import binascii
import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORM = "s1"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_ID = re.compile(r"[0-9a-f]{12}")


class SealError(Exception):
    """A text cannot be sealed or opened; `code` says why, `detail` is for the log.

    Codes: `seal_unwritable` (no key can be made), `seal_unreadable` (a key cannot be read),
    `seal_tampered` (the text was changed, or is another expert's).
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class PersonalSeal:
    """Seals and opens personal texts; the first key is made when one is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ciphers: dict[str, AESGCM] = {}
        self._named: tuple[tuple[int, int], str] = ((0, 0), "")

    def seal(self, text: str, *, office_id: int, expert: str) -> str:
        """Return a text sealed for an expert, by the code in the pool; nothing stays nothing."""
        if not text:
            return ""
        key_id = self._current()
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher(key_id).encrypt(nonce, text.encode(), _bound_to(office_id, expert))
        return f"{FORM}:{key_id}:{base64.urlsafe_b64encode(nonce + sealed).decode('ascii')}"

    def open(self, sealed: str, *, office_id: int, expert: str) -> str:
        """Return the text that was sealed for this expert; raises SealError."""
        if not sealed:
            return ""
        form, _, rest = sealed.partition(":")
        key_id, _, content = rest.partition(":")
        if form != FORM or not _KEY_ID.fullmatch(key_id):
            raise SealError("seal_tampered", "not of the form of a seal")
        try:
            raw = base64.b64decode(content.encode("ascii"), altchars=b"-_", validate=True)
            plain = self._cipher(key_id).decrypt(
                raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound_to(office_id, expert)
            )
        except (InvalidTag, binascii.Error, ValueError) as problem:
            raise SealError("seal_tampered", f"key {key_id}") from problem
        return plain.decode()

    def rotate(self) -> str:
        """Put a new key in use, keep the old ones, and return its id."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            key_id = self._create()
            self._written(key_id).replace(self._folder / "current")
        except OSError as problem:
            raise SealError("seal_unwritable", str(problem)) from problem
        return key_id

    def is_current(self, sealed: str) -> bool:
        """Say whether a text is sealed with the key in use; an empty one needs no key."""
        return not sealed or sealed.startswith(f"{FORM}:{self._current()}:")

    def _current(self) -> str:
        named = self._folder / "current"
        if not self._named[1] and not named.is_file():
            self._first(named)
        try:
            found = named.stat()  # another process puts another file in its place
            written = (found.st_ino, found.st_mtime_ns)
            if written == self._named[0]:
                return self._named[1]
            key_id = named.read_text(encoding="ascii").strip()
        except (OSError, ValueError) as problem:
            raise SealError("seal_unreadable", str(problem)) from problem
        if not _KEY_ID.fullmatch(key_id):
            raise SealError("seal_unreadable", "current names no key")
        self._named = (written, key_id)
        return key_id

    def _first(self, named: Path) -> None:
        """Make the first key; of two who try at once, the first to link `current` wins."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            name = self._written(self._create())
            with contextlib.suppress(FileExistsError):
                named.hardlink_to(name)
            name.unlink()
        except OSError as problem:
            raise SealError("seal_unwritable", str(problem)) from problem

    def _create(self) -> str:
        key = os.urandom(_KEY_BYTES)
        key_id = hashlib.sha256(key).hexdigest()[:12]
        self._written(key.hex()).replace(self._folder / f"{key_id}.key")
        return key_id

    def _written(self, content: str) -> Path:
        """Write a file that only its owner may read, under a passing name."""
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".new-")  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        return Path(name)

    def _cipher(self, key_id: str) -> AESGCM:
        if key_id not in self._ciphers:
            try:
                key = bytes.fromhex((self._folder / f"{key_id}.key").read_text(encoding="ascii"))
                if hashlib.sha256(key).hexdigest()[:12] != key_id:
                    raise ValueError("the key is not the one that its name says")
                self._ciphers[key_id] = AESGCM(key)
            except (OSError, ValueError) as problem:
                raise SealError("seal_unreadable", f"key {key_id}: {problem}") from problem
        return self._ciphers[key_id]


def _bound_to(office_id: int, expert: str) -> bytes:
    """Return what a sealed text belongs to: it opens for nothing else."""
    return f"{office_id}:{expert}".encode()
