"""Symmetric keys in one folder outside the database: AES-256-GCM, the first made when needed.

`<folder>/<key id>.key` holds 32 random bytes as hex, readable by its owner alone; `current` names
the one in use. Older keys stay, so that what they sealed still opens.
"""

import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_ID_LENGTH = 12
_KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_ID = re.compile(r"[0-9a-f]{12}")


class SealError(Exception):
    """Something cannot be sealed or opened; `code` says why, `detail` is for the log.

    Codes: `seal_unwritable` (no key can be made), `seal_unreadable` (a key cannot be read),
    `seal_tampered` (what is sealed was changed, or belongs elsewhere).
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class KeyFolder:
    """The keys in one folder, read once each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ciphers: dict[str, AESGCM] = {}
        self._named: tuple[tuple[int, int], str] = ((0, 0), "")

    def seal(self, plain: bytes, bound: bytes) -> tuple[str, bytes]:
        """Return the id of the key in use, and what opens with it for `bound` alone."""
        key_id = self.current()
        nonce = os.urandom(_NONCE_BYTES)
        return key_id, nonce + self._cipher(key_id).encrypt(nonce, plain, bound)

    def open(self, key_id: str, sealed: bytes, bound: bytes) -> bytes:
        """Return what was sealed with a key for `bound`; raises SealError."""
        if not _KEY_ID.fullmatch(key_id):
            raise SealError("seal_tampered", "names no key")
        try:
            return self._cipher(key_id).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
        except (InvalidTag, ValueError) as problem:
            raise SealError("seal_tampered", f"key {key_id}") from problem

    def rotate(self) -> str:
        """Put a new key in use, keep the old ones, and return its id."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            key_id = self._create()
            self._written(key_id).replace(self._folder / "current")
        except OSError as problem:
            raise SealError("seal_unwritable", str(problem)) from problem
        return key_id

    def current(self) -> str:
        """Return the id of the key in use; the first one is made here."""
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
        key_id = hashlib.sha256(key).hexdigest()[:KEY_ID_LENGTH]
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
                if hashlib.sha256(key).hexdigest()[:KEY_ID_LENGTH] != key_id:
                    raise ValueError("the key is not the one that its name says")
                self._ciphers[key_id] = AESGCM(key)
            except (OSError, ValueError) as problem:
                raise SealError("seal_unreadable", f"key {key_id}: {problem}") from problem
        return self._ciphers[key_id]
