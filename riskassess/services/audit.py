"""The only writer of audit entries; each write of the product calls it in its own transaction."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol, Self

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from riskassess.domain.actor import Actor
from riskassess.domain.lifecycle import SPONSOR
from riskassess.proof.canonical import canonical_json
from riskassess.proof.chain import CHAIN_START, entry_digest
from riskassess.queries.audit import entry_facts

SECRETS = frozenset({"password", "password_hash", "token", "token_digest", "value", "comment"})


# Core statements, made once: every write of the product passes here.
_chains, _entries = (SQLModel.metadata.tables[name] for name in ("audit_chain", "audit_entry"))
_OF_CHAIN: sa.BindParameter[str] = sa.bindparam("of_chain")
_HEAD = (
    sa.select(_chains.c.sequence, _chains.c.digest)
    .where(_chains.c.name == _OF_CHAIN)
    .with_for_update()
)
_MOVE = (
    sa.update(_chains)
    .where(
        _chains.c.name == _OF_CHAIN,
        _chains.c.sequence == sa.bindparam("old_sequence"),
        _chains.c.digest == sa.bindparam("old_digest"),
    )
    .values(sequence=sa.bindparam("new_sequence"), digest=sa.bindparam("new_digest"))
)
_BEGIN = sa.insert(_chains)
_APPEND = sa.insert(_entries)


class Subject(Protocol):
    """A row that the entry is about."""

    id: int | None
    office_id: int


@dataclass(frozen=True)
class OfficeItself:
    """The office as the subject of an entry in its own chain: a list, its pool, its keys."""

    id: int
    office_id: int
    __tablename__ = "office"

    @classmethod
    def of(cls, office_id: int) -> Self:
        """Return the office with this id."""
        return cls(office_id, office_id)


class Head(NamedTuple):
    """The last entry of a chain: its place and digest."""

    sequence: int
    digest: str


class Entry(NamedTuple):
    """An entry as it is stored."""

    office_id: int
    chain: str
    sequence: int
    actor_id: int | None
    action: str
    subject_type: str
    subject_id: int
    before: str
    after: str
    request_id: str
    at: datetime
    previous: str
    digest: str

    def following(self, head: Head) -> "Entry":
        """Return the entry as the one after `head`."""
        placed = self._replace(sequence=head.sequence + 1, previous=head.digest)
        return placed._replace(digest=entry_digest(head.digest, entry_facts(placed)))


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    subject: Any,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    expected: Head | None = None,
) -> Entry:
    """Append one entry to the subject's chain; writes, never commits.

    `before` and `after` hold ids and states by name, never secrets or scores of an open round; a
    sponsor's act on a case says for which unit it was. `expected` is the chain's head as read a
    moment ago; when the chain has grown since, it is read again.
    """
    session.flush()  # the subject needs its id
    told = _without_secrets(_with_actor(after, actor, chain_name(subject)))
    entry = Entry(
        office_id=subject.office_id, chain=chain_name(subject), sequence=0,
        actor_id=actor.account_id, action=action, subject_type=subject.__tablename__,
        subject_id=subject.id, before=canonical_json(_without_secrets(before)),
        after=canonical_json(told), request_id=actor.request_id, at=now,
        previous="", digest="",
    )  # fmt: skip
    connection = session.connection()
    if expected is not None and (added := _append(connection, entry, expected)):
        return added
    added = _append(connection, entry, _lock_head(connection, entry))
    if added is None:
        raise RuntimeError(f"{entry.chain}: the head moved although it is locked")
    return added


def _append(connection: sa.Connection, entry: Entry, head: Head) -> Entry | None:
    """Move the head and add the entry, or return None when the head is another by now.

    The update waits for whoever moves the head at this moment and then looks at it again.
    """
    placed = entry.following(head)
    moved = connection.execute(
        _MOVE,
        {
            "of_chain": entry.chain, "old_sequence": head.sequence, "old_digest": head.digest,
            "new_sequence": placed.sequence, "new_digest": placed.digest,
        },
    )  # fmt: skip
    if moved.rowcount != 1:
        return None
    connection.execute(_APPEND, placed._asdict())
    return placed


def chain_name(subject: Any) -> str:
    """Return the chain of a record: its assessment's, else its office's."""
    if subject.__tablename__ == "assessment":
        return f"assessment:{subject.id}"
    assessment_id = getattr(subject, "assessment_id", None)
    return f"assessment:{assessment_id}" if assessment_id else f"office:{subject.office_id}"


def _lock_head(connection: sa.Connection, entry: Entry) -> Head:
    which = {"of_chain": entry.chain}
    row = connection.execute(_HEAD, which).one_or_none()
    if row is None:
        # Somebody else may have begun this chain just now; then theirs is read.
        first = {"office_id": entry.office_id, "name": entry.chain, "sequence": 0}
        with suppress(IntegrityError), connection.begin_nested():
            connection.execute(_BEGIN, {**first, "digest": CHAIN_START})
        row = connection.execute(_HEAD, which).one()
    return Head(row.sequence, row.digest)


def _with_actor(after: dict[str, Any] | None, actor: Actor, chain: str) -> dict[str, Any] | None:
    """Add as what the actor acted: the deputy rows without which it could not, a sponsor's unit.

    The account may belong to another unit later; what it did stays an act of this one.
    """
    more: dict[str, Any] = {}
    if actor.used:
        more["deputy"] = sorted(actor.used)
    if actor.unit_id is not None and actor.roles & SPONSOR and chain.startswith("assessment:"):
        more["unit"] = actor.unit_id
    return {**(after or {}), **more} if more else after


def _without_secrets(values: object) -> object:
    if isinstance(values, dict):
        kept = {key: value for key, value in values.items() if key not in SECRETS}
        return {key: _without_secrets(value) for key, value in kept.items()}
    if isinstance(values, list | tuple):
        return [_without_secrets(value) for value in values]
    return values
