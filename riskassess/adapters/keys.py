"""Signing keys of the offices: Ed25519, one folder an office, outside the database.

`<folder>/<office>/<key id>.pem` holds a private key, `current` names the one in use. Keys are never
removed: what an older key signed can still be shown to be its work. `audit-heads.jsonl` holds the
audit heads that they signed, for a database that was put back: lines are added, never changed.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_OFFICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_KEY_ID_LENGTH = 16
HEADS = "audit-heads.jsonl"
_APPENDING = os.O_RDWR | os.O_APPEND | os.O_CREAT


class KeyStoreError(Exception):
    """The keys cannot be used; `code`: `bad_office`, `unwritable`, `unreadable`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class PublicKey:
    """A public key: raw bytes as `hex`, `key_id` the start of their SHA-256."""

    key_id: str
    hex: str


@dataclass(frozen=True)
class Signature:
    """A signature as `hex` and the key it was made with."""

    key_id: str
    public_key: str
    hex: str


def _public(key: Ed25519PrivateKey) -> PublicKey:
    raw = key.public_key().public_bytes_raw()
    return PublicKey(hashlib.sha256(raw).hexdigest()[:_KEY_ID_LENGTH], raw.hex())


def _written(folder: Path, content: bytes) -> Path:
    """Write a file only its owner may read, under a passing name."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")  # mode 0600
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return Path(name)


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", errors="replace").splitlines()


class OfficeKeys:
    """The keys in one folder; a key is made when an office first needs one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def public_key(self, office_code: str) -> PublicKey:
        """Return the public key in use."""
        return _public(self._current(office_code))

    def known_keys(self, office_code: str) -> frozenset[str]:
        """Return every public key the office ever had, as hexadecimal; makes none."""
        files = self._office(office_code).glob("*.pem")
        return frozenset(_public(self._load(file)).hex for file in files)

    def sign(self, office_code: str, payload: bytes) -> Signature:
        """Sign a framed payload with the key in use."""
        key = self._current(office_code)
        public = _public(key)
        return Signature(public.key_id, public.hex, key.sign(payload).hex())

    def rotate(self, office_code: str) -> PublicKey:
        """Put a new key in use and keep the old ones."""
        self._current(office_code)
        folder = self._office(office_code)
        try:
            public = self._create(folder)
            _written(folder, public.key_id.encode()).replace(folder / "current")
        except OSError as problem:
            raise KeyStoreError("unwritable", str(problem)) from problem
        return public

    def kept_offices(self) -> list[str]:
        """Return the codes of the offices whose heads are kept here."""
        return sorted(file.parent.name for file in self._folder.glob(f"*/{HEADS}"))

    def kept_heads(self, office_code: str) -> list[str]:
        """Return the lines of audit heads that are kept beside the keys, in the order they came."""
        try:
            return _lines((self._office(office_code) / HEADS).read_bytes())
        except FileNotFoundError:
            return []
        except OSError as problem:
            raise KeyStoreError("unreadable", str(problem)) from problem

    def keep_heads(self, office_code: str, lines: Collection[str]) -> int:
        """Add the lines that are not there yet, safely beside other processes; count them."""
        file = self._office(office_code) / HEADS
        try:
            with os.fdopen(os.open(file, _APPENDING, 0o600), "a+b") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                stream.seek(0)
                there = stream.read()
                known = set(_lines(there))
                new = [line for line in lines if line not in known]
                begun = "" if not there or there.endswith(b"\n") else "\n"  # cut by a crash
                if new:
                    stream.write((begun + "\n".join(new) + "\n").encode())
                    stream.flush()
                    os.fsync(stream.fileno())
        except OSError as problem:
            raise KeyStoreError("unwritable", str(problem)) from problem
        return len(new)

    def _office(self, office_code: str) -> Path:
        if not _OFFICE.fullmatch(office_code):
            raise KeyStoreError("bad_office", office_code[:80])
        return self._folder / office_code

    def _current(self, office_code: str) -> Ed25519PrivateKey:
        folder = self._office(office_code)
        if not (folder / "current").is_file():
            self._first(folder)
        try:
            name = (folder / "current").read_text(encoding="ascii").strip()
        except (OSError, ValueError) as problem:
            raise KeyStoreError("unreadable", str(problem)) from problem
        return self._load(folder / f"{Path(name).name}.pem")

    def _first(self, folder: Path) -> None:
        """Make the first key; of two who try at once, the first to link `current` wins."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            public = self._create(folder)
            named = _written(folder, public.key_id.encode())
            with contextlib.suppress(FileExistsError):
                (folder / "current").hardlink_to(named)
            named.unlink()
        except OSError as problem:
            raise KeyStoreError("unwritable", str(problem)) from problem

    @staticmethod
    def _create(folder: Path) -> PublicKey:
        key = Ed25519PrivateKey.generate()
        public = _public(key)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        _written(folder, pem).replace(folder / f"{public.key_id}.pem")
        return public

    @staticmethod
    def _load(file: Path) -> Ed25519PrivateKey:
        try:
            key = serialization.load_pem_private_key(file.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as problem:
            raise KeyStoreError("unreadable", f"{file.name}: {problem}") from problem
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyStoreError("unreadable", f"{file.name}: no Ed25519 key")
        return key
