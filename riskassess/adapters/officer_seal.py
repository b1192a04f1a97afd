"""Rounds that officers hold: each has a key under a passphrase, any two of three open a round.

The opening half of a round's key is put into one box for each ordered pair of officers: sealed for
the second, and that for the first. So public-key sealing (HPKE, RFC 9180) is all that is needed,
and what the first officer opens is still sealed for the second.
"""

import json
import os
from collections.abc import Mapping
from itertools import permutations

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from riskassess.adapters.key_folder import SealError
from riskassess.adapters.room_seal import RoundOpener, from_hex, opened_with, seal_for

_SALT_BYTES = 16
_NONCE_BYTES = 12
_PAIR = 2  # so many officers open a round


class OfficerSeal:
    """Makes and uses the keys of officers; holds nothing but the cost of trying a passphrase.

    Argon2id with the second recommended set of RFC 9106, section 4; tests take less memory.
    """

    def __init__(self, *, memory_kib: int = 65_536) -> None:
        self._memory_kib = memory_kib

    def new_officer(self, passphrase: str, *, account_id: int) -> tuple[str, str]:
        """Return the public half of a new key, and the private half sealed with the passphrase."""
        key = X25519PrivateKey.generate()
        salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
        cipher = AESGCM(self._stretched(passphrase, salt))
        sealed = cipher.encrypt(nonce, key.private_bytes_raw(), _whose(account_id))
        return key.public_key().public_bytes_raw().hex(), (salt + nonce + sealed).hex()

    def new_shared_round(self, *, round_id: int, officers: Mapping[int, str]) -> tuple[str, str]:
        """Return the public half of a new key, and the other half for any two of the officers.

        `officers` holds the public key of each by account id.
        """
        key = X25519PrivateKey.generate()
        secret = key.private_bytes_raw()
        boxes = {}
        for first, second in permutations(sorted(officers), _PAIR):
            bound = _bound(round_id, first, second)
            inner = seal_for(officers[second], secret, bound=bound)
            boxes[f"{first}>{second}"] = seal_for(officers[first], inner, bound=bound).hex()
        return key.public_key().public_bytes_raw().hex(), json.dumps(boxes, sort_keys=True)

    def open_parts(
        self,
        wrapped_key: str,
        passphrase: str,
        *,
        account_id: int,
        round_id: int,
        boxes: Mapping[str, str],
    ) -> dict[int, str]:
        """Return what this officer's passphrase opens, by the officer it is still sealed for.

        Raises SealError `passphrase_wrong`.
        """
        key = self._officer_key(wrapped_key, passphrase, account_id=account_id)
        opened = {}
        for pair, box in boxes.items():
            first, second = (int(part) for part in pair.split(">"))
            if first == account_id:
                bound = _bound(round_id, first, second)
                opened[second] = opened_with(key, from_hex(box), bound).hex()
        return opened

    def open_shared_round(
        self,
        wrapped_key: str,
        passphrase: str,
        *,
        account_id: int,
        round_id: int,
        first: int,
        part: str,
    ) -> RoundOpener:
        """Return what opens the round: the first officer's part, opened with this passphrase."""
        key = self._officer_key(wrapped_key, passphrase, account_id=account_id)
        return RoundOpener(opened_with(key, from_hex(part), _bound(round_id, first, account_id)))

    def _officer_key(self, wrapped: str, passphrase: str, *, account_id: int) -> X25519PrivateKey:
        raw, cut = from_hex(wrapped), _SALT_BYTES + _NONCE_BYTES
        cipher = AESGCM(self._stretched(passphrase, raw[:_SALT_BYTES]))
        try:
            secret = cipher.decrypt(raw[_SALT_BYTES:cut], raw[cut:], _whose(account_id))
        except InvalidTag as problem:
            raise SealError("passphrase_wrong") from problem
        return X25519PrivateKey.from_private_bytes(secret)

    def _stretched(self, passphrase: str, salt: bytes) -> bytes:
        return hash_secret_raw(
            passphrase.encode(), salt, time_cost=3, memory_cost=self._memory_kib, parallelism=4,
            hash_len=32, type=Type.ID,
        )  # fmt: skip


def _whose(account_id: int) -> bytes:
    return f"officer:{account_id}".encode()


def _bound(round_id: int, first: int, second: int) -> str:
    return f"round:{round_id}:{first}>{second}"
