"""Putting a new signing key of an office in use."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from models import Office, OfficeKey, row_id
from models.engine import transaction
from riskassess.domain.actor import system_actor
from riskassess.services.audit import record


class NewKey(Protocol):
    """The public half of a key."""

    @property
    def key_id(self) -> str:
        """Short name of the key."""
        ...

    @property
    def hex(self) -> str:
        """Raw bytes in hexadecimal."""
        ...


def rotate_key(
    session: Session, *, office_id: int, rotate: Callable[[str], NewKey], now: datetime
) -> OfficeKey:
    """Put a new key in use, publish its public half and leave a trace; old keys are kept.

    `rotate` makes the key of the office of a code. When the store fails after it, the new key is
    in use all the same and is published with its first signature.
    """
    with transaction(session):
        office = session.get_one(Office, office_id)
    made = rotate(office.code)
    with transaction(session):
        key = OfficeKey(
            office_id=row_id(office), key_id=made.key_id, public_key=made.hex, created_at=now
        )
        session.add(key)
        actor, after = system_actor(office_id), {"public": made.key_id}
        record(session, actor=actor, action="office_key:rotate", subject=key, after=after, now=now)
    return key
