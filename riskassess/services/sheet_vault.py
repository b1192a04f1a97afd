"""What the services of a sheet are given from outside: its seal, the office's signature, salts."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from riskassess.domain.sheet_seal import RoomSeal
from riskassess.services.certificates import Sign

SALT_BYTES = 32
# What a kept change says, in this order, and what stands in its row until the round is opened.
SEALED_IN_CHANGE = ("factor_id", "place", "field", "before", "after")
NOTHING_TOLD = {"factor_id": None, "place": "", "field": "", "before": None, "after": None}


def new_salt() -> str:
    """Return a salt for one commitment."""
    return secrets.token_hex(SALT_BYTES)


@dataclass(frozen=True)
class SheetVault:
    """Keeps sheets closed; `sign` takes the office's code and a framed payload."""

    seal: RoomSeal
    sign: Sign
    new_salt: Callable[[], str] = field(default=new_salt)


def change_bound(sheet_id: int, op: str) -> str:
    """Return what a sealed change belongs to."""
    return f"change:{sheet_id}:{op}"


def version_bound(sheet_id: int, number: int) -> str:
    """Return what a sealed version belongs to."""
    return f"version:{sheet_id}:{number}"
