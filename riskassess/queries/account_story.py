"""One account as the two administrators see it: facts, and what was changed by whom and why."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models import Account, AccountRole, AuditEntry, Expert, Unit
from riskassess.domain.actor import Actor
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import Role

TOLD = (
    "account:create",
    "account:change_post",
    "account:change_roles",
    "account:give_first_role",
    "account:activate",
    "account:deactivate",
    "account:issue_link",
    "account:use_link",
)
MOST = 30


@dataclass(frozen=True)
class Change:
    """One entry about an account; `before` and `after` hold ids, states and the reason."""

    at: datetime
    by: str | None
    action: str
    before: dict[str, Any]
    after: dict[str, Any]


def get_account(session: Session, account_id: int, *, actor: Actor) -> Account:
    """Return an account of the actor's office; raises NotFound."""
    found = session.get(Account, account_id)
    if found is None or found.office_id != actor.office_id:
        raise NotFound("not_found", where=f"account:{account_id}")
    return found


def place_of(session: Session, account: Account) -> tuple[str, str]:
    """Return the name of the account's unit and the code of its expert, empty without one."""
    unit = session.get(Unit, account.unit_id) if account.unit_id else None
    expert = session.get(Expert, account.expert_id) if account.expert_id else None
    return (unit.name if unit else ""), (expert.code if expert else "")


def shares_address(session: Session, account: Account) -> bool:
    """Return whether the account's address is another account's or expert's of the office too."""
    if not account.email:
        return False
    address = account.email.lower()
    accounts = sa.select(col(Account.id)).where(
        col(Account.office_id) == account.office_id,
        sa.func.lower(col(Account.email)) == address,
        col(Account.id) != account.id,
    )
    experts = sa.select(col(Expert.id)).where(
        col(Expert.office_id) == account.office_id,
        sa.func.lower(col(Expert.email)) == address,
        col(Expert.id).is_distinct_from(account.expert_id),
    )
    return bool(session.execute(sa.select(sa.or_(accounts.exists(), experts.exists()))).scalar())


def roles_held_alone(session: Session, account: Account) -> list[Role]:
    """Return the roles that no other active account holds, in its unit if it belongs to one."""
    own, other, holder = aliased(AccountRole), aliased(AccountRole), aliased(Account)
    others = (
        sa.select(col(other.id))
        .join(holder, col(holder.id) == col(other.account_id))
        .where(
            col(other.role) == col(own.role),
            col(holder.id) != account.id,
            col(holder.office_id) == account.office_id,
            col(holder.unit_id).is_not_distinct_from(account.unit_id),
            col(holder.is_active).is_(True),
        )
        .exists()
    )
    query = sa.select(col(own.role)).where(
        col(own.account_id) == account.id, col(own.role) != Role.EXPERT, ~others
    )
    return list(session.execute(query.order_by(col(own.role))).scalars())


def list_changes(session: Session, account: Account) -> list[Change]:
    """Return the last changes of an account, the newest first."""
    by = aliased(Account)
    rows = session.execute(
        sa.select(
            col(AuditEntry.at),
            col(by.display_name),
            col(AuditEntry.action),
            col(AuditEntry.before),
            col(AuditEntry.after),
        )
        .outerjoin(by, col(by.id) == col(AuditEntry.actor_id))
        .where(
            col(AuditEntry.chain) == f"office:{account.office_id}",
            col(AuditEntry.subject_type) == "account",
            col(AuditEntry.subject_id) == account.id,
            col(AuditEntry.action).in_(TOLD),
        )
        .order_by(col(AuditEntry.sequence).desc())
        .limit(MOST)
    )
    return [
        Change(at, name, action, json.loads(before) or {}, json.loads(after) or {})
        for at, name, action, before, after in rows
    ]


def names_of_units(session: Session, changes: Sequence[Change]) -> dict[int, str]:
    """Return the names of the units that changes speak of, by id."""
    ids = {side.get("unit") for each in changes for side in (each.before, each.after)} - {None}
    rows = session.execute(sa.select(col(Unit.id), col(Unit.name)).where(col(Unit.id).in_(ids)))
    return {row[0]: row[1] for row in rows}
