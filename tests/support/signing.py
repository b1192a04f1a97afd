"""A key that signs the same in all tests."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from riskassess.adapters.keys import Signature
from riskassess.proof.signing import key_id

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def sign(_office_code: str, payload: bytes) -> Signature:
    """Sign with a key that is the same in all tests."""
    public = KEY.public_key().public_bytes_raw().hex()
    return Signature(key_id(public), public, KEY.sign(payload).hex())
