"""The only writer of audit entries; each write of the product calls it in its own transaction."""

from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models import AuditChain, AuditEntry
from riskassess.domain.actor import Actor
from riskassess.proof.canonical import canonical_json
from riskassess.proof.chain import CHAIN_START, entry_digest
from riskassess.queries.audit import entry_facts

SECRETS = frozenset({"password", "password_hash", "token", "token_digest", "value", "comment"})


class Subject(Protocol):
    """A row that the entry is about."""

    id: int | None
    office_id: int


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    subject: Any,
    now: datetime,
    before: object = None,
    after: object = None,
) -> AuditEntry:
    """Append one entry to the subject's chain; writes, never commits.

    `before` and `after` hold ids and states, never secrets or scores of an open round.
    """
    session.flush()  # the subject needs its id
    chain = _lock_chain(session, name=chain_name(subject), office_id=subject.office_id)
    entry = AuditEntry(
        office_id=subject.office_id,
        chain=chain.name,
        sequence=chain.sequence + 1,
        actor_id=actor.account_id,
        action=action,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        before=canonical_json(_without_secrets(before)),
        after=canonical_json(_without_secrets(after)),
        request_id=actor.request_id,
        at=now,
        previous=chain.digest,
        digest="",
    )
    entry.digest = entry_digest(chain.digest, entry_facts(entry))
    chain.sequence, chain.digest = entry.sequence, entry.digest
    session.add(entry)
    return entry


def chain_name(subject: Any) -> str:
    """Return the chain of a record: its assessment's, else its office's."""
    if subject.__tablename__ == "assessment":
        return f"assessment:{subject.id}"
    assessment_id = getattr(subject, "assessment_id", None)
    return f"assessment:{assessment_id}" if assessment_id else f"office:{subject.office_id}"


def _lock_chain(session: Session, *, name: str, office_id: int) -> AuditChain:
    # A head kept from an earlier transaction of this session may be behind: read it again.
    query = (
        select(AuditChain)
        .where(AuditChain.name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    chain = session.exec(query).one_or_none()
    if chain is not None:
        return chain
    # Somebody else may have begun this chain just now; then theirs is read.
    with suppress(IntegrityError), session.begin_nested():
        session.add(AuditChain(office_id=office_id, name=name, digest=CHAIN_START))
    return session.exec(query).one()


def _without_secrets(values: object) -> object:
    if isinstance(values, dict):
        kept = {key: value for key, value in values.items() if key not in SECRETS}
        return {key: _without_secrets(value) for key, value in kept.items()}
    if isinstance(values, list | tuple):
        return [_without_secrets(value) for value in values]
    return values
