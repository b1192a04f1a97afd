"""Keys of officers: made by each alone under a passphrase; three hold a round, two open it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlmodel import Session, col, select

from models import Account, OfficerKey, Review, ReviewRound, RoundKey, row_id
from models.engine import transaction
from riskassess.domain.actor import Actor
from riskassess.domain.errors import InvalidInput, NotFound, Refused
from riskassess.domain.room_vocabulary import KeyHolder, RoundWay
from riskassess.domain.sheet_seal import Opener
from riskassess.domain.vocabulary import RefusalReason
from riskassess.filters import local
from riskassess.queries.deputies import list_overlapping
from riskassess.queries.round_openings import (
    OFFICERS,
    key_boxes,
    key_holders,
    shared_wrapping,
)
from riskassess.services.audit import record

HOLDERS = 3
SHORTEST_PASSPHRASE = 12


class OfficerSeal(Protocol):
    """Makes and uses the keys of officers."""

    def new_officer(self, passphrase: str, *, account_id: int) -> tuple[str, str]:
        """Return the public half of a new key, and the other half under the passphrase."""

    def new_shared_round(self, *, round_id: int, officers: dict[int, str]) -> tuple[str, str]:
        """Return the public half of a round's key, and the other half for any two officers."""

    def open_parts(
        self, wrapped_key: str, passphrase: str, *, account_id: int, round_id: int, boxes: Any
    ) -> dict[int, str]:
        """Return what a passphrase opens, by the officer it is still sealed for."""

    def open_shared_round(
        self, wrapped_key: str, passphrase: str, *, account_id: int, round_id: int,
        first: int, part: str,
    ) -> Opener:  # fmt: skip
        """Return what opens the round, from another officer's part."""


@dataclass(frozen=True)
class Sharing:
    """Which three officers hold the rounds of a review, and what makes a round's key."""

    holders: Sequence[int]
    seal: OfficerSeal


def make_officer_key(
    session: Session, *, passphrase: str, actor: Actor, now: datetime, seal: OfficerSeal
) -> OfficerKey:
    """Give the officer a new key; an older one stays for the rounds that it holds.

    Raises
    ------
    Refused
        `not_your_role` for who is no officer.
    InvalidInput
        `passphrase_short`.
    """
    me = actor.account_id
    if me is None or not actor.has(*OFFICERS):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where="officer_key")
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InvalidInput("passphrase_short", where="passphrase", least=SHORTEST_PASSPHRASE)
    public, wrapped = seal.new_officer(passphrase, account_id=me)  # slow: before any lock
    with transaction(session):
        _lock_account(session, me)
        for older in _standing(session, me):
            older.retired_at = now
        session.flush()  # one key of an officer is in use
        key = OfficerKey(
            office_id=actor.office_id, account_id=me, public_key=public,
            wrapped=wrapped, made_at=now,
        )  # fmt: skip
        session.add(key)
        session.flush()
        after = {"public_key": public}
        record(session, actor=actor, action="officer_key:make", subject=key, after=after, now=now)
        return key


def list_holders(session: Session, office_id: int) -> Sequence[tuple[OfficerKey, str]]:
    """Return the keys in use of an office with the names of their officers."""
    rows = session.exec(
        select(OfficerKey, Account.display_name)
        .join(Account, col(Account.id) == col(OfficerKey.account_id))
        .where(OfficerKey.office_id == office_id, col(OfficerKey.retired_at).is_(None))
        .order_by(col(Account.display_name), col(OfficerKey.id))
    )
    return [(key, name) for key, name in rows]


def share_round(
    session: Session,
    round_: ReviewRound,
    *,
    holders: Sequence[int],
    actor: Actor,
    now: datetime,
    seal: OfficerSeal,
) -> RoundKey:
    """Give a round a key that any two of three officers open; never commits.

    Raises
    ------
    InvalidInput
        `holders_three` unless three different officers with a key of their own are named;
        `holders_stand_in` when one of them stands in for another, now or later.
    """
    if round_.way is RoundWay.LIVE:  # its factors are shown one by one, by the server
        raise Refused("live_needs_server_key", where=f"round:{round_.id}")
    known = {key.account_id: key for key, _name in list_holders(session, round_.office_id)}
    chosen = {account_id: known[account_id] for account_id in holders if account_id in known}
    if len(chosen) != HOLDERS or len(holders) != HOLDERS:
        raise InvalidInput("holders_three", where="holders")
    _refuse_stand_in(session, round_.office_id, chosen, now=now)
    officers = {account_id: key.public_key for account_id, key in chosen.items()}
    public, wrapped = seal.new_shared_round(round_id=row_id(round_), officers=officers)
    key = RoundKey(
        office_id=round_.office_id, round_id=row_id(round_), holder=KeyHolder.OFFICERS,
        public_key=public, wrapped=shared_wrapping(officers, wrapped), made_at=now,
    )  # fmt: skip
    session.add(key)
    session.flush()
    after = {"round": round_.number, "holders": sorted(officers)}
    record(session, actor=actor, action="round_key:share", subject=key, after=after, now=now)
    return key


def _refuse_stand_in(
    session: Session, office_id: int, holders: Collection[int], *, now: datetime
) -> None:
    """Raise InvalidInput `holders_stand_in` if two of the holders would be one person's hands.

    A period that is named later is refused as long as the round is not open; the holders are locked
    as they are there, so that of both at once the second sees the first.
    """
    query = select(Account.id).where(col(Account.id).in_(holders)).order_by(col(Account.id))
    session.exec(query.with_for_update(key_share=True)).all()
    today = local(now).date()
    met = list_overlapping(session, office_id, first_on=today, last_on=date.max)
    if any(row.absent_id in holders and row.deputy_id in holders for row, _role in met):
        raise InvalidInput("holders_stand_in", where="holders")


def share_as_before(
    session: Session,
    before: ReviewRound,
    round_: ReviewRound,
    *,
    actor: Actor,
    now: datetime,
    seal: OfficerSeal | None,
) -> RoundKey | None:
    """Let the holders of the round before hold the next one too; None where the server does.

    Never commits. Raises ValueError without a seal where one is needed.
    """
    key = session.exec(select(RoundKey).where(RoundKey.round_id == before.id)).one_or_none()
    holders = [] if key is None else list(key_holders(key))
    if not holders:
        return None
    if seal is None:
        raise ValueError("a round that officers hold needs their seal")
    return share_round(session, round_, holders=holders, actor=actor, now=now, seal=seal)


def give_part(
    session: Session,
    key: RoundKey,
    *,
    passphrase: str,
    actor: Actor,
    now: datetime,
    seal: OfficerSeal,
) -> Opener | None:
    """Open a round's key with an officer's passphrase; return the opener when it is the second.

    Never commits. The part of the first officer rests still sealed for the two others.

    Raises
    ------
    NotFound
        For who does not hold the round.
    Refused
        `not_your_role` for who is no officer any more; `part_given` when this officer gave the
        part before; `passphrase_wrong`.
    """
    boxes, parts = key_boxes(key), json.loads(key.parts)
    me = actor.account_id or 0
    if me not in key_holders(key):
        raise NotFound("not_found", where=f"round:{key.round_id}")
    if not actor.has(*OFFICERS):
        raise Refused(RefusalReason.NOT_YOUR_ROLE, where=f"round:{key.round_id}")
    if str(me) in parts:
        raise Refused("part_given", where=f"round:{key.round_id}")
    own = _key_for(session, key, me)
    whose = {"account_id": me, "round_id": key.round_id}
    if not parts:
        opened = seal.open_parts(own.wrapped, passphrase, boxes=boxes, **whose)
        key.parts = json.dumps({str(me): {str(who): part for who, part in opened.items()}})
        opener = None
    else:
        first, sealed = next(iter(parts.items()))
        opener = seal.open_shared_round(
            own.wrapped, passphrase, first=int(first), part=sealed[str(me)], **whose
        )
        key.parts = "{}"
    session.add(key)
    record(session, actor=actor, action="round_key:part", subject=key, now=now,
           after={"officer": me, "opened": opener is not None})  # fmt: skip
    return opener


def note_wrong_passphrase(session: Session, round_id: int, *, actor: Actor, now: datetime) -> None:
    """Count an attempt that opened nothing; in a transaction of its own, for the act was undone."""
    with transaction(session):
        key = session.exec(select(RoundKey).where(RoundKey.round_id == round_id)).one()
        review = session.get_one(Review, session.get_one(ReviewRound, round_id).review_id)
        record(session, actor=actor, action="round_key:wrong", subject=review, now=now,
               after={"officer": actor.account_id, "key": key.id})  # fmt: skip


def _key_for(session: Session, key: RoundKey, account_id: int) -> OfficerKey:
    """Return the officer's key that the round was sealed for, in use or not."""
    return session.exec(
        select(OfficerKey).where(
            OfficerKey.account_id == account_id,
            OfficerKey.public_key == key_holders(key)[account_id],
        )
    ).one_or_none() or _missing(key)


def _missing(key: RoundKey) -> OfficerKey:
    raise NotFound("not_found", where=f"round:{key.round_id}")


def _lock_account(session: Session, account_id: int) -> None:
    """Let one key of an officer be made at a time; entries of the audit that name them go on."""
    session.exec(
        select(Account.id).where(Account.id == account_id).with_for_update(key_share=True)
    ).one()


def _standing(session: Session, account_id: int) -> Sequence[OfficerKey]:
    return session.exec(
        select(OfficerKey).where(
            OfficerKey.account_id == account_id, col(OfficerKey.retired_at).is_(None)
        )
    ).all()
