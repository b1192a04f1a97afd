"""Rounds that officers hold: who holds which, who gave a part, and what waits for whom."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Account,
    Assessment,
    AuditEntry,
    OfficerKey,
    Project,
    Review,
    ReviewRound,
    RoundKey,
)
from riskassess.domain.actor import Actor
from riskassess.domain.room_vocabulary import KeyHolder, RoundState
from riskassess.domain.tasks import Task, TaskKind, bucket_of
from riskassess.domain.vocabulary import Role

MOST = 50
OFFICERS = (Role.CASE_OFFICER, Role.APPROVER, Role.POOL_KEEPER, Role.ARCHIVIST)
WRONG = "round_key:wrong"


@dataclass(frozen=True)
class HolderLine:
    """One officer who holds a round, and whether the part was given."""

    account_id: int
    name: str
    has_given: bool


def shared_wrapping(officers: Mapping[int, str], boxes: str) -> str:
    """Return what a round's key keeps: the officers' public keys, and the boxes for each pair.

    >>> shared_wrapping({7: "ab"}, '{"7>8": "00"}')
    '{"boxes": {"7>8": "00"}, "officers": {"7": "ab"}}'
    """
    return json.dumps({"boxes": json.loads(boxes), "officers": officers}, sort_keys=True)


def key_boxes(key: RoundKey) -> dict[str, str]:
    """Return the boxes of a round's key by ordered pair of officers; none with the server's."""
    if key.holder is not KeyHolder.OFFICERS:
        return {}
    return dict(json.loads(key.wrapped)["boxes"])


def key_holders(key: RoundKey) -> dict[int, str]:
    """Return the accounts that hold a round's key, in order, with the public key of each.

    It is the key that the boxes were sealed for: an officer may have another one since. None where
    the server holds the round.
    """
    if key.holder is not KeyHolder.OFFICERS:
        return {}
    officers = json.loads(key.wrapped)["officers"]
    return {account_id: officers[str(account_id)] for account_id in sorted(map(int, officers))}


def list_holder_lines(session: Session, key: RoundKey) -> list[HolderLine]:
    """Return who holds a round and who gave a part."""
    holders, given = list(key_holders(key)), json.loads(key.parts)
    names = _names(session, holders)
    return [HolderLine(each, names.get(each, ""), str(each) in given) for each in holders]


def _names(session: Session, accounts: list[int]) -> Mapping[int, str]:
    rows = session.exec(
        select(Account.id, Account.display_name).where(col(Account.id).in_(accounts))
    )
    return {account_id or 0: name for account_id, name in rows}


def count_wrong_passphrases(session: Session, round_id: int) -> int:
    """Return how often a passphrase opened nothing, as the audit counts it."""
    review_id = session.get_one(ReviewRound, round_id).review_id
    counted = select(sa.func.count(col(AuditEntry.id))).where(
        AuditEntry.action == WRONG, AuditEntry.subject_id == review_id,
        AuditEntry.subject_type == "review",
    )  # fmt: skip
    return session.exec(counted).one()


def find_own_key(session: Session, actor: Actor) -> OfficerKey | None:
    """Return the officer's key in use."""
    return session.exec(
        select(OfficerKey).where(
            OfficerKey.account_id == actor.account_id, col(OfficerKey.retired_at).is_(None)
        )
    ).one_or_none()


def list_own_held(session: Session, actor: Actor) -> list[tuple[str, str, int, ReviewRound]]:
    """Return title, code, review number and round that the officer holds and that is not open."""
    rows = session.execute(
        sa.select(
            col(Project.title), col(Assessment.code), col(Review.number), ReviewRound, RoundKey
        )
        .select_from(RoundKey)
        .join(ReviewRound, col(ReviewRound.id) == col(RoundKey.round_id))
        .join(Review, col(Review.id) == col(ReviewRound.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(RoundKey.office_id) == actor.office_id,
            col(RoundKey.holder) == KeyHolder.OFFICERS,
            col(ReviewRound.state) != RoundState.CLOSED,
        )
        .order_by(col(ReviewRound.id))
    )
    return [
        (title, code, number, round_)
        for title, code, number, round_, key in rows
        if actor.account_id in key_holders(key)
    ]


def hold_together(session: Session, office_id: int, accounts: frozenset[int]) -> bool:
    """Return whether these officers hold parts of one round that is not open yet."""
    keys = session.exec(
        select(RoundKey)
        .join(ReviewRound, col(ReviewRound.id) == col(RoundKey.round_id))
        .where(
            RoundKey.office_id == office_id,
            RoundKey.holder == KeyHolder.OFFICERS,
            ReviewRound.state != RoundState.CLOSED,
        )
    )
    return any(accounts <= key_holders(key).keys() for key in keys)


def list_key_tasks(session: Session, actor: Actor, *, today: date, depth: int = 1) -> list[Task]:
    """Return the locked rounds that wait for the actor's part; the subject is the assessment.

    `depth` as in `queries.todo.list_tasks`.
    """
    rows = session.execute(
        sa.select(
            RoundKey,
            col(ReviewRound.closed_at),
            col(Assessment.id),
            col(Assessment.code),
            col(Project.title),
        )
        .join(ReviewRound, col(ReviewRound.id) == col(RoundKey.round_id))
        .join(Review, col(Review.id) == col(ReviewRound.review_id))
        .join(Assessment, col(Assessment.id) == col(Review.assessment_id))
        .join(Project, col(Project.id) == col(Assessment.project_id))
        .where(
            col(RoundKey.office_id) == actor.office_id,
            col(ReviewRound.state) == RoundState.LOCKED,
        )
        .order_by(col(ReviewRound.closed_at))
        .limit(MOST * depth)
    )
    return [
        Task(
            kind=TaskKind.OPEN_LOCKED_ROUND,
            subject_id=assessment_id or 0,
            title=title,
            code=code,
            since=closed_at or key.made_at,
            due_on=None,
            bucket=bucket_of(today, None, is_mine=True),
        )
        for key, closed_at, assessment_id, code, title in rows
        if actor.account_id in key_holders(key)
        and str(actor.account_id) not in json.loads(key.parts)
    ]


def newest_key(session: Session, review_id: int) -> tuple[ReviewRound, RoundKey] | None:
    """Return the newest round of a review with its key, if officers hold it."""
    row = session.exec(
        select(ReviewRound, RoundKey)
        .join(RoundKey, col(RoundKey.round_id) == col(ReviewRound.id))
        .where(ReviewRound.review_id == review_id, RoundKey.holder == KeyHolder.OFFICERS)
        .order_by(col(ReviewRound.number).desc())
    ).first()
    return None if row is None else (row[0], row[1])
