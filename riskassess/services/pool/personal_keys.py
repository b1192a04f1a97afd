"""A new key of the personal fields: everything sealed is sealed again, or nothing.

Sealed with it are telephone numbers of experts and secrets of second factors.
"""

from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Expert, Office, SecondFactor, row_id
from models.engine import transaction
from riskassess.domain.actor import system_actor
from riskassess.services.audit import OfficeItself, record
from riskassess.services.pool.personal import Seal
from riskassess.services.second_factor_tools import owner_of


class KeyedSeal(Seal, Protocol):
    """A seal whose key can be changed; older keys go on opening what they sealed."""

    def rotate(self) -> str:
        """Put a new key in use and return its id."""
        ...

    def is_current(self, sealed: str) -> bool:
        """Say whether a text is sealed with the key in use."""
        ...


def rotate_personal_key(session: Session, *, seal: KeyedSeal, now: datetime) -> tuple[str, int]:
    """Put a new key in use and seal everything personal with it, in one transaction.

    Returns the new key's id and how many texts were sealed again. The older keys stay: a text
    that cannot be opened leaves every row as it was, under its old key, and a backup needs the key
    of its time. What is written meanwhile is under the new key already, but for what was sealed a
    moment before and is stored a moment after: `count_older` finds it, the next rotation takes it.
    """
    key_id = seal.rotate()
    done = 0
    with transaction(session):
        for office in session.exec(select(Office).order_by(col(Office.id))):
            again = _seal_again(session, row_id(office), seal)
            again += _seal_secrets_again(session, row_id(office), seal)
            record(
                session,
                actor=system_actor(row_id(office)),
                action="personal_key:rotate",
                subject=OfficeItself.of(row_id(office)),
                after={"key": key_id, "sealed": again},
                now=now,
            )
            done += again
    return key_id, done


def count_older(session: Session, *, seal: KeyedSeal) -> int:
    """Return how many texts are sealed with another key than the one in use."""
    sealed = [
        *session.exec(select(Expert.phone_sealed).where(col(Expert.phone_sealed) != "")),
        *session.exec(select(SecondFactor.secret)),
    ]
    return sum(not seal.is_current(text) for text in sealed)


def _seal_secrets_again(session: Session, office_id: int, seal: KeyedSeal) -> int:
    query = select(SecondFactor).where(SecondFactor.office_id == office_id).with_for_update()
    older = [row for row in session.exec(query) if not seal.is_current(row.secret)]
    for row in older:
        bound: dict[str, Any] = {"office_id": office_id, "expert": owner_of(row.account_id)}
        row.secret = seal.seal(seal.open(row.secret, **bound), **bound)
    session.flush()
    return len(older)


def _seal_again(session: Session, office_id: int, seal: KeyedSeal) -> int:
    rows = session.execute(
        sa.select(col(Expert.id), col(Expert.code), col(Expert.phone_sealed))
        .where(col(Expert.office_id) == office_id, col(Expert.phone_sealed) != "")
        .with_for_update()
    ).all()
    changed = [
        {"at": key, "sealed": seal.seal(
            seal.open(sealed, office_id=office_id, expert=code), office_id=office_id, expert=code)}
        for key, code, sealed in rows
        if not seal.is_current(sealed)
    ]  # fmt: skip
    if changed:
        table = Expert.__table__  # type: ignore[attr-defined]  # SQLModel hides it
        one = sa.update(table).where(table.c.id == sa.bindparam("at"))
        session.execute(one.values(phone_sealed=sa.bindparam("sealed")), changed)
        session.expire_all()
    return len(changed)
