"""Keeps the scores of an open round closed: drafts under a key file, what is kept under the round.

Drafts must be read and written while their expert works, so the server's key file seals them
(AES-256-GCM). What is kept for the end - every change and every submission - is sealed with the
public half of the round's own key (HPKE, RFC 9180: X25519, HKDF-SHA-256, AES-256-GCM); the other
half rests under the key file, or under the passphrases of officers of whom two open it.
"""

from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from riskassess.adapters.key_folder import KEY_ID_LENGTH, KeyFolder, SealError

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class RoomSeal:
    """Seals drafts and rounds with the keys of one folder."""

    def __init__(self, folder: Path) -> None:
        self._keys = KeyFolder(folder)

    def seal_draft(self, plain: bytes, *, sheet_id: int) -> bytes:
        """Return a draft sealed for its sheet: moved to another sheet it does not open."""
        return self._sealed(plain, f"sheet:{sheet_id}")

    def open_draft(self, sealed: bytes, *, sheet_id: int) -> bytes:
        """Return the draft of a sheet; raises SealError."""
        return self._opened(sealed, f"sheet:{sheet_id}")

    def new_round(self, *, round_id: int) -> tuple[str, str]:
        """Return the public half of a new key and the other half, sealed by the key file."""
        key = X25519PrivateKey.generate()
        sealed = self._sealed(key.private_bytes_raw(), f"round:{round_id}")
        return key.public_key().public_bytes_raw().hex(), sealed.hex()

    def seal_for_round(self, public_key: str, plain: bytes, *, bound: str) -> bytes:
        """Return what only the other half of the round's key opens, and only for `bound`."""
        return seal_for(public_key, plain, bound=bound)

    def open_round(self, wrapped: str, *, round_id: int) -> "RoundOpener":
        """Return what opens a round whose key the server holds; raises SealError."""
        return RoundOpener(self._opened(from_hex(wrapped), f"round:{round_id}"))

    def _sealed(self, plain: bytes, bound: str) -> bytes:
        key_id, sealed = self._keys.seal(plain, bound.encode())
        return bytes.fromhex(key_id) + sealed

    def _opened(self, sealed: bytes, bound: str) -> bytes:
        cut = KEY_ID_LENGTH // 2
        return self._keys.open(sealed[:cut].hex(), sealed[cut:], bound.encode())


class RoundOpener:
    """The opening half of a round's key, in memory while the round is opened."""

    def __init__(self, secret: bytes) -> None:
        try:
            self._key = X25519PrivateKey.from_private_bytes(secret)
        except ValueError as problem:
            raise SealError("seal_tampered", "no key of a round") from problem

    @property
    def public_key(self) -> str:
        """The half that everything was sealed with."""
        return self._key.public_key().public_bytes_raw().hex()

    def open(self, sealed: bytes, *, bound: str) -> bytes:
        """Return what was sealed for the round and `bound`; raises SealError."""
        return opened_with(self._key, sealed, bound)


def seal_for(public_key: str, plain: bytes, *, bound: str) -> bytes:
    """Return bytes that only the owner of a public key opens, and only for `bound`."""
    return _SUITE.encrypt(plain, _public(public_key), bound.encode())


@lru_cache(maxsize=64)
def _public(public_key: str) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(bytes.fromhex(public_key))


def opened_with(key: X25519PrivateKey, sealed: bytes, bound: str) -> bytes:
    """Return what was sealed for a key and `bound`; raises SealError."""
    try:
        return _SUITE.decrypt(sealed, key, bound.encode())
    except (InvalidTag, ValueError) as problem:
        raise SealError("seal_tampered", bound) from problem


def from_hex(text: str) -> bytes:
    """Return the bytes that a text says in hexadecimal; raises SealError."""
    try:
        return bytes.fromhex(text)
    except ValueError as problem:
        raise SealError("seal_tampered", "not hexadecimal") from problem
